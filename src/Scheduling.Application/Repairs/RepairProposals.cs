using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Appointments;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Application.Resources;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Repairs;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Repairs;

/// <summary>Proposes repairs and shows them. Applying is another's: <see cref="RepairBooking"/>.</summary>
public sealed class RepairProposals(
    SchedulingDbContext db,
    ClinicContext context,
    RepairReading reading,
    RepairCauses causes,
    PlannedRepairs planner,
    StaffLending lending,
    UnitReleases releases,
    AffectedVisits review,
    ConflictNames names,
    AuditLog audit,
    EventLog events)
{
    /// <summary>
    /// Proposes a repair of the visits affected, and takes back those that were proposed for the same cause before. Null when nothing is affected.
    /// What the cause needs locked is locked by the caller.
    /// </summary>
    public async Task<Repair?> ProposeAsync(
        string causeKind, Guid causeId, IReadOnlyList<AffectedVisit> affected, CancellationToken cancellationToken, bool staffOfOtherSites = false)
    {
        var concerned = affected.Concat(await PlacelessAsync(causeKind, causeId, cancellationToken)).DistinctBy(a => a.AppointmentId).ToList();
        var repair = concerned.Count == 0 ? null : await PlanAsync(causeKind, causeId, concerned, staffOfOtherSites, cancellationToken);
        await SupersedeAsync(causeKind, causeId, repair?.Id, cancellationToken);
        if (repair is not null)
        {
            db.Repairs.Add(repair);
            audit.Write("propose", "repair", repair.Id);
            events.Append("repair.proposed", "repair", repair.Id, repair.SiteIds is [var site] ? site : null, new { repair.CauseKind, repair.CauseId });
        }

        await db.SaveChangesAsync(cancellationToken);
        return repair;
    }

    /// <summary>The same for everything that the cause affects as the book is now: all absences of a patient, not only the one just entered or removed.</summary>
    public async Task<Repair?> ProposeAsync(string causeKind, Guid causeId, CancellationToken cancellationToken, bool staffOfOtherSites = false) =>
        await ProposeAsync(causeKind, causeId, await causes.AffectedAsync(causeKind, causeId, cancellationToken), cancellationToken, staffOfOtherSites);

    /// <summary>Proposes it anew, from the book as it is now; with staff of other sites as before, or as said.</summary>
    /// <exception cref="SchedulingException">wrong_state for one that was applied whole, undone or superseded.</exception>
    public async Task<Repair?> ProposeAgainAsync(Repair repair, bool? staffOfOtherSites, CancellationToken cancellationToken)
    {
        if (repair.Status is not (RepairStatus.Proposed or RepairStatus.PartlyApplied))
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The repair is {StoredJson.Word(repair.Status)}; only a proposed or partly applied one is proposed again.");
        }

        return await OfCauseAsync(repair, staffOfOtherSites, cancellationToken);
    }

    /// <summary>What can be applied of the same cause now: this repair, the one that took its place, or a new one; null when nothing is left.</summary>
    internal async Task<Repair?> PresentAsync(Repair repair, CancellationToken cancellationToken)
    {
        var open = await Visible().AsNoTracking().Where(r => r.CauseId == repair.CauseId && r.CauseKind == repair.CauseKind
            && (r.Status == RepairStatus.Proposed || r.Status == RepairStatus.PartlyApplied)).OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id).ToListAsync(cancellationToken);
        foreach (var one in open.Where(r => !ProposalOf(r).Withdrawn))
        {
            if (await StatusAsync(one, cancellationToken) != RepairStatus.Stale)
            {
                return one;
            }
        }

        return await OfCauseAsync(repair, null, cancellationToken);
    }

    // With or without staff of other sites as the repair was, unless said otherwise.
    private async Task<Repair?> OfCauseAsync(Repair repair, bool? staffOfOtherSites, CancellationToken cancellationToken)
    {
        var lending = staffOfOtherSites ?? ProposalOf(repair).StaffOfOtherSites;
        return repair.CauseKind == RepairCauses.Check
            ? (await CheckAsync(repair.CauseId, null, null, lending, cancellationToken)).Repair
            : await ProposeAsync(repair.CauseKind, repair.CauseId, cancellationToken, lending);
    }

    /// <summary>Looks through the visits to come of a site and proposes a repair of all that break a rule or have no place.</summary>
    /// <exception cref="SchedulingException">unknown_reference, site_not_allowed.</exception>
    public async Task<(IReadOnlyList<AffectedVisit> Affected, Repair? Repair)> CheckAsync(
        Guid siteId, DateTimeOffset? from, DateTimeOffset? until, bool staffOfOtherSites, CancellationToken cancellationToken)
    {
        if (!await db.Sites.AnyAsync(s => s.Id == siteId && s.RetiredAt == null, cancellationToken))
        {
            throw new SchedulingException(ProblemCodes.UnknownReference) { Errors = [new FieldError("/siteId", "is not a site in service")] };
        }

        context.RequireSite(siteId);
        if (until <= from)
        {
            throw SchedulingException.Invalid("/until", "must be after from");
        }

        var since = from > context.Now ? from.Value : context.Now;
        var affected = (await review.AtSitesAsync([siteId], since, until, VisitFlags.All, cancellationToken)).ToList();
        var placeless = await db.Appointments.AsNoTracking()
            .Where(a => a.SiteId == siteId && a.State == AppointmentState.NeedsNewTime && a.StartsAt > since && (until == null || a.StartsAt < until))
            .OrderBy(a => a.StartsAt).ThenBy(a => a.Id).ToListAsync(cancellationToken);
        affected.AddRange(placeless.Select(WithoutPlace));
        return (affected, await ProposeAsync(RepairCauses.Check, siteId, affected, cancellationToken, staffOfOtherSites));
    }

    /// <summary>One repair that the key may see.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<Repair> GetAsync(Guid id, CancellationToken cancellationToken) =>
        await Visible().SingleOrDefaultAsync(r => r.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();

    /// <summary>Those that the key may see, the newest first. Stale ones are listed as proposed.</summary>
    public Task<Page<Repair>> ListAsync(Guid? siteId, RepairStatus? status, PageRequest page, CancellationToken cancellationToken) => Visible().AsNoTracking()
        .Where(r => (status == null || r.Status == status) && (siteId == null || r.SiteIds.Contains(siteId.Value)))
        .ToPageAsync(r => r.CreatedAt, r => r.Id, page, cancellationToken, descending: true);

    /// <summary>The status as it is now: a proposal computed from visits that have changed since is stale.</summary>
    public async Task<RepairStatus> StatusAsync(Repair repair, CancellationToken cancellationToken) =>
        repair.Status is RepairStatus.Proposed or RepairStatus.PartlyApplied && !ProposalOf(repair).Withdrawn && (await ChangedSinceAsync(repair, [], cancellationToken)).Count > 0 ? RepairStatus.Stale : repair.Status;

    /// <summary>Visits still to be changed that are not as the repair was computed from.</summary>
    internal async Task<IReadOnlyList<Guid>> ChangedSinceAsync(Repair repair, IReadOnlyCollection<Guid> patients, CancellationToken cancellationToken)
    {
        var open = ProposalOf(repair).Changes.Where(c => patients.Count > 0 ? patients.Contains(c.PatientId) : !repair.AppliedPatientIds.Contains(c.PatientId)).ToList();
        var ids = open.Select(c => c.AppointmentId).ToList();
        var now = await db.Appointments.AsNoTracking().Where(a => ids.Contains(a.Id)).Select(a => new { a.Id, a.Version, a.StartsAt }).ToDictionaryAsync(a => a.Id, cancellationToken);
        return [.. open.Where(c => !now.TryGetValue(c.AppointmentId, out var visit) || visit.Version != c.Version || visit.StartsAt <= context.Now).Select(c => c.AppointmentId)];
    }

    internal static RepairProposal ProposalOf(Repair repair) => JsonSerializer.Deserialize<RepairProposal>(repair.Proposal, StoredJson.Options)!;

    internal static string Json(RepairProposal proposal) => JsonSerializer.Serialize(proposal, StoredJson.Options);

    private async Task SupersedeAsync(string causeKind, Guid causeId, Guid? by, CancellationToken cancellationToken)
    {
        var open = await db.Repairs.Where(r => r.CauseId == causeId && r.CauseKind == causeKind && (r.Status == RepairStatus.Proposed || r.Status == RepairStatus.PartlyApplied))
            .ToListAsync(cancellationToken);
        foreach (var one in open.Where(r => !ProposalOf(r).Withdrawn))
        {
            // What was applied of one stays, and can be undone.
            one.Proposal = one.Status == RepairStatus.PartlyApplied ? Json(ProposalOf(one) with { Withdrawn = true }) : one.Proposal;
            one.Status = one.Status == RepairStatus.Proposed ? RepairStatus.Superseded : one.Status;
            one.SupersededById = by;
            events.Append("repair.superseded", "repair", one.Id, null, new { by });
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    // Visits that an earlier repair of the same cause could not place: the cause may take less than was feared.
    private async Task<IEnumerable<AffectedVisit>> PlacelessAsync(string causeKind, Guid causeId, CancellationToken cancellationToken)
    {
        var applied = await db.Repairs.AsNoTracking().Where(r => r.CauseId == causeId && r.CauseKind == causeKind && (r.Status == RepairStatus.Applied || r.Status == RepairStatus.PartlyApplied))
            .ToListAsync(cancellationToken);
        var ids = applied.SelectMany(r => ProposalOf(r).Changes.Where(c => c.After is null && r.AppliedPatientIds.Contains(c.PatientId))).Select(c => c.AppointmentId).ToList();
        var placeless = ids.Count == 0 ? [] : await db.Appointments.AsNoTracking()
            .Where(a => ids.Contains(a.Id) && a.State == AppointmentState.NeedsNewTime && a.StartsAt > context.Now).ToListAsync(cancellationToken);
        // One that lost its place for want of a unit only gets another when there is a unit for it.
        return (causeKind == RepairCauses.Authorization ? placeless.OrderBy(a => a.StartsAt).Take(await causes.UnitsLeftAsync(causeId, cancellationToken)) : placeless).Select(WithoutPlace);
    }

    private static AffectedVisit WithoutPlace(Appointment visit) => AffectedVisits.Describe(visit, [new AffectedBecause(VisitFlags.NoPlace, "R15", VisitFlags.NoPlace, null)]);

    private async Task<Repair> PlanAsync(string causeKind, Guid causeId, IReadOnlyList<AffectedVisit> affected, bool staffOfOtherSites, CancellationToken cancellationToken)
    {
        var hopeless = await releases.HopelessAsync(affected, cancellationToken);
        var placing = affected.Where(a => !hopeless.Contains(a.AppointmentId)).ToList();
        var read = placing.Count == 0 ? null : await reading.ReadAsync(placing, cancellationToken);
        var plan = read is { } book ? planner.Plan(book.Request) : new RepairPlan { Changes = [], Cost = RepairCost.Zero, Bound = RepairCost.Zero, Proven = true };
        IReadOnlyList<LentStaff> lent = [];
        if (staffOfOtherSites && read is { } asking)
        {
            (plan, lent) = await lending.ImproveAsync(asking.Request, plan, cancellationToken);
        }

        var hit = read?.Request.Visits.Where(v => v.Affected).Select(v => v.Id).ToHashSet() ?? [];
        var asked = read?.Request.Visits.ToDictionary(v => v.Id) ?? [];
        // Also those that lie farther ahead than a repair looks.
        var released = await releases.OfAsync(
            [.. affected.Where(a => hopeless.Contains(a.AppointmentId) || (UnitReleases.ReasonOf(a.Because) is not null && !hit.Contains(a.AppointmentId)))],
            plan.Changes.Where(c => c.Cost.Told > 0).Select(c => asked[c.VisitId].PatientId),
            cancellationToken);
        var known = await names.ReadAsync(plan.Changes.SelectMany(c => c.Because).Select(b => b.Resource), cancellationToken);
        return new Repair
        {
            ClinicId = context.ClinicId,
            Id = Guid.CreateVersion7(context.Now),
            Status = RepairStatus.Proposed,
            CauseKind = causeKind,
            CauseId = causeId,
            SiteIds = [.. affected.Select(a => a.SiteId).Distinct().Order()],
            Proposal = Json(new RepairProposal
            {
                Changes = [.. plan.Changes.Select(c => Proposed(c, asked[c.VisitId], read!.Value.Visits[c.VisitId], known)).Concat(released).OrderBy(c => c.Before.Start)],
                UnderWay = [.. placing.Select(a => a.AppointmentId).Where(id => !hit.Contains(id) && released.All(r => r.AppointmentId != id))],
                Cost = released.Aggregate(plan.Cost, (sum, c) => sum + c.Cost),
                Bound = released.Aggregate(plan.Bound, (sum, c) => sum + c.Cost),
                Proven = plan.Proven,
                StaffOfOtherSites = staffOfOtherSites,
                Lent = lent,
            }),
        };
    }

    private static ProposedChange Proposed(RepairChange change, RepairVisit visit, Appointment appointment, IReadOnlyDictionary<Guid, string> known) => new()
    {
        AppointmentId = change.VisitId,
        PatientId = visit.PatientId,
        CourseId = visit.CourseId,
        SiteId = visit.SiteId,
        Kind = visit.Kind.Code,
        Minutes = visit.Kind.Minutes,
        Version = appointment.Version,
        HadNoPlace = appointment.State == AppointmentState.NeedsNewTime,
        WithoutUnit = visit.WithoutUnit is not null,
        Step = change.Step,
        Before = change.Before,
        After = change.After,
        PhaseBefore = appointment.Phase,
        Phase = change.Phase ?? appointment.Phase,
        Cost = change.Cost,
        Because = [.. change.Because.Select(b => ConflictNames.Of(
            b.Interval is { } interval ? b with { Interval = SiteClock.ForZone(appointment.TimeZone).ToLocal(interval) } : b, known))],
        MakesRoomFor = change.MakesRoomFor,
        Options = change.Options,
    };

    private IQueryable<Repair> Visible()
    {
        var all = context.Identity.SiteIds is null;
        var allowed = (context.Identity.SiteIds ?? []).ToList();
        return db.Repairs.Where(r => all || r.SiteIds.All(s => allowed.Contains(s)));
    }
}
