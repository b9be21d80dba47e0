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
    /// <summary>Asks for a site that a course is to have as its home.</summary>
    /// <param name="course">The course, locked, with its homes to come.</param>
    /// <param name="siteId">The site.</param>
    /// <param name="dueAt">By when the payer is asked.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">rule_broken (R19).</exception>
    internal async Task AskAsync(Course course, Guid siteId, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        var authorizations = await FollowAsync(course, cancellationToken);
        if (IsCovered(course, siteId, authorizations))
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
            // Asked where the course is at home: there its authorization is seen.
            await tasks.OpenAsync([new TaskToOpen(TaskKind.SiteApproval, $"{course.Id}:{siteId}", course.SiteId, dueAt, course.PatientId, course.Id, null)], cancellationToken);
        }
    }

    /// <summary>Takes the authorizations along to the course's home site: keys that are limited to sites see an authorization where its course is at home.</summary>
    internal async Task<List<Authorization>> FollowAsync(Course course, CancellationToken cancellationToken)
    {
        var authorizations = await db.Authorizations.Where(a => a.CourseId == course.Id).ToListAsync(cancellationToken);
        authorizations.ForEach(a => a.SiteId = course.SiteId);
        return authorizations;
    }

    /// <summary>Closes the task once the site is approved, or nobody has to approve it.</summary>
    internal async Task CloseAsync(Course course, IReadOnlyCollection<Authorization> authorizations, CancellationToken cancellationToken)
    {
        // The homes to come as well: the last one's approval is what is waited for.
        if (IsCovered(course, course.SiteId, authorizations) && IsCovered(course, course.SiteOn(DateOnly.MaxValue), authorizations))
        {
            await tasks.CloseOfCourseAsync(TaskKind.SiteApproval, course.Id, "approved", cancellationToken);
        }
    }

    private static bool IsCovered(Course course, Guid siteId, IReadOnlyCollection<Authorization> authorizations) => course.Coverage is not { HasLedger: true } || SiteApproval.Covers(authorizations, siteId);
}
