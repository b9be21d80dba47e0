using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>What planning has to know about a room or a shared coil.</summary>
public sealed record RoomFacts
{
    /// <summary>Id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Dated unavailability.</summary>
    public IReadOnlyList<TimeRange> Closures { get; init; } = [];

    /// <summary>Bookings and holds.</summary>
    public IReadOnlyList<Occupation> Taken { get; init; } = [];

    /// <summary>Lanes: bays that patients can use at once.</summary>
    public int Lanes { get; init; } = 1;
}
