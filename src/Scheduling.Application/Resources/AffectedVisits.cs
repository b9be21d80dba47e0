using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Resources;

/// <summary>
/// Finds the booked visits that a change of the clinic leaves without a place, and flags them (R15). The same look takes flags back that no longer hold.
/// Callers hold the locks of the change and have saved it.
/// </summary>
public sealed class AffectedVisits(SchedulingDbContext db, ClinicContext context, FactsReader facts, VisitHistory history)
{
    /// <summary>Looks at the visits to come of sites that overlap [from, until).</summary>
    public Task<IReadOnlyList<AffectedVisit>> AtSitesAsync(
        IReadOnlyCollection<Guid> siteIds, DateTimeOffset from, DateTimeOffset? until, IReadOnlyCollection<string> flags, CancellationToken cancellationToken) =>
        ReviewAsync(a => siteIds.Contains(a.SiteId), from, until, flags, cancellationToken);

    /// <summary>Looks at the visits to come that take one of the rooms, devices, people or patients and overlap [from, until).</summary>
    public Task<IReadOnlyList<AffectedVisit>> OfResourcesAsync(
        IReadOnlyCollection<Guid> resourceIds, DateTimeOffset from, DateTimeOffset? until, IReadOnlyCollection<string> flags, CancellationToken cancellationToken) =>
        ReviewAsync(
            a => resourceIds.Contains(a.PatientId)
                || (a.DeviceId != null && resourceIds.Contains(a.DeviceId.Value))
                || (a.RoomId != null && resourceIds.Contains(a.RoomId.Value))
                || a.Staff.Any(s => resourceIds.Contains(s.StaffId)),
            from,
            until,
            flags,
            cancellationToken);

    private async Task<IReadOnlyList<AffectedVisit>> ReviewAsync(
        Expression<Func<Appointment, bool>> which, DateTimeOffset from, DateTimeOffset? until, IReadOnlyCollection<string> flags, CancellationToken cancellationToken)
    {
        var since = from > context.Now ? from : context.Now;
        var visits = await db.Appointments
            .Include(a => a.Staff)
            .Where(a => a.EndsAt > since && (until == null || a.StartsAt < until)
                && (a.State == AppointmentState.Booked || a.State == AppointmentState.Confirmed || a.State == AppointmentState.CheckedIn || a.State == AppointmentState.InProgress))
            .Where(which)
            .OrderBy(a => a.StartsAt).ThenBy(a => a.Id)
            .ToListAsync(cancellationToken);
        if (visits.Count == 0)
        {
            return [];
        }

        List<AffectedVisit> affected = [];
        var reviews = await VisitReview.LoadAsync(db, facts, visits, cancellationToken);
        foreach (var visit in visits)
        {
            var because = reviews.Because(visit).Where(b => flags.Contains(b.Flag)).ToList();
            Flag(visit, flags, because);
            if (because.Count > 0)
            {
                affected.Add(Describe(visit, because));
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        return affected;
    }

    private void Flag(Appointment visit, IReadOnlyCollection<string> looked, List<AffectedBecause> because)
    {
        var before = visit.Flags;
        IReadOnlyList<string> after = [.. before.Where(f => !looked.Contains(f)).Concat(because.Select(b => b.Flag)).Distinct()];
        if (before.ToHashSet().SetEquals(after))
        {
            return;
        }

        var snapshot = AppointmentSnapshot.Json(visit);
        visit.Flags = after;
        history.Add(visit, "flagged", snapshot, null);
    }

    /// <summary>A visit and what stands against it.</summary>
    internal static AffectedVisit Describe(Appointment visit, IReadOnlyList<AffectedBecause> because)
    {
        var clock = SiteClock.ForZone(visit.TimeZone);
        return new AffectedVisit
        {
            AppointmentId = visit.Id,
            CourseId = visit.CourseId,
            PatientId = visit.PatientId,
            SiteId = visit.SiteId,
            Kind = visit.Kind,
            Start = clock.ToLocal(visit.StartsAt),
            End = clock.ToLocal(visit.EndsAt),
            LocalDate = visit.LocalDate,
            LocalTime = visit.LocalTime,
            TimeZone = visit.TimeZone,
            Because = because,
        };
    }
}
