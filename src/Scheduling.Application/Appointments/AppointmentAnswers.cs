using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Courses;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Appointments;

/// <summary>Shows appointments to callers: names of resources, the site's offset, derived session numbers.</summary>
public sealed class AppointmentAnswers(SchedulingDbContext db, ConflictNames names)
{
    /// <summary>The visits, in the order given. Their staff must be loaded.</summary>
    public async Task<IReadOnlyList<AppointmentResponse>> OfAsync(IReadOnlyCollection<Appointment> appointments, CancellationToken cancellationToken)
    {
        var resources = appointments.SelectMany(a => a.Staff.Select(s => (ResourceRef?)new ResourceRef(ResourceRefKind.Staff, s.StaffId))
            .Append(a.DeviceId is { } device ? new ResourceRef(ResourceRefKind.Device, device) : null)
            .Append(a.RoomId is { } room ? new ResourceRef(ResourceRefKind.Room, room) : null));
        var known = await names.ReadAsync(resources, cancellationToken);
        var numbers = await NumbersAsync(appointments, cancellationToken);
        return [.. appointments.Select(a => Of(a, numbers, known))];
    }

    /// <summary>One visit.</summary>
    public async Task<AppointmentResponse> OfAsync(Appointment appointment, CancellationToken cancellationToken) => (await OfAsync([appointment], cancellationToken))[0];

    // A number depends on the whole course, not on the rows that happen to be shown.
    private async Task<Dictionary<Guid, int>> NumbersAsync(IReadOnlyCollection<Appointment> appointments, CancellationToken cancellationToken)
    {
        var courses = appointments.Select(a => a.CourseId).OfType<Guid>().Distinct().ToArray();
        if (courses.Length == 0)
        {
            return [];
        }

        var all = await db.Appointments.AsNoTracking()
            .Where(a => a.CourseId != null && courses.Contains(a.CourseId.Value) && a.CountsAsSession)
            .Select(a => new Appointment { Id = a.Id, CourseId = a.CourseId, CountsAsSession = true, State = a.State, PartialCounts = a.PartialCounts, StartsAt = a.StartsAt, Kind = a.Kind, TimeZone = a.TimeZone })
            .ToListAsync(cancellationToken);
        return all.GroupBy(a => a.CourseId).SelectMany(SessionNumbers.Of).ToDictionary(n => n.Key, n => n.Value);
    }

    private static AppointmentResponse Of(Appointment appointment, Dictionary<Guid, int> numbers, IReadOnlyDictionary<Guid, string> names)
    {
        var clock = SiteClock.ForZone(appointment.TimeZone);
        DateTimeOffset? Local(DateTimeOffset? instant) => instant is { } at ? clock.ToLocal(at) : null;
        return new AppointmentResponse
        {
            Id = appointment.Id,
            Etag = "\"" + appointment.Version.ToString(CultureInfo.InvariantCulture) + "\"",
            CourseId = appointment.CourseId,
            PatientId = appointment.PatientId,
            SiteId = appointment.SiteId,
            SessionNumber = numbers.TryGetValue(appointment.Id, out var number) ? number : null,
            Phase = appointment.Phase,
            Kind = appointment.Kind,
            Start = clock.ToLocal(appointment.StartsAt),
            End = clock.ToLocal(appointment.EndsAt),
            LocalDate = appointment.LocalDate,
            LocalTime = appointment.LocalTime,
            TimeZone = appointment.TimeZone,
            State = appointment.State,
            Commitment = appointment.Commitment,
            DecideBy = Local(appointment.DecideBy),
            Resources =
            [
                .. appointment.Staff.OrderBy(s => s.Role).ThenBy(s => s.StaffId).Select(s => new VisitResource("staff", s.StaffId, names.GetValueOrDefault(s.StaffId), s.Role)),
                .. appointment.DeviceId is { } device ? [new VisitResource("device", device, names.GetValueOrDefault(device), null)] : Array.Empty<VisitResource>(),
                .. appointment.RoomId is { } room ? [new VisitResource("room", room, names.GetValueOrDefault(room), null)] : Array.Empty<VisitResource>(),
            ],
            Override = appointment.Override,
            Flags = appointment.Flags,
            ScheduleVersion = appointment.ScheduleVersion,
            ConfirmedAt = Local(appointment.ConfirmedAt),
            CheckedInAt = Local(appointment.CheckedInAt),
            StartedAt = Local(appointment.StartedAt),
            ClosedAt = Local(appointment.ClosedAt),
            CloseReason = appointment.CloseReason,
            LateCancel = appointment.LateCancel,
            PartialCounts = appointment.PartialCounts,
        };
    }
}
