using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Appointments;
using Scheduling.Application.Courses;
using Scheduling.Application.Persistence;
using Scheduling.Application.Requests;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Repairs;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Repairs;

/// <summary>Repairs as callers see them.</summary>
public sealed class RepairAnswers(SchedulingDbContext db, RepairProposals proposals, ConflictNames names)
{
    /// <summary>Without the changes, as stored.</summary>
    public static RepairSummary Summarize(Repair repair)
    {
        var proposal = RepairProposals.ProposalOf(repair);
        return new RepairSummary
        {
            Id = repair.Id,
            Etag = Versions.Etag(repair),
            Status = repair.Status,
            CauseKind = repair.CauseKind,
            CauseId = repair.CauseId,
            SiteIds = repair.SiteIds,
            Cost = proposal.Cost,
            Bound = proposal.Bound,
            Proven = proposal.Proven,
            AppliedPatientIds = repair.AppliedPatientIds,
            SupersededById = repair.SupersededById,
            AppliedAt = repair.AppliedAt,
            AppliedBy = repair.AppliedBy,
            CreatedAt = repair.CreatedAt,
        };
    }

    /// <summary>The whole of it; null for none. A preview has neither id nor version.</summary>
    public async Task<RepairResponse?> OfAsync(Repair? repair, bool preview, CancellationToken cancellationToken)
    {
        if (repair is null)
        {
            return null;
        }

        var (summary, proposal) = (Summarize(repair), RepairProposals.ProposalOf(repair));
        var places = proposal.Changes.SelectMany(c => new[] { c.Before, c.After }).OfType<VisitPlace>();
        var known = await names.ReadAsync(places.SelectMany(Resources).Select(r => (ResourceRef?)new ResourceRef(r.Kind, r.Id)), cancellationToken);
        var sites = repair.SiteIds;
        var zones = await db.Sites.AsNoTracking().Where(s => sites.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.TimeZone, cancellationToken);
        return new RepairResponse
        {
            Id = preview ? null : summary.Id,
            Etag = preview ? null : summary.Etag,
            Status = preview ? summary.Status : await proposals.StatusAsync(repair, cancellationToken),
            CauseKind = summary.CauseKind,
            CauseId = summary.CauseId,
            SiteIds = summary.SiteIds,
            Cost = summary.Cost,
            Bound = summary.Bound,
            Proven = summary.Proven,
            AppliedPatientIds = summary.AppliedPatientIds,
            SupersededById = summary.SupersededById,
            AppliedAt = summary.AppliedAt,
            AppliedBy = summary.AppliedBy,
            CreatedAt = summary.CreatedAt,
            UnderWay = proposal.UnderWay,
            LentStaff = await LentAsync(proposal, cancellationToken),
            Changes = [.. proposal.Changes.Select(c => Describe(c, SiteClock.ForZone(zones[c.SiteId]), known))],
        };
    }

    /// <summary>Who must be told, each once, by the time of their first visit concerned.</summary>
    public async Task<CallList> CallListAsync(Repair repair, CancellationToken cancellationToken)
    {
        var proposal = RepairProposals.ProposalOf(repair);
        var told = proposal.Changes.Where(c => c.MustBeTold).GroupBy(c => c.PatientId).ToDictionary(g => g.Key, g => g.OrderBy(c => c.Before.Start).ToList());
        var ids = told.Keys.ToList();
        var patients = await db.Patients.AsNoTracking().Where(p => ids.Contains(p.Id)).ToListAsync(cancellationToken);
        return new CallList([.. patients.OrderBy(p => told[p.Id].Min(First)).ThenBy(p => p.Id).Select(p => new CallListEntry(
            p.Id,
            $"{p.GivenName} {p.FamilyName}",
            p.Guardian?.Phone ?? p.Phone,
            p.Language,
            [.. told[p.Id].Select(c => new CallListVisit(c.AppointmentId, c.Kind, c.Before.Start, c.After?.Start))]))], await LentAsync(proposal, cancellationToken));
    }

    private async Task<IReadOnlyList<LentStaffResponse>> LentAsync(RepairProposal proposal, CancellationToken cancellationToken)
    {
        var ids = proposal.Lent.Select(l => l.StaffId).ToHashSet();
        var people = ids.Count == 0 ? [] : await db.Staff.AsNoTracking().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name, cancellationToken);
        return [.. proposal.Lent.OrderBy(l => l.Date).ThenBy(l => l.From).Select(l => new LentStaffResponse(l.StaffId, people[l.StaffId], l.Date, l.FromSiteId, l.ToSiteId, l.From, l.Until))];
    }

    // Whoever is to come earlier than booked has to hear of it before that.
    private static DateTimeOffset First(ProposedChange change) => change.After is { } after && after.Start < change.Before.Start ? after.Start : change.Before.Start;

    private static RepairChangeResponse Describe(ProposedChange change, SiteClock clock, IReadOnlyDictionary<Guid, string> known) => new()
    {
        AppointmentId = change.AppointmentId,
        PatientId = change.PatientId,
        CourseId = change.CourseId,
        Kind = change.Kind,
        WithoutUnit = change.WithoutUnit,
        Kept = change.Kept,
        Step = change.Step,
        Before = Describe(change.Before, change.Minutes, clock, known),
        After = change.After is { } after ? Describe(after, change.Minutes, clock, known) : null,
        Phase = change.Phase,
        PhaseBefore = change.PhaseBefore,
        MustBeTold = change.MustBeTold,
        Cost = change.Cost,
        Because = change.Because,
        MakesRoomFor = change.MakesRoomFor,
        Options = change.Options,
    };

    private static RepairPlace Describe(VisitPlace place, int minutes, SiteClock clock, IReadOnlyDictionary<Guid, string> known) => new(
        clock.ToLocal(place.Start),
        clock.ToLocal(place.Start.AddMinutes(minutes)),
        clock.DateOf(place.Start),
        clock.TimeOf(place.Start),
        [.. Resources(place).Select(r => new VisitResource(StoredJson.Word(r.Kind), r.Id, known.GetValueOrDefault(r.Id), r.Role))]);

    private static IEnumerable<(ResourceRefKind Kind, Guid Id, Domain.Staffing.StaffRole? Role)> Resources(VisitPlace place) =>
    [
        .. place.Staff.OrderBy(s => s.Key).Select(s => (ResourceRefKind.Staff, s.Value, (Domain.Staffing.StaffRole?)s.Key)),
        .. place.DeviceId is { } device ? [(ResourceRefKind.Device, device, null)] : Array.Empty<(ResourceRefKind, Guid, Domain.Staffing.StaffRole?)>(),
        .. place.RoomId is { } room ? [(ResourceRefKind.Room, room, null)] : Array.Empty<(ResourceRefKind, Guid, Domain.Staffing.StaffRole?)>(),
    ];
}
