using Scheduling.Application.Courses;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Appointments;

/// <summary>Shows visits where they would be, for changes that something is in the way of.</summary>
public sealed class ProposedPlaces(ConflictNames names)
{
    /// <summary>The visits at their places; one without stays where it is.</summary>
    internal async Task<IReadOnlyList<AppointmentResponse>> OfAsync(
        IReadOnlyList<(AppointmentResponse Before, VisitToBook? Place, SiteClock Clock)> visits, IReadOnlyDictionary<Guid, int> numbers, CancellationToken cancellationToken)
    {
        var known = await names.ReadAsync(visits.Select(v => v.Place).OfType<VisitToBook>().SelectMany(Resources), cancellationToken);
        return [.. visits.Select(v => Of(v.Before with { SessionNumber = numbers.TryGetValue(v.Before.Id, out var number) ? number : null }, v.Place, v.Clock, known))];
    }

    private static AppointmentResponse Of(AppointmentResponse visit, VisitToBook? place, SiteClock clock, IReadOnlyDictionary<Guid, string> names) => place is null
        ? visit
        : visit with
        {
            Start = place.Start,
            End = clock.ToLocal(place.End),
            LocalDate = clock.DateOf(place.Start),
            LocalTime = clock.TimeOf(place.Start),
            State = place.Start == visit.Start ? visit.State : AppointmentState.Booked,
            Resources =
            [
                .. place.Staff.OrderBy(s => s.Key).Select(s => new VisitResource("staff", s.Value, names.GetValueOrDefault(s.Value), s.Key)),
                .. place.DeviceId is { } device ? [new VisitResource("device", device, names.GetValueOrDefault(device), null)] : Array.Empty<VisitResource>(),
                .. place.RoomId is { } room ? [new VisitResource("room", room, names.GetValueOrDefault(room), null)] : Array.Empty<VisitResource>(),
            ],
        };

    private static IEnumerable<ResourceRef?> Resources(VisitToBook place) => place.Staff.Values.Select(s => (ResourceRef?)new ResourceRef(ResourceRefKind.Staff, s))
        .Append(place.DeviceId is { } device ? new ResourceRef(ResourceRefKind.Device, device) : null)
        .Append(place.RoomId is { } room ? new ResourceRef(ResourceRefKind.Room, room) : null);
}
