using Scheduling.Domain.Devices;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>What planning has to know about a device.</summary>
public sealed record DeviceFacts
{
    /// <summary>Id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Its model.</summary>
    public required Guid ModelId { get; init; }

    /// <summary>Capabilities of the model.</summary>
    public required IReadOnlyList<string> Capabilities { get; init; }

    /// <summary>Clearances of the model.</summary>
    public required IReadOnlyList<Clearance> Clearances { get; init; }

    /// <summary>The room it stands in; null: portable, any room of the site.</summary>
    public Guid? RoomId { get; init; }

    /// <summary>Coils it shares with others, one of which each visit takes; none: it has its own.</summary>
    public IReadOnlyList<Guid> SharedCoilIds { get; init; } = [];

    /// <summary>Dated unavailability.</summary>
    public IReadOnlyList<TimeRange> Closures { get; init; } = [];

    /// <summary>Bookings and holds.</summary>
    public IReadOnlyList<Occupation> Taken { get; init; } = [];

    /// <summary>Lanes.</summary>
    public int Lanes { get; init; } = 1;
}
