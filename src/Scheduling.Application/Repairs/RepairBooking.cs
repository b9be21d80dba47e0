using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Appointments;
using Scheduling.Application.Authorizations;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Repairs;

namespace Scheduling.Application.Repairs;

/// <summary>Makes the changes of a repair, or takes them back: all of them, or those of some patients, in one transaction.</summary>
public sealed class RepairBooking(SchedulingDbContext db, ClinicContext context, RepairProposals proposals, BookedVisits visits, VisitRelocating relocating, StaffLending lending, AuthorizationTasks asked, AuditLog audit, EventLog events)
{
    /// <summary>Makes the changes of all patients that are left, or of those named.</summary>
    /// <param name="repair">The repair.</param>
    /// <param name="requireVersion">Refuses one that is not as the caller read it.</param>
    /// <param name="patientIds">The patients; null for all that are left.</param>
    /// <param name="keepUncovered">Whether visits that the payer has no unit for stay where they are instead of giving their places back (R22).</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">wrong_state; invalid_request for a patient without a change; plan_outdated naming the visits that changed, or what is in the way.</exception>
    public async Task ApplyAsync(Repair repair, Action<int> requireVersion, IReadOnlyList<Guid>? patientIds, bool keepUncovered, CancellationToken cancellationToken)
    {
        requireVersion(repair.Version);
        if (repair.Status is not (RepairStatus.Proposed or RepairStatus.PartlyApplied))
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The repair is {StoredJson.Word(repair.Status)}; only a proposed or partly applied one can be applied.");
        }

        var proposal = RepairProposals.ProposalOf(repair);
        if (proposal.Withdrawn)
        {
            throw new SchedulingException(ProblemCodes.WrongState, "A newer repair of the same cause took the place of what was left of this one.");
        }

        var patients = Patients(repair, proposal, patientIds);
        var kept = keepUncovered ? await KeptAsync([.. proposal.Changes.Where(c => patients.Contains(c.PatientId))], cancellationToken) : [];
        var changes = proposal.Changes.Where(c => patients.Contains(c.PatientId) && !kept.Contains(c.AppointmentId)).ToList();
        var parts = await PartsAsync(changes, c => c.After, c => c.Phase, cancellationToken);
        await relocating.LockAsync(parts, cancellationToken);
        await LockAsync(repair, requireVersion, cancellationToken);
        var stale = await proposals.ChangedSinceAsync(repair, patients, cancellationToken);
        if (stale.Count > 0)
        {
            throw Outdated("Visits have changed since the repair was proposed: see appointmentIds. Nothing was changed; propose it again.", stale, []);
        }

        await lending.LendAsync(StaffLending.Used(proposal.Lent, changes.Select(c => c.After)), cancellationToken);
        await RelocateAsync(parts, $"Repair {repair.Id}", cancellationToken);
        await RequireUnitsAsync(changes, cancellationToken);
        var versions = await VersionsAsync(changes, cancellationToken);
        repair.AppliedPatientIds = [.. repair.AppliedPatientIds, .. patients];
        repair.Proposal = RepairProposals.Json(proposal with
        {
            Changes = [.. proposal.Changes.Select(c => versions.TryGetValue(c.AppointmentId, out var version) ? c with { AppliedVersion = version } : c with { Kept = kept.Contains(c.AppointmentId) })],
        });
        repair.Status = proposal.Changes.All(c => repair.AppliedPatientIds.Contains(c.PatientId)) ? RepairStatus.Applied : RepairStatus.PartlyApplied;
        (repair.AppliedAt, repair.AppliedBy) = (context.Now, context.Actor);
        foreach (var course in changes.Where(c => c.WithoutUnit).Select(c => c.CourseId).OfType<Guid>().Distinct().Order())
        {
            await asked.CloseCoveredAsync(course, cancellationToken);
        }

