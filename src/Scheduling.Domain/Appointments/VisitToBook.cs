using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;

namespace Scheduling.Domain.Appointments;

/// <summary>One visit with a start and named resources, on its way into the book.</summary>
public sealed record VisitToBook
{
    /// <summary>The appointment's id: a new one, or that of the visit being moved or swapped.</summary>
    public required Guid AppointmentId { get; init; }

    /// <summary>The site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Visit kind.</summary>
    public required VisitKind Kind { get; init; }

    /// <summary>Start, on the 5-minute grid.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Role to person, supervisor included.</summary>
    public required IReadOnlyDictionary<StaffRole, Guid> Staff { get; init; }

    /// <summary>The device, or null.</summary>
    public Guid? DeviceId { get; init; }

    /// <summary>The room, or null.</summary>
    public Guid? RoomId { get; init; }

    /// <summary>Phase of the course; null for visits that are no session.</summary>
    public string? Phase { get; init; }

    /// <summary>Number of the session as shown to the caller, for conflicts; null for other visits.</summary>
    public int? SessionNumber { get; init; }

    /// <summary>End, exclusive.</summary>
    public DateTimeOffset End => Start.AddMinutes(Kind.Minutes);

    /// <summary>Every resource of the visit but the patient.</summary>
    public IEnumerable<Guid> ResourceIds => Staff.Values.Concat(new[] { DeviceId, RoomId }.OfType<Guid>()).Distinct();

    /// <summary>Whether another has its start and its resources.</summary>
    public bool IsSamePlaceAs(VisitToBook other) => Start == other.Start && DeviceId == other.DeviceId && RoomId == other.RoomId
        && Staff.Count == other.Staff.Count && Staff.All(s => other.Staff.TryGetValue(s.Key, out var id) && id == s.Value);

    /// <summary>The visit of a plan.</summary>
    public static VisitToBook Of(PlannedVisit visit, VisitKind kind, Guid siteId, Guid appointmentId) => new()
    {
        AppointmentId = appointmentId,
        SiteId = siteId,
        Kind = kind,
        Start = visit.Start,
        Phase = visit.Phase,
        SessionNumber = visit.SessionNumber,
        Staff = visit.Takes.Where(t => t.Role is not null).GroupBy(t => t.Role!.Value).ToDictionary(g => g.Key, g => g.First().Resource.Id),
        DeviceId = visit.Takes.Where(t => t.Resource.Kind == ResourceRefKind.Device).Select(t => (Guid?)t.Resource.Id).FirstOrDefault(),
        RoomId = visit.Takes.Where(t => t.Resource.Kind == ResourceRefKind.Room).Select(t => (Guid?)t.Resource.Id).FirstOrDefault(),
    };
}
