using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Records;
using Scheduling.Domain.Tasks;

namespace Scheduling.Application.Records;

/// <summary>Adverse events and what they ask of the clinic (R16): the course on hold, a prescriber today, a report where the site has to make one.</summary>
public sealed class AdverseEvents(SchedulingDbContext db, ClinicContext context, ResourceLocks locks, TaskBook tasks, AuditLog audit, EventLog events)
{
    private const int HolidaysAheadDays = 60;

    /// <summary>Those of a course, the newest first.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<Page<AdverseEvent>> ListAsync(Guid courseId, PageRequest page, CancellationToken cancellationToken)
    {
        await db.RequireCourseAsync(context, courseId, cancellationToken);
        audit.Read("course", courseId, "adverse_events");
        return await db.AdverseEvents.AsNoTracking().Where(e => e.CourseId == courseId).ToPageAsync(e => e.OccurredAt, e => e.Id, page, cancellationToken, descending: true);
    }

    /// <summary>One.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<AdverseEvent> GetAsync(Guid courseId, Guid id, CancellationToken cancellationToken)
    {
        await db.RequireCourseAsync(context, courseId, cancellationToken);
        audit.Read("adverse_event", id);
        return await FindAsync(courseId, id, cancellationToken);
    }

    /// <summary>Enters one in a course, and does at once what R16 asks.</summary>
    /// <exception cref="SchedulingException">not_found, invalid_request, unprocessable, unknown_reference.</exception>
    public async Task<AdverseEvent> AddAsync(Guid courseId, NewAdverseEvent wanted, CancellationToken cancellationToken)
    {
        var found = await db.RequireCourseAsync(context, courseId, cancellationToken);
        await locks.TakeForBookingAsync([], courseId, [found.PatientId], cancellationToken);
        if (AdverseEventKinds.Find(wanted.Kind) is null)
        {
            throw SchedulingException.Invalid("/kind", "must be one of " + string.Join(", ", AdverseEventKinds.All.Select(k => k.Code)));
        }

        if (wanted.OccurredAt > context.Now)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "It has not happened yet.") { Errors = [new FieldError("/occurredAt", "is in the future")] };
        }

        if (wanted.AppointmentId is { } visit && !await db.Appointments.AnyAsync(a => a.Id == visit && a.CourseId == courseId, cancellationToken))
        {
            throw new SchedulingException(ProblemCodes.UnknownReference) { Errors = [new FieldError("/appointmentId", "is not a visit of the course")] };
        }

        return await EnterAsync(wanted, found.PatientId, courseId, found.SiteId, cancellationToken);
    }

    /// <summary>Says that an event is serious after all, or what became of it.</summary>
    /// <param name="courseId">The course.</param>
    /// <param name="id">The event.</param>
    /// <param name="serious">True when it turns out to be serious; what was serious stays so.</param>
    /// <param name="outcome">What became of it; closes it.</param>
    /// <param name="expect">Refuses an event that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version.</exception>
    public async Task<AdverseEvent> FollowUpAsync(Guid courseId, Guid id, bool? serious, string? outcome, Action<int> expect, CancellationToken cancellationToken)
    {
        var course = await db.RequireCourseAsync(context, courseId, cancellationToken);
        await locks.TakeForBookingAsync([], courseId, [course.PatientId], cancellationToken);
        var found = await FindAsync(courseId, id, cancellationToken);
        expect(found.Version);
        var worse = serious == true && !found.Serious;
        found.Serious |= worse;
        if (outcome is not null)
        {
            (found.Outcome, found.ClosedAt) = (outcome, context.Now);
        }

        audit.Write("update", "adverse_event", id);
        await db.SaveChangesAsync(cancellationToken);
        if (worse)
        {
            await StopAsync(found, cancellationToken);
        }

        if (outcome is not null)
        {
            await tasks.CloseOfCauseAsync(TaskKind.EventFollowUp, $"{id}", "closed", cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        return found;
    }

    /// <summary>Enters what a record's checklist says, once for each kind of a visit. The course, if any, and the patient are locked by the caller.</summary>
    internal async Task EnterOfRecordAsync(Appointment visit, IEnumerable<CheckedEvent> happened, CancellationToken cancellationToken)
    {
        foreach (var one in happened.Where(e => e.Happened))
        {
            if (!await db.AdverseEvents.AnyAsync(e => e.AppointmentId == visit.Id && e.Kind == one.Event, cancellationToken))
            {
                var at = visit.StartedAt ?? visit.CheckedInAt ?? visit.StartsAt;
                await EnterAsync(new NewAdverseEvent(one.Event, false, one.Note ?? AdverseEventKinds.Find(one.Event)!.Text, at > context.Now ? context.Now : at, visit.Id), visit.PatientId, visit.CourseId, visit.SiteId, cancellationToken);
            }
        }
    }

    private async Task<AdverseEvent> EnterAsync(NewAdverseEvent wanted, Guid patientId, Guid? courseId, Guid siteId, CancellationToken cancellationToken)
    {
        var entered = new AdverseEvent
        {
            Id = Guid.CreateVersion7(context.Now),
            PatientId = patientId,
            CourseId = courseId,
            AppointmentId = wanted.AppointmentId,
            SiteId = siteId,
            Kind = wanted.Kind,
            Serious = wanted.Serious || AdverseEventKinds.Find(wanted.Kind)!.Serious,
            Description = wanted.Description,
            OccurredAt = wanted.OccurredAt,
            RecordedBy = context.Actor,
        };
        db.AdverseEvents.Add(entered);
        audit.Write("record", "adverse_event", entered.Id);
        await db.SaveChangesAsync(cancellationToken);
        var clock = FactsReader.ClockOf(await db.Sites.AsNoTracking().SingleAsync(s => s.Id == siteId, cancellationToken));
        await tasks.OpenAsync([Task(TaskKind.EventFollowUp, entered, clock.DayBounds(clock.DateOf(context.Now).AddDays(1)).Until)], cancellationToken);
        if (entered.Serious)
        {
            await StopAsync(entered, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        return entered;
    }

    private async Task StopAsync(AdverseEvent entered, CancellationToken cancellationToken)
    {
        if (entered.CourseId is { } id)
        {
            var course = await db.Courses.SingleAsync(c => c.Id == id, cancellationToken);
            await db.Entry(course).ReloadAsync(cancellationToken);
            // A hold for another reason becomes this one: what lifts that must not lift this.
            if (course.State == CourseState.OnHold || CourseTransitions.Next(course.State, CourseAction.Hold, 1, course.Coverage) is not null)
            {
                course.HoldFor(HoldCause.PrescriberReview, context.Now);
                audit.Write("hold", "course", id, "R16");
                events.Append("course.changed", "course", id, course.SiteId, new { course.State, course.HoldCause });
                await db.SaveChangesAsync(cancellationToken);
            }
        }

        var site = await db.Sites.AsNoTracking().SingleAsync(s => s.Id == entered.SiteId, cancellationToken);
        var clock = FactsReader.ClockOf(site);
        var today = clock.DateOf(context.Now);
        var last = today.AddDays(HolidaysAheadDays);
        var holidays = (await db.Holidays.Where(h => (h.SiteId == null || h.SiteId == site.Id) && h.Date > today && h.Date < last).Select(h => h.Date).ToListAsync(cancellationToken)).ToHashSet();
        List<TaskToOpen> toOpen = [Task(TaskKind.SafetyReview, entered, clock.DayBounds(today).Until)];
        if (SafetyRule.ReportDue(site.FacilityType, today, holidays) is { } due)
        {
            toOpen.Add(Task(TaskKind.SafetyReport, entered, clock.DayBounds(due).Until));
        }

        await tasks.OpenAsync(toOpen, cancellationToken);
    }

    private static TaskToOpen Task(TaskKind kind, AdverseEvent entered, DateTimeOffset due) => new(kind, $"{entered.Id}", entered.SiteId, due, entered.PatientId, entered.CourseId, entered.AppointmentId);

    private async Task<AdverseEvent> FindAsync(Guid courseId, Guid id, CancellationToken cancellationToken) =>
        await db.AdverseEvents.SingleOrDefaultAsync(e => e.Id == id && e.CourseId == courseId, cancellationToken) ?? throw SchedulingException.NotFound();
}
