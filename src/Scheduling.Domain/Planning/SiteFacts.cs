using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>What planning has to know about a site.</summary>
public sealed record SiteFacts
{
    /// <summary>Id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its clock.</summary>
    public required SiteClock Clock { get; init; }

    /// <summary>Weekly opening hours; none means never open.</summary>
    public required IReadOnlyList<WeeklyWindow> OpeningHours { get; init; }

    /// <summary>Dates on which it is closed all day: public holidays.</summary>
    public IReadOnlyList<DateOnly> Holidays { get; init; } = [];

    /// <summary>Dated closures.</summary>
    public IReadOnlyList<TimeRange> Closures { get; init; } = [];
}
