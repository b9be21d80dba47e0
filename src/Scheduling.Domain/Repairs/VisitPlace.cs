using Scheduling.Domain.Staffing;

namespace Scheduling.Domain.Repairs;

/// <summary>When a visit is and what serves it.</summary>
public sealed record VisitPlace
{
    /// <summary>Start, on the 5-minute grid.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Role to person; the supervisor under <c>supervisor</c>.</summary>
    public IReadOnlyDictionary<StaffRole, Guid> Staff { get; init; } = new Dictionary<StaffRole, Guid>();

    /// <summary>The device, or null.</summary>
    public Guid? DeviceId { get; init; }

    /// <summary>The room, or null.</summary>
    public Guid? RoomId { get; init; }

    /// <summary>The shared coil, or null.</summary>
    public Guid? CoilId { get; init; }
}
