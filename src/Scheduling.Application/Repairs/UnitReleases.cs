using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Resources;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Repairs;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Repairs;

/// <summary>What a repair proposes for visits that a decision of the payer leaves without a unit: their places are given back, and their sessions stay owed (R22).</summary>
public sealed class UnitReleases(SchedulingDbContext db)
{
    /// <summary>The changes, for those of the visits that have no unit.</summary>
    internal async Task<IReadOnlyList<ProposedChange>> OfAsync(IReadOnlyList<AffectedVisit> affected, CancellationToken cancellationToken)
    {
        var ids = affected.Where(a => a.Because.Any(b => b.Flag == UnitReasons.Tag)).Select(a => a.AppointmentId).ToList();
        var visits = ids.Count == 0 ? [] : await db.Appointments.AsNoTracking().Include(a => a.Staff).Where(a => ids.Contains(a.Id)).OrderBy(a => a.StartsAt).ThenBy(a => a.Id).ToListAsync(cancellationToken);
        return [.. visits.Select((v, i) => Release(v, i == 0))];
    }

    // No other place would give it a unit.
    private static ProposedChange Release(Appointment visit, bool first)
    {
        var clock = SiteClock.ForZone(visit.TimeZone);
        return new ProposedChange
        {
            AppointmentId = visit.Id,
            PatientId = visit.PatientId,
            CourseId = visit.CourseId,
            SiteId = visit.SiteId,
            Kind = visit.Kind,
            Minutes = (int)(visit.EndsAt - visit.StartsAt).TotalMinutes,
            Version = visit.Version,
            Step = RepairStep.NeedsNewTime,
            Before = new VisitPlace
            {
                Start = clock.ToLocal(visit.StartsAt),
                Staff = visit.Staff.GroupBy(s => s.Role).ToDictionary(g => g.Key, g => g.Min(s => s.StaffId)),
                DeviceId = visit.DeviceId,
                RoomId = visit.RoomId,
            },
            After = null,
            PhaseBefore = visit.Phase,
            Phase = visit.Phase,
            Cost = new RepairCost(1, 0, first ? 1 : 0, 0, 0, 0),
            Because = [new Conflict { Start = clock.ToLocal(visit.StartsAt), End = clock.ToLocal(visit.EndsAt), Reason = UnitReasons.Tag, Rule = "R19" }],
        };
    }
}
