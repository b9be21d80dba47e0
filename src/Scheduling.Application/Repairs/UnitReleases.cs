using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Authorizations;
using Scheduling.Application.Persistence;
using Scheduling.Application.Resources;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Repairs;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Repairs;

/// <summary>Visits that a decision of the payer leaves without a unit, and that no other date would give one: a repair proposes to give their places back, their sessions stay owed (R22).</summary>
public sealed class UnitReleases(SchedulingDbContext db, ClinicContext context, UnitBooks units)
{
    /// <summary>Why a visit has no unit, where that is what affects it.</summary>
    internal static string? ReasonOf(IEnumerable<AffectedBecause>? because) => because?.FirstOrDefault(b => b.Flag == UnitReasons.Tag)?.Reason;

    /// <summary>Those of the visits that no date would help: of courses with no unit left, and visits that are no session, which a repair doesn't move for that.</summary>
    internal async Task<IReadOnlySet<Guid>> HopelessAsync(IReadOnlyList<AffectedVisit> affected, CancellationToken cancellationToken)
    {
        var tagged = affected.Where(a => ReasonOf(a.Because) is not null).ToList();
        if (tagged.Count == 0)
        {
            return new HashSet<Guid>();
        }

        var ids = tagged.Select(a => a.AppointmentId).ToList();
        var sessions = (await db.Appointments.AsNoTracking().Where(a => ids.Contains(a.Id) && a.CountsAsSession).Select(a => a.Id).ToListAsync(cancellationToken)).ToHashSet();
        var known = await units.OfAsync([.. tagged.Select(a => a.CourseId).OfType<Guid>().Distinct()], cancellationToken);
        return tagged.Where(a => !sessions.Contains(a.AppointmentId) || !known.TryGetValue(a.CourseId!.Value, out var now) || now.Left(now.Book.Clock.DateOf(context.Now)) == 0)
            .Select(a => a.AppointmentId).ToHashSet();
    }

    /// <summary>The changes that give the places of visits back.</summary>
    /// <param name="released">The visits, with the reason why each has no unit.</param>
    /// <param name="told">Patients who are told of another change already.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async Task<IReadOnlyList<ProposedChange>> OfAsync(IReadOnlyList<AffectedVisit> released, IEnumerable<Guid> told, CancellationToken cancellationToken)
    {
        var reasons = released.ToDictionary(a => a.AppointmentId, a => ReasonOf(a.Because));
        var ids = reasons.Keys.ToList();
        var visits = ids.Count == 0 ? [] : await db.Appointments.AsNoTracking().Include(a => a.Staff).Where(a => ids.Contains(a.Id)).OrderBy(a => a.StartsAt).ThenBy(a => a.Id).ToListAsync(cancellationToken);
        var known = told.ToHashSet();
        return [.. visits.Select(v => Release(v, reasons[v.Id] ?? UnitReasons.NotAuthorized, known.Add(v.PatientId)))];
    }

    private static ProposedChange Release(Appointment visit, string reason, bool first)
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
            WithoutUnit = true,
            Because = [new Conflict { Reason = reason, Rule = "R19" }],
        };
    }
}
