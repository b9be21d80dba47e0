using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Repairs;

namespace Scheduling.Application.Repairs;

/// <summary>
/// The policy by which small repairs apply themselves, where a site's setting says so (default off). Small is what nobody has to be told of: every visit of the
/// patient that the repair changes keeps its day and hour and gets another technician, room or device of the same model. The changes of such patients are
/// applied; the rest stays proposed for a person.
/// </summary>
public sealed class SmallRepairs(SchedulingDbContext db, RepairBooking booking)
{
    /// <summary>Who is named in history, audit and events.</summary>
    public const string Policy = "policy:small-repairs";

    /// <summary>Proposed repairs of which all sites have the policy, the oldest first.</summary>
    public Task<List<Guid>> OpenAsync(CancellationToken cancellationToken) => db.Repairs.AsNoTracking()
        .Where(r => r.Status == RepairStatus.Proposed && !db.Sites.Any(s => r.SiteIds.Contains(s.Id) && !s.AppliesSmallRepairs))
        .OrderBy(r => r.CreatedAt).ThenBy(r => r.Id).Select(r => r.Id).ToListAsync(cancellationToken);

    /// <summary>Applies the small part of one; 0 when there is none, or a visit of it has changed since.</summary>
    /// <returns>Patients whose changes were made.</returns>
    public async Task<int> ApplyAsync(Guid id, CancellationToken cancellationToken)
    {
        var repair = await db.Repairs.SingleOrDefaultAsync(r => r.Id == id && r.Status == RepairStatus.Proposed, cancellationToken);
        var patients = repair is null ? [] : SmallOf(RepairProposals.ProposalOf(repair));
        if (patients.Count == 0)
        {
            return 0;
        }

        var version = repair!.Version;
        try
        {
            await booking.ApplyAsync(repair, now => Expect(now == version), patients, false, cancellationToken);
            return patients.Count;
        }
        catch (SchedulingException refusal) when (refusal.Code == ProblemCodes.PlanOutdated || refusal.Code == ProblemCodes.StaleVersion || refusal.Code == ProblemCodes.WrongState)
        {
            // Somebody was faster; what is left is for a person.
            return -1;
        }
    }

    /// <summary>Patients of whom every change is small, and whose places nobody else of the repair has to leave first.</summary>
    internal static IReadOnlyList<Guid> SmallOf(RepairProposal proposal)
    {
        var lent = proposal.Lent.Select(l => (l.StaffId, l.Date)).ToHashSet();
        var large = proposal.Changes.GroupBy(c => c.PatientId).Where(own => !own.All(c => IsSmall(c, lent))).Select(own => own.Key).ToHashSet();
        // Whoever makes room, or gets room made, goes together with those concerned.
        var owners = proposal.Changes.ToDictionary(c => c.AppointmentId, c => c.PatientId);
        for (var grown = true; grown;)
        {
            grown = false;
            foreach (var change in proposal.Changes)
            {
                foreach (var other in change.MakesRoomFor.Where(owners.ContainsKey).Select(v => owners[v]).Where(p => large.Contains(p) != large.Contains(change.PatientId)))
                {
                    grown |= large.Add(other) | large.Add(change.PatientId);
                }
            }
        }

        return [.. proposal.Changes.Select(c => c.PatientId).Distinct().Where(p => !large.Contains(p))];
    }

    private static bool IsSmall(ProposedChange change, HashSet<(Guid, DateOnly)> lent) => change.Step == RepairStep.OtherResources && !change.HadNoPlace && change.After is { } after
        && !after.Staff.Values.Any(s => lent.Contains((s, DateOnly.FromDateTime(after.Start.DateTime))));

    private static void Expect(bool same)
    {
        if (!same)
        {
            throw new SchedulingException(ProblemCodes.StaleVersion);
        }
    }
}
