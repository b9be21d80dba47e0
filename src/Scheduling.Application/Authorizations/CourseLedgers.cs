using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;

namespace Scheduling.Application.Authorizations;

/// <summary>A course with its ledger in hand: locked as by a booking, read, and settled as a whole after something about who pays has changed.</summary>
public sealed class CourseLedgers(SchedulingDbContext db, ResourceLocks locks, VisitUnits units, CoverageEnds ends, SiteApprovals approvals, ProviderApprovals providers)
{
    /// <summary>Locks sites and course as whoever books its visits does, so that they stay as they are read; its lines come last, as everywhere.</summary>
    internal async Task<UnitRows> LockAsync(Guid courseId, Guid siteId, CancellationToken cancellationToken)
    {
        var sites = await db.Appointments.Where(a => a.CourseId == courseId).Select(a => a.SiteId).Distinct().ToListAsync(cancellationToken);
        await locks.TakeForBookingAsync(sites.Append(siteId), courseId, [], cancellationToken);
        return await ReadAsync(courseId, cancellationToken);
    }

    /// <summary>Reads it behind locks that the caller has.</summary>
    internal async Task<UnitRows> ReadAsync(Guid courseId, CancellationToken cancellationToken)
    {
        var trip = new RoundTrip(db);
        var rows = UnitReading.Ask(trip, db, courseId);
        await trip.SendAsync(cancellationToken);
        return rows.Value;
    }

    /// <summary>Settles the course: what its coverage comes to, whether it still waits, which visit has which unit, and what an end means (R19, R22).</summary>
    /// <param name="course">The course, locked, with its coverage's kind as it is to be.</param>
    /// <param name="rows">Its authorizations as they are to be, and the units as they are.</param>
    /// <param name="adjustments">Rows for units granted or taken back.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Its visits, and how much was done about an end.</returns>
    internal async Task<(IReadOnlyList<Appointment> Visits, int Done)> SettleAsync(Course course, UnitRows rows, IReadOnlyList<UnitEntry> adjustments, CancellationToken cancellationToken)
    {
        var protocol = await db.ProtocolVersions.AsNoTracking().SingleAsync(v => v.Id == course.ProtocolVersionId, cancellationToken);
        var visits = await db.Appointments.Include(a => a.Staff).Where(a => a.CourseId == course.Id).OrderBy(a => a.StartsAt).ToListAsync(cancellationToken);
        // What was entered by hand holds until something is granted.
        if (course.Coverage is { Authorized: not null } || rows.Lines.Any(l => l.Granted > 0))
        {
            course.Coverage = CoverageSummary.Of(course.Coverage, rows.Authorizations, rows.Lines);
        }

        if (course.State == CourseState.AwaitingAuthorization)
        {
            course.State = CourseRules.OpeningState(course.Coverage);
        }

        var settlement = await units.SettleAsync(course, protocol.Definition, rows, [], visits, adjustments, cancellationToken);
        await approvals.CloseAsync(course, rows.Authorizations, cancellationToken);
        await providers.CloseAsync(course, settlement, cancellationToken);
        return (visits, await ends.FollowAsync(course, rows, visits, settlement, cancellationToken));
    }
}
