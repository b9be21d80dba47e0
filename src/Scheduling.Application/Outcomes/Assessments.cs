using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Application.Records;
using Scheduling.Application.Requests;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Outcomes;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Tasks;

namespace Scheduling.Application.Outcomes;

/// <summary>Scored scales of a course. They open tasks and draw curves; no score stops a course (R17).</summary>
public sealed class Assessments(SchedulingDbContext db, ClinicContext context, ResourceLocks locks, TaskBook tasks, AuditLog audit, EventLog events)
{
    /// <summary>Those of a course, the newest first.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<Page<Assessment>> ListAsync(Guid courseId, string? instrument, PageRequest page, CancellationToken cancellationToken)
    {
        await db.RequireCourseAsync(context, courseId, cancellationToken);
        audit.Read("course", courseId, "assessments");
        return await db.Assessments.AsNoTracking().Where(a => a.CourseId == courseId && (instrument == null || a.Instrument == instrument))
            .ToPageAsync(a => a.On, a => a.Id, page, cancellationToken, descending: true);
    }

    /// <summary>A course's curve by each instrument that was used.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<IReadOnlyList<OutcomeCurve>> CurvesAsync(Guid courseId, CancellationToken cancellationToken)
    {
        await db.RequireCourseAsync(context, courseId, cancellationToken);
        audit.Read("course", courseId, "outcome_curve");
        var found = await db.Assessments.AsNoTracking().Where(a => a.CourseId == courseId).ToListAsync(cancellationToken);
        var delivered = await DeliveredAsync(courseId, cancellationToken);
        return [.. found.GroupBy(a => a.Instrument).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => Instruments.Find(g.Key) is { } instrument ? OutcomeRule.Curve(instrument, g, delivered) : null).OfType<OutcomeCurve>()];
    }

    /// <summary>Enters one. An answer that R24 names opens a clinician's task for today; an end without a response asks for the next step.</summary>
    /// <exception cref="SchedulingException">not_found, invalid_request, unprocessable.</exception>
    public async Task<Assessment> AddAsync(Guid courseId, NewAssessment wanted, CancellationToken cancellationToken)
    {
        var course = await db.RequireCourseAsync(context, courseId, cancellationToken);
        await locks.TakeForBookingAsync([], courseId, [course.PatientId], cancellationToken);
        course = await db.RequireCourseAsync(context, courseId, cancellationToken);
        var instrument = Instruments.Find(wanted.Instrument) ?? throw SchedulingException.Invalid("/instrument", "must be one of " + string.Join(", ", Instruments.All.Select(i => i.Code)));
        var total = Total(instrument, wanted);
        var clock = FactsReader.ClockOf(await db.Sites.AsNoTracking().SingleAsync(s => s.Id == course.SiteId, cancellationToken));
        var today = clock.DateOf(context.Now);
        if (wanted.On > today)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "It has not happened yet.") { Errors = [new FieldError("/on", "is in the future")] };
        }

        var assessment = new Assessment
        {
            Id = Guid.CreateVersion7(context.Now),
            CourseId = courseId,
            PatientId = course.PatientId,
            Instrument = instrument.Code,
            On = wanted.On ?? today,
            Items = wanted.Items,
            Total = total,
            RecordedBy = context.Actor,
            RecordedAt = context.Now,
        };
        db.Assessments.Add(assessment);
        audit.Write("record", "assessment", assessment.Id);
        events.Append("course.assessed", "course", courseId, course.SiteId, new { course.PatientId });
        await db.SaveChangesAsync(cancellationToken);
        await FollowAsync(course, instrument, assessment, clock.DayBounds(today).Until, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return assessment;
    }

    /// <summary>Local dates of the sessions delivered, in order, one entry each.</summary>
    internal Task<List<DateOnly>> DeliveredAsync(Guid courseId, CancellationToken cancellationToken) => db.Appointments.AsNoTracking()
        .Where(a => a.CourseId == courseId && a.CountsAsSession && (a.State == AppointmentState.Delivered || (a.State == AppointmentState.Partial && a.PartialCounts == true)))
        .OrderBy(a => a.StartsAt).Select(a => a.LocalDate).ToListAsync(cancellationToken);

    private async Task FollowAsync(Course course, Instrument instrument, Assessment assessment, DateTimeOffset endOfToday, CancellationToken cancellationToken)
    {
        await tasks.CloseOfCauseAsync(TaskKind.ScaleDue, $"{course.Id}:{instrument.Code}:", "assessed", cancellationToken);
        List<TaskToOpen> toOpen = [];
        if (OutcomeRule.Alerts(instrument, assessment.Items, assessment.Total))
        {
            toOpen.Add(new TaskToOpen(TaskKind.ClinicianReview, $"{assessment.Id}", course.SiteId, endOfToday, course.PatientId, course.Id, null));
        }

        var delivered = await DeliveredAsync(course.Id, cancellationToken);
        if (delivered.Count > 0 && (course.State == CourseState.Completed || delivered.Count >= course.Targets.Sum(t => t.Sessions)) && assessment.On >= delivered[^1])
        {
            var all = await db.Assessments.AsNoTracking().Where(a => a.CourseId == course.Id && a.Instrument == instrument.Code).ToListAsync(cancellationToken);
            var last = OutcomeRule.Curve(instrument, all, delivered).Points[^1];
            if (last.Status is ResponseStatus.None or ResponseStatus.Partial)
            {
                toOpen.Add(new TaskToOpen(TaskKind.NextStep, $"{course.Id}", course.SiteId, endOfToday.AddDays(7), course.PatientId, course.Id, null));
            }
        }

        await tasks.OpenAsync(toOpen, cancellationToken);
    }

    private static int Total(Instrument instrument, NewAssessment wanted)
    {
        var checks = new FieldChecks();
        checks.Check(wanted.Items is not null || wanted.Total is not null, "/items", "are required, or the total");
        checks.Check(wanted.Items is null || wanted.Items.Count == instrument.ItemMax.Count, "/items", $"are {instrument.ItemMax.Count}");
        for (var i = 0; i < Math.Min(wanted.Items?.Count ?? 0, instrument.ItemMax.Count); i++)
        {
            checks.Check(wanted.Items![i] >= 0 && wanted.Items[i] <= instrument.ItemMax[i], FieldChecks.At("/items", i), $"must be from 0 to {instrument.ItemMax[i]}");
        }

        checks.Check(wanted.Total is null || wanted.Total <= instrument.MaxTotal, "/total", $"must be from 0 to {instrument.MaxTotal}");
        checks.ThrowIfAny();
        var total = wanted.Items is { } items ? OutcomeRule.Total(instrument, items) : wanted.Total!.Value;
        return wanted.Total is { } said && said != total ? throw SchedulingException.Invalid("/total", "is not what the items come to") : total;
    }
}
