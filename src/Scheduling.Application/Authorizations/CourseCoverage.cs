using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Authorizations;

/// <summary>
/// Changes who pays for a course. Of one with authorizations dates, units and limits follow from those; self-pay gives every unit back and lifts the wait, and so
/// does an approval entered by hand: tentative visits become firm (R22).
/// </summary>
public sealed class CourseCoverage(SchedulingDbContext db, CourseLedgers ledgers, VisitEstimates estimates)
{
    /// <summary>Sets the coverage as entered, or of a course with authorizations its kind and supervision.</summary>
    /// <exception cref="SchedulingException">wrong_state, stale_version.</exception>
    internal async Task ChangeAsync(Course course, Coverage entered, CancellationToken cancellationToken)
    {
        var present = course.Coverage;
        var hasAuthorizations = present is { Authorized: not null };
        if (hasAuthorizations && entered.Kind == CoverageKind.Insured && (entered.WindowFrom, entered.WindowUntil, entered.Units, entered.MaxPerDay) is not (null, null, null, null)
            && (entered.WindowFrom, entered.WindowUntil, entered.Units, entered.MaxPerDay) != (present!.WindowFrom, present.WindowUntil, present.Units, present.MaxPerDay))
        {
            throw new SchedulingException(ProblemCodes.WrongState, "The course has authorizations: its dates, units and limits follow from those.") { Rule = "R19" };
        }

        // Nothing is booked before a draft opens.
        if (course.State == CourseState.Draft)
        {
            course.Coverage = hasAuthorizations ? present! with { Kind = entered.Kind, Supervision = entered.Supervision } : entered;
            return;
        }

        var version = course.Version;
        var rows = await ledgers.LockAsync(course.Id, course.SiteId, cancellationToken);
        if (await db.Courses.AsNoTracking().Where(c => c.Id == course.Id).Select(c => c.Version).SingleAsync(cancellationToken) != version)
        {
            throw new SchedulingException(ProblemCodes.StaleVersion);
        }

        course.Coverage = hasAuthorizations
            ? CoverageSummary.Of(present! with { Kind = entered.Kind, Supervision = entered.Supervision }, rows.Authorizations, rows.Lines)
            : entered;
        if (hasAuthorizations && course.State == CourseState.Ready)
        {
            course.State = CourseRules.OpeningState(course.Coverage);
        }

        var (visits, _) = await ledgers.SettleAsync(course, rows, [], cancellationToken);
        if (present?.Kind != CoverageKind.SelfPay)
        {
            var holidays = await db.Holidays.AsNoTracking().Where(h => h.SiteId == null || h.SiteId == course.SiteId).Select(h => h.Date).ToListAsync(cancellationToken);
            estimates.Note(course, holidays, [.. visits.Where(v => v.State.IsToCome() && v.StartsAt > db.Now)]);
        }
    }
}
