using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Import;

/// <summary>
/// Writes visits that have happened. They are facts, so hours, shifts, credentials and cadence are not judged again;
/// but nobody was in two places (R1, R2) and every role was filled (R4).
/// </summary>
internal sealed class PastVisits(SchedulingDbContext db, ClinicContext context, Allocations allocations, VisitHistory history, ImportRun run)
{
    /// <summary>Writes them, in one statement each for rows and lanes.</summary>
    public async Task WriteAsync(Guid patientId, Course? course, ProtocolVersion protocol, Site site, IReadOnlyList<PastVisit> visits, CancellationToken cancellationToken)
    {
        if (visits.Count == 0)
        {
            return;
        }

        var resources = visits.SelectMany(v => v.ResourceIds).Append(patientId).ToHashSet();
        var capacities = await db.Resources.Where(r => resources.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.Capacity, cancellationToken);
        var taken = (await allocations.ReadAsync(resources, visits.Min(v => v.Start).AddHours(-3), visits.Max(v => v.Start).AddDays(1), cancellationToken))
            .ToLookup(a => (a.ResourceId, a.Lane))
            .ToDictionary(g => g.Key, g => g.Select(a => new TimeRange(a.From, a.Until)).ToList());
        List<Allocation> lanes = [];
        foreach (var visit in visits)
        {
            var appointment = Row(patientId, course, protocol, site, visit);
            db.Appointments.Add(appointment);
            history.Add(appointment, StoredJson.Word(appointment.State), null, "imported", "import");
            if (!visit.State.TakesResources())
            {
                continue;
            }

            foreach (var (resource, range) in visit.Takes(patientId))
            {
                var lane = FreeLane(resource, range, capacities[resource], taken)
                    ?? throw run.Document.Wrong(visit.Pointer, FormattableString.Invariant($"something of it is taken already at {visit.LocalDate:yyyy-MM-dd} {visit.LocalTime:HH:mm} (R1)"));
                lanes.Add(new Allocation(resource, lane, range.From, range.Until, appointment.Id, null, null));
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        await allocations.TakeAsync(lanes, cancellationToken);
    }

    private static int? FreeLane(Guid resource, TimeRange range, int capacity, Dictionary<(Guid, int), List<TimeRange>> taken)
    {
        for (var lane = 0; lane < capacity; lane++)
        {
            if (!taken.TryGetValue((resource, lane), out var ranges))
            {
                taken[(resource, lane)] = ranges = [];
            }

            if (!ranges.Any(r => r.Overlaps(range)))
            {
                ranges.Add(range);
                return lane;
            }
        }

        return null;
    }

    private Appointment Row(Guid patientId, Course? course, ProtocolVersion protocol, Site site, PastVisit visit)
    {
        var id = Guid.CreateVersion7(context.Now);
        return new Appointment
        {
            ClinicId = context.ClinicId,
            Id = id,
            CourseId = course?.Id,
            PatientId = patientId,
            SiteId = site.Id,
            ProtocolVersionId = protocol.Id,
            Kind = visit.Kind.Code,
            Phase = visit.Phase,
            CountsAsSession = visit.Phase is not null && visit.Kind.CountsAsTreatment,
            StartsAt = visit.Start,
            EndsAt = visit.End,
            LocalDate = visit.LocalDate,
            LocalTime = visit.LocalTime,
            TimeZone = site.TimeZone,
            State = visit.State,
            DeviceId = visit.DeviceId,
            RoomId = visit.RoomId,
            ClosedAt = visit.End,
            Staff = [.. visit.Staff.OrderBy(s => s.Key).Select(s => visit.On(s.Key, s.Value, context.ClinicId, id))],
        };
    }
}

/// <summary>A visit that has happened, or was missed or cancelled.</summary>
internal sealed record PastVisit(
    string Pointer,
    VisitKind Kind,
    string? Phase,
    DateTimeOffset Start,
    DateOnly LocalDate,
    TimeOnly LocalTime,
    AppointmentState State,
    IReadOnlyDictionary<StaffRole, Guid> Staff,
    Guid? DeviceId,
    Guid? RoomId)
{
    public DateTimeOffset End => Start.AddMinutes(Kind.Minutes);

    public IEnumerable<Guid> ResourceIds => Staff.Values.Concat(new[] { DeviceId, RoomId }.OfType<Guid>());

    /// <summary>What it takes of whom, set-up and turnover included.</summary>
    public IEnumerable<(Guid Resource, TimeRange Range)> Takes(Guid patientId) => Kind.Segments
        .Where(s => s.Exclusive)
        .Select(s => (Resource: s.Kind switch
        {
            SegmentKind.Device => DeviceId!.Value,
            SegmentKind.Room => RoomId!.Value,
            _ => Staff[s.Role!.Value],
        }, Range: s.Occupied(Start)))
        .Append((patientId, new TimeRange(Start, End)));

    public AppointmentStaff On(StaffRole role, Guid person, Guid clinicId, Guid appointmentId)
    {
        var segments = Kind.Segments.Where(s => s.Role == role).ToList();
        return new AppointmentStaff
        {
            ClinicId = clinicId,
            AppointmentId = appointmentId,
            Role = role,
            StaffId = person,
            StartsAt = segments.Count > 0 ? segments.Min(s => s.Range(Start).From) : Start,
            EndsAt = segments.Count > 0 ? segments.Max(s => s.Range(Start).Until) : End,
            Exclusive = segments.Any(s => s.Exclusive),
        };
    }
}
