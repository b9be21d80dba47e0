using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Application.Screenings;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Appointments;

/// <summary>Reads the day sheet of a site. Every patient on it is noted in the audit.</summary>
public sealed class DaySheets(SchedulingDbContext db, FactsReader facts, ConflictNames names, AppointmentAnswers answers, VisitKinds kinds, TreatmentGates gates, ClinicContext context, AuditLog audit)
{
    /// <summary>The sheet of a local date.</summary>
    public async Task<DaySheet> ReadAsync(Site site, DateOnly date, CancellationToken cancellationToken)
    {
        var clock = FactsReader.ClockOf(site);
        var day = clock.DayBounds(date);
        var clinic = await facts.ReadSiteAsync(site.Id, date, date, null, cancellationToken);
        var holiday = await db.Holidays.AsNoTracking().Where(h => (h.SiteId == null || h.SiteId == site.Id) && h.Date == date).OrderBy(h => h.SiteId == null).Select(h => h.Name).FirstOrDefaultAsync(cancellationToken);
        var notClosed = db.Appointments.AsNoTracking().Where(a => a.SiteId == site.Id).NotClosed(context.Now);
        return new DaySheet
        {
            SiteId = site.Id,
            SiteName = site.Name,
            Date = date,
            TimeZone = site.TimeZone,
            Holiday = holiday,
            OpeningHours = [.. VisitRules.OpenOn(clinic.Site, date).Select(r => new DayRange(clock.ToLocal(r.From), clock.ToLocal(r.Until)))],
            Closures = await ClosuresAsync(site, clinic, clock, day, cancellationToken),
            Staff = await StaffAsync(clinic, clock, day, cancellationToken),
            Visits = await VisitsAsync(site, date, cancellationToken),
            NotClosed = await notClosed.Where(a => a.LocalDate == date).OrderBy(a => a.StartsAt).ThenBy(a => a.Id).Select(a => a.Id).ToListAsync(cancellationToken),
            NotClosedBefore = await notClosed.CountAsync(a => a.LocalDate < date, cancellationToken),
        };
    }

    private async Task<IReadOnlyList<DayClosure>> ClosuresAsync(Site site, ClinicFacts clinic, SiteClock clock, TimeRange day, CancellationToken cancellationToken)
    {
        var ids = clinic.Rooms.Select(r => r.Id).Concat(clinic.Devices.Select(d => d.Id)).Concat(clinic.Staff.Select(s => s.Id)).ToArray();
        var closures = await db.Closures.AsNoTracking()
            .Where(c => c.StartsAt < day.Until && c.EndsAt > day.From && (c.SiteId == site.Id || (c.ResourceId != null && ids.Contains(c.ResourceId.Value))))
            .OrderBy(c => c.StartsAt).ThenBy(c => c.Id)
            .ToListAsync(cancellationToken);
        // The kind only tells patients apart, and none is among them.
        var known = await names.ReadAsync(closures.Select(c => c.ResourceId is { } id ? new ResourceRef(ResourceRefKind.Room, id) : (ResourceRef?)null), cancellationToken);
        return [.. closures.Select(c => new DayClosure(
            c.Id, c.ResourceId, c.ResourceId is { } id ? known.GetValueOrDefault(id) : site.Name, clock.ToLocal(c.StartsAt), clock.ToLocal(c.EndsAt), c.Reason))];
    }

    private async Task<IReadOnlyList<DayStaff>> StaffAsync(ClinicFacts clinic, SiteClock clock, TimeRange day, CancellationToken cancellationToken)
    {
        var onShift = clinic.Staff.Select(s => (Person: s, Shifts: s.Shifts.Where(x => x.SiteId == clinic.Site.Id && x.Range.Overlaps(day)).ToList())).Where(s => s.Shifts.Count > 0).ToList();
        var known = await names.ReadAsync(onShift.Select(s => (ResourceRef?)new ResourceRef(ResourceRefKind.Staff, s.Person.Id)), cancellationToken);
        return [.. onShift
            .Select(s => new DayStaff(s.Person.Id, known[s.Person.Id], s.Person.Roles, [.. s.Shifts.Select(x => new DayShift(clock.ToLocal(x.Range.From), clock.ToLocal(x.Range.Until), x.Mode))]))
            .OrderBy(s => s.Name, StringComparer.Ordinal).ThenBy(s => s.Id)];
    }

