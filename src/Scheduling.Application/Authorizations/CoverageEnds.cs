using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Tasks;

namespace Scheduling.Application.Authorizations;

/// <summary>
/// What follows when visits to come are left without a unit by an authorization that ended (R22): a task for staff to decide, which pauses messages about those
/// visits, and under a policy to block a hold once no visit to come has a unit. Both are lifted as soon as the cause is gone.
/// </summary>
public sealed class CoverageEnds(SchedulingDbContext db, TaskBook tasks, EventLog events)
{
    /// <summary>Follows a course, whose lock the caller has.</summary>
    /// <returns>How much was done.</returns>
    internal async Task<int> FollowAsync(Course course, UnitRows rows, IReadOnlyCollection<Appointment> visits, UnitSettlement settlement, CancellationToken cancellationToken)
    {
        var toCome = visits.Where(v => v.State.IsToCome() && v.StartsAt > db.Now).ToList();
        var without = toCome.Where(v => v.Commitment == Commitment.Firm && settlement.Without.ContainsKey(v.Id)).OrderBy(v => v.StartsAt).ToList();
        var policy = rows.PayerOf(course.Coverage)?.WhenPlanning;
        var ended = course is { IsOpen: true, Coverage.HasLedger: true } && without.Count > 0 && policy is PolicyLevel.Warn or PolicyLevel.Block
            ? CoverageEnd.Of(rows.Authorizations, rows.Lines) : null;
        if (ended is not null || !toCome.Exists(v => v.Flags.Contains(UnitReasons.Tag)))
        {
            await tasks.CloseOfCourseAsync(TaskKind.UnitsMissing, course.Id, ended is null ? "covered" : "ended", cancellationToken);
        }

        if (ended is null)
        {
            await tasks.CloseOfCourseAsync(TaskKind.CoverageEnded, course.Id, "covered", cancellationToken);
            return Lift(course, visits);
        }

        var task = AuthorizationTasks.ToOpen(TaskKind.CoverageEnded, ended, CoverageEnd.NameOf(ended, rows.Lines), without[0].StartsAt);
        var key = TaskBook.KeyOf(task);
        // What staff have decided, or a prescriber by resuming the course, stands until it ends anew.
        if (await db.Tasks.AnyAsync(t => t.DedupeKey == key && t.State == TaskState.Closed && (!t.ClosedByRule || t.Outcome == Resumed), cancellationToken))
        {
            return 0;
        }

        var done = await tasks.OpenAsync([task], cancellationToken);
        var covered = toCome.Exists(v => settlement.Claims.Any(c => c.Id == v.Id));
        return done + (policy == PolicyLevel.Block && !covered ? Hold(course, visits) : Lift(course, visits));
    }

    /// <summary>What became of the task of a course that a prescriber resumed.</summary>
    public const string Resumed = "resumed";

    private int Hold(Course course, IReadOnlyCollection<Appointment> visits)
    {
        if (CourseTransitions.Next(course.State, CourseAction.Hold, visits.Count(v => v.IsDelivered), course.Coverage) is null)
        {
            return 0;
        }

        course.HoldFor(HoldCause.AuthorizationEnded, db.Now);
        return Tell(course);
    }

    private int Lift(Course course, IReadOnlyCollection<Appointment> visits)
    {
        if (course is not { State: CourseState.OnHold, HoldCause: HoldCause.AuthorizationEnded }
            || CourseTransitions.Next(course.State, CourseAction.Resume, visits.Count(v => v.IsDelivered), course.Coverage) is not { } lifted)
        {
            return 0;
        }

        (course.State, course.HoldCause, course.HeldAt) = (lifted, null, null);
        return Tell(course);
    }

    private int Tell(Course course)
    {
        db.Entry(course).State = EntityState.Modified;
        events.Append("course.changed", "course", course.Id, course.SiteId, new { course.State, course.HoldCause });
        return 1;
    }
}
