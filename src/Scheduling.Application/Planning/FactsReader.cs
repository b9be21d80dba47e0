using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Planning;

/// <summary>Reads what the planner and the re-check look at, as it stands in this transaction. Expired holds are left out.</summary>
public sealed class FactsReader(SchedulingDbContext db, Allocations allocations)
{
    /// <summary>The facts of one site for local dates [from, until], both inclusive.</summary>
    /// <param name="siteId">The site.</param>
    /// <param name="from">First local date.</param>
    /// <param name="until">Last local date.</param>
    /// <param name="only">Staff, devices and rooms to read; null for all that the site has.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ClinicFacts> ReadSiteAsync(Guid siteId, DateOnly from, DateOnly until, IReadOnlySet<Guid>? only, CancellationToken cancellationToken)
    {
        var sites = await db.Sites.AsNoTracking().ToListAsync(cancellationToken);
        var site = sites.Single(s => s.Id == siteId);
        var clock = ClockOf(site);
        var span = new TimeRange(clock.DayBounds(from.AddDays(-1)).From, clock.DayBounds(until.AddDays(1)).Until);

        var ids = only?.ToArray();
        var rooms = await db.Rooms.AsNoTracking().Where(r => r.SiteId == siteId && r.RetiredAt == null && (ids == null || ids.Contains(r.Id))).ToListAsync(cancellationToken);
        var devices = await db.Devices.AsNoTracking().Where(d => d.SiteId == siteId && d.RetiredAt == null && (ids == null || ids.Contains(d.Id))).ToListAsync(cancellationToken);
        var models = await db.DeviceModels.AsNoTracking().ToDictionaryAsync(m => m.Id, cancellationToken);
        var staff = await db.Staff.AsNoTracking().Where(s => s.RetiredAt == null && (ids == null || ids.Contains(s.Id))).ToListAsync(cancellationToken);
        var holidays = await db.Holidays.AsNoTracking()
            .Where(h => (h.SiteId == null || h.SiteId == siteId) && h.Date >= from.AddDays(-1) && h.Date <= until.AddDays(1))
            .Select(h => h.Date).ToListAsync(cancellationToken);

        var siteClock = new Dictionary<Guid, SiteClock> { [siteId] = clock };
        var shifts = staff.ToDictionary(s => s.Id, s => ShiftCalendar.Expand(s, siteClock, from.AddDays(-1), until.AddDays(1)));
        staff = [.. staff.Where(s => only is not null || shifts[s.Id].Count > 0)];

        var resourceIds = rooms.Select(r => r.Id).Concat(devices.Select(d => d.Id)).Concat(staff.Select(s => s.Id)).ToArray();
        var closures = await ReadClosuresAsync(siteId, resourceIds, span, cancellationToken);
        var taken = await ReadTakenAsync(resourceIds, span, cancellationToken);
        var supervising = await ReadSupervisingAsync([.. staff.Select(s => s.Id)], span, cancellationToken);

        return new ClinicFacts
        {
            Site = new SiteFacts
            {
                Id = siteId,
                Clock = clock,
                OpeningHours = site.OpeningHours,
                Holidays = holidays,
                Closures = [.. closures[siteId]],
            },
            Rooms = [.. rooms.Select(r => new RoomFacts { Id = r.Id, SiteId = siteId, Lanes = r.Capacity, Closures = [.. closures[r.Id]], Taken = [.. taken[r.Id]] })],
            Devices = [.. devices.Select(d => new DeviceFacts
            {
                Id = d.Id,
                SiteId = siteId,
                ModelId = d.ModelId,
                Capabilities = models[d.ModelId].Capabilities,
                Clearances = models[d.ModelId].Clearances,
                RoomId = d.RoomId,
                Closures = [.. closures[d.Id]],
                Taken = [.. taken[d.Id]],
            })],
            Staff = [.. staff.Select(s => new StaffFacts
            {
                Id = s.Id,
                Roles = s.Roles,
                Credentials = s.Credentials,
                Shifts = [.. shifts[s.Id].Select(x => new ShiftFact(x.SiteId, x.Range, x.Mode))],
                Lanes = s.Capacity,
                Closures = [.. closures[s.Id]],
                Taken = [.. taken[s.Id]],
                Supervising = [.. supervising[s.Id]],
            })],
        };
    }

    /// <summary>The facts of a patient for local dates [from, until] of a site's clock, both inclusive.</summary>
    public async Task<PatientFacts> ReadPatientAsync(Patient patient, SiteClock clock, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var span = new TimeRange(clock.DayBounds(from.AddDays(-1)).From, clock.DayBounds(until.AddDays(1)).Until);
        var taken = await ReadTakenAsync([patient.Id], span, cancellationToken);
        return new PatientFacts
        {
            Id = patient.Id,
            BornOn = patient.BirthDate,
            Windows = patient.Windows,
            Absences = [.. patient.Absences.Select(a => new TimeRange(clock.DayBounds(a.From).From, clock.DayBounds(a.Until).Until))],
            Taken = [.. taken[patient.Id]],
        };
    }

    /// <summary>The clock of a site.</summary>
    public static SiteClock ClockOf(Site site) => SiteClock.ForZone(site.TimeZone, site.WeekStartsOn);

    private async Task<ILookup<Guid, TimeRange>> ReadClosuresAsync(Guid siteId, Guid[] resourceIds, TimeRange span, CancellationToken cancellationToken)
    {
        var closures = await db.Closures.AsNoTracking()
            .Where(c => c.StartsAt < span.Until && c.EndsAt > span.From && (c.SiteId == siteId || (c.ResourceId != null && resourceIds.Contains(c.ResourceId.Value))))
            .ToListAsync(cancellationToken);
        return closures.ToLookup(c => c.SiteId ?? c.ResourceId!.Value, c => new TimeRange(c.StartsAt, c.EndsAt));
    }

    private async Task<ILookup<Guid, Occupation>> ReadTakenAsync(Guid[] resourceIds, TimeRange span, CancellationToken cancellationToken)
    {
        var rows = await allocations.ReadAsync(resourceIds, span.From, span.Until, cancellationToken);
        return rows.ToLookup(a => a.ResourceId, a => new Occupation(a.Lane, new TimeRange(a.From, a.Until), a.AppointmentId ?? a.HoldId!.Value));
    }

    private async Task<ILookup<Guid, Occupation>> ReadSupervisingAsync(Guid[] staffIds, TimeRange span, CancellationToken cancellationToken)
    {
        var live = LiveStates.TakingResources;
        var rows = await (
            from s in db.AppointmentStaff.AsNoTracking()
            join a in db.Appointments.AsNoTracking() on new { s.ClinicId, Id = s.AppointmentId } equals new { a.ClinicId, a.Id }
            where staffIds.Contains(s.StaffId) && !s.Exclusive && s.StartsAt < span.Until && s.EndsAt > span.From && live.Contains(a.State)
            select new { s.StaffId, s.StartsAt, s.EndsAt, s.AppointmentId }).ToListAsync(cancellationToken);
        return rows.ToLookup(r => r.StaffId, r => new Occupation(1, new TimeRange(r.StartsAt, r.EndsAt), r.AppointmentId));
    }
}
