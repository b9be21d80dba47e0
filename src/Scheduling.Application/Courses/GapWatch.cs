using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Tasks;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Courses;

/// <summary>
/// Looks at every active course of a clinic for gaps (R14). A flag is only shown, by whoever reads the course; a review is a task; a hold stops the course and
/// asks a prescriber. Each acts once per gap, which the last delivered session names.
/// </summary>
public sealed class GapWatch(SchedulingDbContext db, GapReading reading, ResourceLocks locks, TaskBook tasks, AuditLog audit, EventLog events)
{
    private readonly Dictionary<Guid, ProtocolDefinition> protocols = [];
    private readonly Dictionary<Guid, SiteClock> clocks = [];

    /// <summary>Does what is due.</summary>
    /// <returns>Courses reviewed or put on hold.</returns>
    public async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        foreach (var site in await db.Sites.AsNoTracking().ToListAsync(cancellationToken))
        {
            clocks[site.Id] = FactsReader.ClockOf(site);
        }

        var acted = await ActAsync(cancellationToken);
        // Tasks come after the locks of courses, as where visits are written.
        await CloseWhatIsOverAsync(cancellationToken);
        return acted;
    }

    private async Task<int> ActAsync(CancellationToken cancellationToken)
    {
        var due = await FindAsync(null, cancellationToken);
        if (due.Count == 0)
        {
            return 0;
        }

        // Under the locks of deliveries, states and absences it may be otherwise.
        await locks.TakeForBookingsAsync([], due.Select(d => d.Course.Id), due.Select(d => d.Course.PatientId), cancellationToken);
        var acted = 0;
        foreach (var (course, gap) in await FindAsync([.. due.Select(d => d.Course.Id)], cancellationToken))
        {
            acted += gap.Action == GapAction.Hold ? await HoldAsync(course, gap, cancellationToken) : await tasks.OpenAsync([ToOpen(TaskKind.GapReview, course, gap)], cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        return acted;
    }

    private async Task<List<(Course Course, CourseGap Gap)>> FindAsync(IReadOnlyList<Guid>? only, CancellationToken cancellationToken)
    {
        var active = await db.Courses.AsNoTracking()
            .Where(c => c.State == CourseState.Active && (only == null || only.Contains(c.Id)))
            .Select(c => new
            {
                Course = c,
                Last = db.Appointments.Where(a => a.CourseId == c.Id && a.CountsAsSession && (a.State == AppointmentState.Delivered || (a.State == AppointmentState.Partial && a.PartialCounts == true)))
                    .Max(a => (DateOnly?)a.LocalDate),
            })
            .OrderBy(c => c.Course.Id).ToListAsync(cancellationToken);
        List<(Course, CourseGap)> found = [];
        foreach (var one in active)
        {
            var (course, today) = (one.Course, clocks[one.Course.SiteId].DateOf(db.Now));
            var protocol = await ProtocolAsync(course.ProtocolVersionId, cancellationToken);
            if (one.Last is not { } last || GapRule.Earliest(protocol.GapBands, GapAction.PrescriberReview) is not { } days || today.DayNumber - last.DayNumber < days)
            {
                continue;
            }

            var appointments = await db.Appointments.AsNoTracking().Where(a => a.CourseId == course.Id).ToListAsync(cancellationToken);
            if (await reading.OfAsync(course, protocol, appointments, today, GapAction.PrescriberReview, cancellationToken) is { Action: >= GapAction.PrescriberReview } gap
                && !await ActedAsync(course, gap, cancellationToken))
            {
                found.Add((course, gap));
            }
        }

        return found;
    }

    private async Task<int> HoldAsync(Course found, CourseGap gap, CancellationToken cancellationToken)
    {
        if (await tasks.OpenAsync([ToOpen(TaskKind.GapHold, found, gap)], cancellationToken) == 0)
        {
            return 0;
        }

        var course = await db.Courses.SingleAsync(c => c.Id == found.Id, cancellationToken);
        course.HoldFor(HoldCause.Gap, db.Now);
        audit.Write("hold", "course", course.Id, "R14");
        events.Append("course.changed", "course", course.Id, course.SiteId, new { course.State, course.HoldCause });
        await tasks.CloseOfCourseAsync(TaskKind.GapReview, course.Id, "on_hold", cancellationToken);
        return 1;
    }

    private async Task CloseWhatIsOverAsync(CancellationToken cancellationToken)
    {
        var open = await (
            from task in db.Tasks.AsNoTracking()
            join course in db.Courses.AsNoTracking() on task.CourseId equals course.Id
            where task.State == TaskState.Open && (task.Kind == TaskKind.GapReview || task.Kind == TaskKind.GapHold)
            select new { task.Kind, course.Id, course.State, course.HoldCause }).ToListAsync(cancellationToken);
        foreach (var one in open)
        {
            var held = one.State == CourseState.OnHold && one.HoldCause == HoldCause.Gap;
            if (one.Kind == TaskKind.GapHold ? !held : one.State != CourseState.Active)
            {
                await tasks.CloseOfCourseAsync(one.Kind, one.Id, StoredJson.Word(one.State), cancellationToken);
            }
        }
    }

    // A review that a person closed is done with, and so is a hold that was resumed.
    private Task<bool> ActedAsync(Course course, CourseGap gap, CancellationToken cancellationToken)
    {
        var kind = gap.Action == GapAction.Hold ? TaskKind.GapHold : TaskKind.GapReview;
        var key = TaskBook.KeyOf(ToOpen(kind, course, gap));
        return db.Tasks.AnyAsync(t => t.DedupeKey == key && (kind == TaskKind.GapHold || t.State == TaskState.Open || !t.ClosedByRule), cancellationToken);
    }

    private TaskToOpen ToOpen(TaskKind kind, Course course, CourseGap gap)
    {
        var clock = clocks[course.SiteId];
        return new TaskToOpen(kind, $"{course.Id}:{gap.Since:yyyy-MM-dd}", course.SiteId, clock.DayBounds(clock.DateOf(db.Now)).Until, course.PatientId, course.Id, null);
    }

    private async Task<ProtocolDefinition> ProtocolAsync(Guid version, CancellationToken cancellationToken)
    {
        if (!protocols.TryGetValue(version, out var definition))
        {
            protocols[version] = definition = (await db.ProtocolVersions.AsNoTracking().SingleAsync(v => v.Id == version, cancellationToken)).Definition;
        }

        return definition;
    }
}
