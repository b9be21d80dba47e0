using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Resources;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Resources;

/// <summary>What stands against booked visits now: everything that may be looked at is loaded once for all of them.</summary>
internal sealed class VisitReview
{
    private readonly Dictionary<Guid, Site> sites = [];
    private readonly Dictionary<Guid, SiteClock> clocks = [];
    private readonly Dictionary<Guid, Patient> patients = [];
    private ILookup<Guid, Closure> closures = null!;
    private HashSet<(Guid?, DateOnly)> holidays = [];

    /// <summary>Loads what stands around the visits.</summary>
    public static async Task<VisitReview> LoadAsync(SchedulingDbContext db, IReadOnlyList<Appointment> visits, CancellationToken cancellationToken)
    {
        var review = new VisitReview();
        var (from, until) = (visits.Min(v => v.StartsAt), visits.Max(v => v.EndsAt));
        var patientIds = visits.Select(v => v.PatientId).Distinct().ToList();
        foreach (var site in await db.Sites.AsNoTracking().ToListAsync(cancellationToken))
        {
            review.sites.Add(site.Id, site);
            review.clocks.Add(site.Id, SiteClock.ForZone(site.TimeZone, site.WeekStartsOn));
        }

        foreach (var patient in await db.Patients.AsNoTracking().Where(p => patientIds.Contains(p.Id)).ToListAsync(cancellationToken))
        {
            review.patients.Add(patient.Id, patient);
        }

        review.closures = (await db.Closures.AsNoTracking().Where(c => c.StartsAt < until && c.EndsAt > from).ToListAsync(cancellationToken))
            .ToLookup(c => c.SiteId ?? c.ResourceId!.Value);
        review.holidays = [.. (await db.Holidays.AsNoTracking().ToListAsync(cancellationToken)).Select(h => (h.SiteId, h.Date))];
        return review;
    }

    /// <summary>Everything that stands against the visit, in order of the rules.</summary>
    public IEnumerable<AffectedBecause> Because(Appointment visit)
    {
        var site = sites[visit.SiteId];
        var clock = clocks[visit.SiteId];
        var range = new TimeRange(visit.StartsAt, visit.EndsAt);
        foreach (var closed in Closed(visit, range))
        {
            yield return new AffectedBecause(VisitFlags.Closure, "R5", "closed", closed);
        }

        var overridden = visit.Override?.Rules ?? [];
        if (!overridden.Contains("R5") && !IsOpen(site, clock, range))
        {
            yield return new AffectedBecause(VisitFlags.Hours, "R5", "outside_hours", null);
        }

        if (clock.DateOf(visit.StartsAt) != visit.LocalDate || clock.TimeOf(visit.StartsAt) != visit.LocalTime)
        {
            yield return new AffectedBecause(VisitFlags.LocalTime, "R15", "local_time_changed", null);
        }

        var patient = patients[visit.PatientId];
        if (patient.Absences.Any(a => clock.DateOf(visit.StartsAt) <= a.Until && a.From <= clock.DateOf(visit.EndsAt.AddTicks(-1))))
        {
            yield return new AffectedBecause(VisitFlags.PatientAbsence, "R5", "absent", patient.Id);
        }

        if (!overridden.Contains("R5") && patient.Windows.Count > 0 && !Covers(patient.Windows, clock, range))
        {
            yield return new AffectedBecause(VisitFlags.PatientWindow, "R5", "outside_windows", patient.Id);
        }
    }

    private IEnumerable<Guid?> Closed(Appointment visit, TimeRange range)
    {
        if (Hits(visit.SiteId, range))
        {
            yield return null;
        }

        foreach (var id in new[] { visit.RoomId, visit.DeviceId, visit.PatientId })
        {
            if (id is { } resource && Hits(resource, range))
            {
                yield return resource;
            }
        }

        foreach (var person in visit.Staff.Where(s => Hits(s.StaffId, new TimeRange(s.StartsAt, s.EndsAt))).Select(s => s.StaffId).Distinct())
        {
            yield return person;
        }
    }

    private bool Hits(Guid subject, TimeRange range) => closures[subject].Any(c => new TimeRange(c.StartsAt, c.EndsAt).Overlaps(range));

    private bool IsOpen(Site site, SiteClock clock, TimeRange range)
    {
        for (var date = clock.DateOf(range.From); date <= clock.DateOf(range.Until.AddTicks(-1)); date = date.AddDays(1))
        {
            if (holidays.Contains((site.Id, date)) || holidays.Contains((null, date)))
            {
                return false;
            }
        }

        return Covers(site.OpeningHours, clock, range);
    }

    private static bool Covers(IReadOnlyList<WeeklyWindow> windows, SiteClock clock, TimeRange range) =>
        WeeklyWindow.Expand(windows, clock, clock.DateOf(range.From).AddDays(-1), clock.DateOf(range.Until)).Any(w => w.Contains(range));
}