    private async Task<IReadOnlyList<DayVisit>> VisitsAsync(Site site, DateOnly date, CancellationToken cancellationToken)
    {
        var appointments = await db.Appointments.AsNoTracking().Include(a => a.Staff)
            .Where(a => a.SiteId == site.Id && a.LocalDate == date).OrderBy(a => a.StartsAt).ThenBy(a => a.Id).ToListAsync(cancellationToken);
        var shown = await answers.OfAsync(appointments, cancellationToken);
        var patientIds = appointments.Select(a => a.PatientId).Distinct().ToArray();
        var patients = await db.Patients.AsNoTracking().Where(p => patientIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, cancellationToken);
        var courseIds = appointments.Select(a => a.CourseId).OfType<Guid>().Distinct().ToArray();
        var totals = (await db.Courses.AsNoTracking().Where(c => courseIds.Contains(c.Id)).ToListAsync(cancellationToken)).ToDictionary(c => c.Id, c => c.Targets.Sum(t => t.Sessions));
        var versionIds = appointments.Select(a => a.ProtocolVersionId).OfType<Guid>().Distinct().ToArray();
        var protocols = await db.ProtocolVersions.AsNoTracking().Where(v => versionIds.Contains(v.Id)).ToDictionaryAsync(v => v.Id, cancellationToken);
        var needs = await gates.NeedsAsync([.. appointments.Select(a => (a, a.ProtocolVersionId is { } version ? protocols[version] : null))], context.Now, cancellationToken);
        foreach (var id in patientIds)
        {
            audit.Read("patient", id, "day_sheet");
        }

        List<DayVisit> visits = [];
        foreach (var (appointment, visit) in appointments.Zip(shown))
        {
            var protocol = appointment.ProtocolVersionId is { } version ? protocols[version] : null;
            var patient = patients[appointment.PatientId];
            visits.Add(new DayVisit
            {
                AppointmentId = visit.Id,
                Etag = visit.Etag,
                Start = visit.Start,
                End = visit.End,
                LocalTime = visit.LocalTime,
                Patient = new DayPatient(patient.Id, patient.GivenName, patient.FamilyName),
                CourseId = visit.CourseId,
                Kind = visit.Kind,
                Session = visit.SessionNumber is { } number ? FormattableString.Invariant($"{number} of {totals[visit.CourseId!.Value]}") : null,
                State = visit.State,
                Resources = visit.Resources,
                Flags = visit.Flags,
                Missing = [.. Missing(appointment, await kinds.OfAsync(appointment, protocol, cancellationToken), patient), .. needs[appointment.Id].Select(StoredJson.Word)],
                GateOpen = needs[appointment.Id].Count == 0,
            });
        }

        return visits;
    }

    // What is over or cancelled misses nothing any more.
    private static List<string> Missing(Appointment appointment, VisitKind kind, Patient patient)
    {
        if (appointment.State == AppointmentState.NeedsNewTime)
        {
            return ["new_time"];
        }

        if (!appointment.State.IsToCome())
        {
            return [];
        }

        List<string> missing = [.. kind.Roles().Where(r => appointment.Staff.All(s => s.Role != r)).Select(StoredJson.Word)];
        Add(kind.Segments.Any(s => s.Kind == SegmentKind.Device) && appointment.DeviceId is null, "device");
        Add(kind.Segments.Any(s => s.Kind == SegmentKind.Room) && appointment.RoomId is null, "room");
        Add(appointment.Commitment == Commitment.Tentative || appointment.Flags.Contains("unauthorized"), "authorization");
        Add(string.IsNullOrEmpty(patient.Phone) && string.IsNullOrEmpty(patient.Guardian?.Phone), "phone");
        return missing;

        void Add(bool lacks, string word)
        {
            if (lacks)
            {
                missing.Add(word);
            }
        }
    }
}
