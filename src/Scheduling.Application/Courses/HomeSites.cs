using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Authorizations;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Courses;

/// <summary>Makes the home site that a course was given from a date on its present one, once the date has come: lists and keys that are limited to sites go by that.</summary>
public sealed class HomeSites(SchedulingDbContext db, ResourceLocks locks, SiteApprovals approvals, AuditLog audit, EventLog events)
{
    /// <summary>Does what is due. A course that has ended stays where it ended.</summary>
    /// <returns>Courses that have another home now.</returns>
    public async Task<int> FollowAsync(CancellationToken cancellationToken)
    {
        var clocks = (await db.Sites.AsNoTracking().ToListAsync(cancellationToken)).ToDictionary(s => s.Id, FactsReader.ClockOf);
        var due = (await Moving(null).AsNoTracking().ToListAsync(cancellationToken)).Where(c => c.HomeChangesOn <= Today(c, clocks)).Select(c => c.Id).ToList();
        if (due.Count == 0)
        {
            return 0;
        }

        await locks.TakeForBookingsAsync([], due, [], cancellationToken);
        var moved = 0;
        foreach (var course in await Moving(due).OrderBy(c => c.Id).ToListAsync(cancellationToken))
        {
            if (course.SettleHome(Today(course, clocks)))
            {
                await approvals.FollowAsync(course, cancellationToken);
                audit.Write("home_site_changed", "course", course.Id);
                events.Append("course.changed", "course", course.Id, course.SiteId, new { course.State, course.SiteId });
                moved++;
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        return moved;
    }

    private IQueryable<Course> Moving(IReadOnlyList<Guid>? only) => db.Courses.Where(c =>
        c.HomeChangesOn != null && c.State != CourseState.Completed && c.State != CourseState.Discontinued && (only == null || only.Contains(c.Id)));

    // By the clock of the site that it leaves.
    private DateOnly Today(Course course, Dictionary<Guid, SiteClock> clocks) => clocks[course.SiteId].DateOf(db.Now);
}
