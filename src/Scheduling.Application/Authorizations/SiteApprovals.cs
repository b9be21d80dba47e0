using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Tasks;

namespace Scheduling.Application.Authorizations;

/// <summary>Asks whether a payer has approved the site that a course goes to, as its policy says: refused, a task to ask the payer, or only the tags of the visits (R19, R20).</summary>
public sealed class SiteApprovals(SchedulingDbContext db, TaskBook tasks)
{
    /// <summary>Takes the authorizations along to a course's new home site.</summary>
    /// <param name="course">The course, locked, at its new site.</param>
    /// <param name="dueAt">By when the payer is asked.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">rule_broken (R19).</exception>
    internal async Task FollowAsync(Course course, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        var authorizations = await db.Authorizations.Where(a => a.CourseId == course.Id).ToListAsync(cancellationToken);
        // Keys that are limited to sites see an authorization where its course is at home.
        authorizations.ForEach(a => a.SiteId = course.SiteId);
        if (IsCovered(course, authorizations))
        {
            await CloseAsync(course, authorizations, cancellationToken);
            return;
        }

        var payerId = course.Coverage?.PayerId;
        var policy = await db.Payers.AsNoTracking().Where(p => p.Id == payerId).Select(p => p.WhenPlanning).SingleAsync(cancellationToken);
        if (policy == PolicyLevel.Block)
        {
            throw new SchedulingException(ProblemCodes.RuleBroken, "The payer has approved other sites, and its policy is to book nothing without a unit: enter the site with the authorization (siteIds) once it is approved.")
            {
                Rule = "R19",
                Errors = [new FieldError("/site/siteId", "is not a site that the payer has approved")],
            };
        }

        if (policy == PolicyLevel.Warn)
        {
            await tasks.OpenAsync([new TaskToOpen(TaskKind.SiteApproval, $"{course.Id}:{course.SiteId}", course.SiteId, dueAt, course.PatientId, course.Id, null)], cancellationToken);
        }
    }

    /// <summary>Closes the task once the site is approved, or nobody has to approve it.</summary>
    internal async Task CloseAsync(Course course, IEnumerable<Authorization> authorizations, CancellationToken cancellationToken)
    {
        if (IsCovered(course, authorizations))
        {
            await tasks.CloseOfCourseAsync(TaskKind.SiteApproval, course.Id, "approved", cancellationToken);
        }
    }

    private static bool IsCovered(Course course, IEnumerable<Authorization> authorizations) => course.Coverage is not { HasLedger: true } || SiteApproval.Covers(authorizations, course.SiteId);
}
