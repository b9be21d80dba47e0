using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Tasks;

namespace Scheduling.Application.Staffing;

/// <summary>Looks ahead for certificates that end (R3): lists them with the visits they hit, and opens one task for each and each band.</summary>
public sealed class CredentialWatch(SchedulingDbContext db, ClinicContext context, TaskBook tasks)
{
    /// <summary>Certificates that end within so many days at the sites that the caller may see; one that is over only while it hits visits.</summary>
    /// <param name="siteId">One site; null for all of them.</param>
    /// <param name="within">Days from the site's today.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<CredentialExpiry>> ListAsync(Guid? siteId, int within, CancellationToken cancellationToken)
    {
        var allowed = context.Identity.SiteIds;
        var sites = await db.Sites.AsNoTracking().Where(s => s.RetiredAt == null && (siteId == null || s.Id == siteId) && (allowed == null || allowed.Contains(s.Id))).OrderBy(s => s.Id).ToListAsync(cancellationToken);
        var staff = (await db.Staff.AsNoTracking().Where(s => s.RetiredAt == null).ToListAsync(cancellationToken)).Where(s => CredentialExpiries.Ending(s).Count > 0).ToList();
        List<CredentialExpiry> found = [];
        foreach (var site in sites)
        {
            var clock = FactsReader.ClockOf(site);
            var today = clock.DateOf(db.Now);
            var ending = staff.SelectMany(s => CredentialExpiries.Ending(s).Select(c => (Member: s, Credential: c))).Where(e => e.Credential.ValidUntil <= today.AddDays(within)).ToList();
            var visits = await VisitsAsync(site, [.. ending.Select(e => e.Member.Id).Distinct()], today, cancellationToken);
            foreach (var (member, credential) in ending)
            {
                var hit = visits.Where(v => v.Visit.LocalDate > credential.ValidUntil && Needs(v, member, credential)).Select(v => v.Visit).ToList();
                if (hit.Count == 0 && (credential.ValidUntil < today || !WorksAt(member, site.Id)))
                {
                    continue;
                }

                var daysLeft = credential.ValidUntil!.Value.DayNumber - today.DayNumber;
                found.Add(new CredentialExpiry
                {
                    StaffId = member.Id,
                    StaffName = member.Name,
                    SiteId = site.Id,
                    Kind = credential.Kind,
                    DeviceModelId = credential.DeviceModelId,
                    ValidUntil = credential.ValidUntil.Value,
                    DaysLeft = daysLeft,
                    Band = CredentialExpiries.Band(daysLeft),
                    Visits = [.. hit.Select(v => new CredentialVisit(v.Id, v.CourseId, v.Kind, clock.ToLocal(v.StartsAt), v.LocalDate))],
                });
            }
        }

        return [.. found.OrderBy(e => e.ValidUntil).ThenBy(e => e.StaffName, StringComparer.Ordinal).ThenBy(e => e.StaffId).ThenBy(e => e.Kind, StringComparer.Ordinal).ThenBy(e => e.DeviceModelId).ThenBy(e => e.SiteId)];
    }

    /// <summary>Opens a task for each certificate and band reached, at the first of the person's sites, and closes those whose certificate was renewed.</summary>
    /// <returns>Tasks opened.</returns>
    public async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        var clocks = (await db.Sites.AsNoTracking().ToListAsync(cancellationToken)).ToDictionary(s => s.Id, FactsReader.ClockOf);
        var ending = (await ListAsync(null, CredentialExpiries.Bands[0], cancellationToken)).GroupBy(KeyOf).Select(g => g.OrderBy(e => e.SiteId).First()).ToList();
        var keys = ending.Select(KeyOf).ToHashSet(StringComparer.Ordinal);
        var prefix = StoredJson.Word(TaskKind.CredentialEnding) + ":";
        var open = await db.Tasks.AsNoTracking().Where(t => t.Kind == TaskKind.CredentialEnding && t.State == TaskState.Open).Select(t => t.DedupeKey).ToListAsync(cancellationToken);
        foreach (var gone in open.Select(k => k[prefix.Length..k.LastIndexOf(':')]).Distinct().Where(k => !keys.Contains(k)).Order(StringComparer.Ordinal))
        {
            await tasks.CloseOfCauseAsync(TaskKind.CredentialEnding, gone + ":", "renewed", cancellationToken);
        }

        var opened = await tasks.OpenAsync(
            [.. ending.Select(e => new TaskToOpen(TaskKind.CredentialEnding, $"{KeyOf(e)}:{e.Band}", e.SiteId, clocks[e.SiteId].DayBounds(e.ValidUntil).Until, null, null, null))],
            cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return opened;
    }

    // A certificate that is prolonged is another cause, whose bands begin anew.
    private static string KeyOf(CredentialExpiry e) => FormattableString.Invariant($"{e.StaffId}:{e.Kind}:{e.DeviceModelId}:{e.ValidUntil:yyyy-MM-dd}");

    private static bool WorksAt(StaffMember member, Guid siteId) => member.Shifts.Any(s => s.SiteId == siteId) || member.ShiftExceptions.Any(e => e.Shifts.Any(s => s.SiteId == siteId));

    private async Task<List<(Appointment Visit, Guid? ModelId, ProtocolDefinition? Protocol)>> VisitsAsync(Site site, List<Guid> staffIds, DateOnly today, CancellationToken cancellationToken)
    {
        var visits = await db.Appointments.AsNoTracking().Include(a => a.Staff)
            .Where(a => a.SiteId == site.Id && a.StartsAt > db.Now && a.LocalDate >= today && (a.State == AppointmentState.Booked || a.State == AppointmentState.Confirmed) && a.Staff.Any(s => staffIds.Contains(s.StaffId)))
            .OrderBy(a => a.StartsAt).ThenBy(a => a.Id).ToListAsync(cancellationToken);
        var versionIds = visits.Select(v => v.ProtocolVersionId).OfType<Guid>().Distinct().ToList();
        var protocols = await db.ProtocolVersions.AsNoTracking().Where(v => versionIds.Contains(v.Id)).ToDictionaryAsync(v => v.Id, v => v.Definition, cancellationToken);
        var models = await db.Devices.AsNoTracking().Where(d => d.SiteId == site.Id).ToDictionaryAsync(d => d.Id, d => d.ModelId, cancellationToken);
        return [.. visits.Select(v => (
            v, v.DeviceId is { } device ? models[device] : (Guid?)null, v.ProtocolVersionId is { } version ? protocols[version] : null))];
    }

    // As R3 asks when booking: the operator for the device's model, others for what their segment of the visit kind asks.
    private static bool Needs((Appointment Visit, Guid? ModelId, ProtocolDefinition? Protocol) booked, StaffMember member, Credential credential)
    {
        var roles = booked.Visit.Staff.Where(s => s.StaffId == member.Id).Select(s => s.Role).ToList();
        var asked = credential.Kind == VisitRules.OperatorCredential
            ? booked.ModelId is not null && booked.ModelId == credential.DeviceModelId && roles.Contains(booked.Protocol?.OperatorRole ?? StaffRole.Technician)
            : booked.Protocol?.Kind(booked.Visit.Kind)?.Segments.Any(s => s.Role is { } role && roles.Contains(role) && s.Credentials.Contains(credential.Kind)) == true;
        return asked && CredentialExpiries.IsMissing(member, credential, booked.Visit.LocalDate);
    }
}