        await NoteAsync(repair, "applied", patients, cancellationToken);
    }

    /// <summary>Takes all changes back while none of the visits has changed since; each goes where it was, if the rules let it.</summary>
    /// <exception cref="SchedulingException">wrong_state; plan_outdated naming the visits that changed since, or what is in the way.</exception>
    public async Task UndoAsync(Repair repair, Action<int> requireVersion, CancellationToken cancellationToken)
    {
        requireVersion(repair.Version);
        if (repair.Status is not (RepairStatus.Applied or RepairStatus.PartlyApplied))
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The repair is {StoredJson.Word(repair.Status)}; only an applied one can be undone.");
        }

        var made = RepairProposals.ProposalOf(repair).Changes.Where(c => c.AppliedVersion is not null).ToList();
        var parts = await PartsAsync([.. made.Select(c => c with { HadNoPlace = c.After is null })], c => made.Single(m => m.AppointmentId == c.AppointmentId).HadNoPlace ? null : c.Before, c => c.PhaseBefore, cancellationToken);
        await relocating.LockAsync(parts, cancellationToken);
        await LockAsync(repair, requireVersion, cancellationToken);
        var now = await VersionsAsync(made, cancellationToken);
        var later = made.Where(c => now[c.AppointmentId] != c.AppliedVersion || c.Before.Start <= context.Now).Select(c => c.AppointmentId).ToList();
        if (later.Count > 0)
        {
            throw Outdated("Visits have changed since the repair was applied, or their old time has passed: see appointmentIds. Nothing was undone.", later, []);
        }

        await RelocateAsync(parts, $"Undo of repair {repair.Id}", cancellationToken);
        await lending.GiveBackAsync(StaffLending.Used(RepairProposals.ProposalOf(repair).Lent, made.Select(c => c.After)), cancellationToken);
        repair.Status = RepairStatus.Undone;
        await NoteAsync(repair, "undone", repair.AppliedPatientIds, cancellationToken);
    }

    // Without a unit, and left where they are: but for what would then be in front of the visit that its course begins or goes on with (R10).
    private async Task<HashSet<Guid>> KeptAsync(IReadOnlyList<ProposedChange> changes, CancellationToken cancellationToken)
    {
        var ids = changes.Where(c => c.IsUncovered).Select(c => c.CourseId).OfType<Guid>().Distinct().ToList();
        var protocols = await db.Courses.AsNoTracking().Where(c => ids.Contains(c.Id))
            .Join(db.ProtocolVersions, c => c.ProtocolVersionId, v => v.Id, (c, v) => new { c.Id, v.Definition }).ToDictionaryAsync(c => c.Id, c => c.Definition, cancellationToken);
        return [.. changes.Where(c => c.IsUncovered && !changes.Any(m => m.CourseId is { } course && m.CourseId == c.CourseId && m.After is { } after
            && SessionOrder.Determines(protocols[course], m.Kind) && m.Before.Start < c.Before.Start && after.Start > c.Before.Start)).Select(c => c.AppointmentId)];
    }

    // What was moved to have a unit has one, or somebody else took it since.
    private async Task RequireUnitsAsync(List<ProposedChange> changes, CancellationToken cancellationToken)
    {
        var moved = changes.Where(c => c is { WithoutUnit: true, After: not null }).Select(c => c.AppointmentId).ToList();
        var without = moved.Count == 0 ? [] : await db.Appointments.AsNoTracking().Where(a => moved.Contains(a.Id)).Select(a => new { a.Id, a.Flags }).ToListAsync(cancellationToken);
        if (without.Where(a => a.Flags.Contains(UnitReasons.Tag)).Select(a => a.Id).ToList() is { Count: > 0 } taken)
        {
            throw Outdated("Units that the repair counted on are gone: see appointmentIds. Nothing was changed; propose it again.", taken, [], "R19");
        }
    }

    // After the places' locks, like whoever enters a closure and takes an older proposal back: the other way round they would wait for each other. Of two that
    // apply it at once the second finds another version.
    private async Task LockAsync(Repair repair, Action<int> requireVersion, CancellationToken cancellationToken)
    {
        await using (var command = db.Command("select 1 from repairs where id = $1 for no key update", repair.Id))
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await db.Entry(repair).ReloadAsync(cancellationToken);
        requireVersion(repair.Version);
    }

    private static List<Guid> Patients(Repair repair, RepairProposal proposal, IReadOnlyList<Guid>? asked)
    {
        var open = proposal.Changes.Select(c => c.PatientId).Distinct().Where(p => !repair.AppliedPatientIds.Contains(p)).ToList();
        for (var i = 0; i < (asked?.Count ?? 0); i++)
        {
            if (!open.Contains(asked![i]))
            {
                throw SchedulingException.Invalid($"/patients/{i}", "has no change of this repair left to make");
            }
        }

        return asked?.Distinct().ToList() ?? open;
    }

    private async Task RelocateAsync(IReadOnlyList<VisitRelocation> parts, string reason, CancellationToken cancellationToken)
    {
        try
        {
            await relocating.RelocateAsync(parts, reason, cancellationToken);
        }
        catch (SchedulingException refusal) when (refusal.Code == ProblemCodes.PlaceTaken || refusal.Code == ProblemCodes.RuleBroken || refusal.Code == ProblemCodes.WrongState || refusal.Code == ProblemCodes.Unprocessable)
        {
            throw Outdated($"{refusal.Message} Nothing was changed; name the patients who go together, or propose it again.", [], refusal.Conflicts, refusal.Rule);
        }
    }

    private async Task<IReadOnlyList<VisitRelocation>> PartsAsync(
        IReadOnlyList<ProposedChange> changes, Func<ProposedChange, Domain.Repairs.VisitPlace?> to, Func<ProposedChange, string?> phase, CancellationToken cancellationToken)
    {
        List<VisitRelocation> parts = [];
        foreach (var own in changes.GroupBy(c => (c.PatientId, c.CourseId, Alone: c.CourseId is null ? c.AppointmentId : Guid.Empty)).OrderBy(g => g.Key.CourseId).ThenBy(g => g.Key.PatientId).ThenBy(g => g.Key.Alone))
        {
            List<BookedVisit> booked = [];
            foreach (var change in own)
            {
                booked.Add(await visits.ReadAsync(change.AppointmentId, cancellationToken));
            }

            var pairs = own.Zip(booked).Select(x => (Change: x.First, Visit: x.Second, To: to(x.First))).ToList();
            parts.Add(new VisitRelocation(
                booked[0].Terms with
                {
                    Kept = pairs.Where(p => p.To is not null && p.To.Start == p.Visit.AsBooked.Start && !p.Change.HadNoPlace)
                        .ToDictionary(p => p.Change.AppointmentId, p => new KeptVisit(IsSamePlace(p.To!, p.Visit), p.Visit.Appointment.Override)),
                },
                [.. pairs.Where(p => p.To is not null).Select(p => p.Visit.AsBooked with
                {
                    Start = p.Visit.Clock.ToLocal(p.To!.Start), Staff = p.To.Staff, DeviceId = p.To.DeviceId, RoomId = p.To.RoomId, Phase = phase(p.Change),
                })],
                [.. pairs.Where(p => p.To is null && p.Visit.Appointment.State != AppointmentState.NeedsNewTime).Select(p => p.Change.AppointmentId)],
                [.. pairs.Where(p => p.To is not null || p.Visit.Appointment.State != AppointmentState.NeedsNewTime).Select(p => p.Visit.Appointment)]));
        }

        return [.. parts.Where(p => p.Appointments.Count > 0)];
    }

    private static bool IsSamePlace(Domain.Repairs.VisitPlace place, BookedVisit visit) => place.DeviceId == visit.Appointment.DeviceId && place.RoomId == visit.Appointment.RoomId
        && place.Staff.Count == visit.Staff.Count && place.Staff.All(s => visit.Staff.TryGetValue(s.Key, out var who) && who == s.Value);

    private Task<Dictionary<Guid, int>> VersionsAsync(IReadOnlyList<ProposedChange> changes, CancellationToken cancellationToken)
    {
        var ids = changes.Select(c => c.AppointmentId).ToList();
        return db.Appointments.AsNoTracking().Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Version, cancellationToken);
    }

    private async Task NoteAsync(Repair repair, string what, IReadOnlyList<Guid> patients, CancellationToken cancellationToken)
    {
        audit.Write(what == "applied" ? "apply" : "undo", "repair", repair.Id);
        events.Append($"repair.{what}", "repair", repair.Id, repair.SiteIds is [var site] ? site : null, new { patients, by = context.Actor });
        await db.SaveChangesAsync(cancellationToken);
    }

    private static SchedulingException Outdated(string detail, IReadOnlyList<Guid> appointmentIds, IReadOnlyList<Conflict> conflicts, string? rule = null) => new(ProblemCodes.PlanOutdated, detail)
    {
        Rule = rule,
        Conflicts = conflicts,
        Extensions = new Dictionary<string, object?> { ["appointmentIds"] = appointmentIds },
    };
}
