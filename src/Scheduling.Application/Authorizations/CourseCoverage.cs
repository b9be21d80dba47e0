using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Authorizations;

/// <summary>Changes who pays for a course. Of one with authorizations dates, units and limits follow from those; self-pay gives every unit back and lifts the wait (R22).</summary>
public sealed class CourseCoverage(SchedulingDbContext db, ResourceLocks locks, VisitUnits units)
{
    /// <summary>Sets the coverage as entered, or of a course with authorizations its kind and supervision.</summary>
    /// <exception cref="SchedulingException">wrong_state.</exception>
    internal async Task ChangeAsync(Course course, Coverage entered, CancellationToken cancellationToken)
    {
        if (course.Coverage is not { Authorized: not null } present)
        {
            course.Coverage = entered;
            return;
        }

        if (entered.Kind == CoverageKind.Insured && (entered.WindowFrom, entered.WindowUntil, entered.Units, entered.MaxPerDay) is not (null, null, null, null)
            && (entered.WindowFrom, entered.WindowUntil, entered.Units, entered.MaxPerDay) != (present.WindowFrom, present.WindowUntil, present.Units, present.MaxPerDay))
        {
            throw new SchedulingException(ProblemCodes.WrongState, "The course has authorizations: its dates, units and limits follow from those.") { Rule = "R19" };
        }

        var version = course.Version;
        var sites = await db.Appointments.Where(a => a.CourseId == course.Id).Select(a => a.SiteId).Distinct().ToListAsync(cancellationToken);
        await locks.TakeForBookingAsync(sites.Append(course.SiteId), course.Id, [], cancellationToken);
        var trip = new RoundTrip(db);
        var asked = UnitReading.Ask(trip, db, course.Id);
        await trip.SendAsync(cancellationToken);
        if (await db.Courses.AsNoTracking().Where(c => c.Id == course.Id).Select(c => c.Version).SingleAsync(cancellationToken) != version)
        {
            throw new SchedulingException(ProblemCodes.StaleVersion);
        }

        var rows = asked.Value;
        course.Coverage = CoverageSummary.Of(present with { Kind = entered.Kind, Supervision = entered.Supervision }, rows.Authorizations, rows.Lines);
        if (course.State is CourseState.AwaitingAuthorization or CourseState.Ready)
        {
            course.State = CourseRules.OpeningState(course.Coverage);
        }

        var protocol = await db.ProtocolVersions.AsNoTracking().SingleAsync(v => v.Id == course.ProtocolVersionId, cancellationToken);
        var visits = await db.Appointments.Include(a => a.Staff).Where(a => a.CourseId == course.Id).ToListAsync(cancellationToken);
        await units.SettleAsync(course, protocol.Definition, rows, [], visits, [], cancellationToken);
    }
}
