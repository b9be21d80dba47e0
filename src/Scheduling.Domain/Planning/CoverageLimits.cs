namespace Scheduling.Domain.Planning;

/// <summary>What the authorization allows (R19). Null members don't limit.</summary>
public sealed record CoverageLimits
{
    /// <summary>No limits.</summary>
    public static CoverageLimits None { get; } = new();

    /// <summary>First covered local date, inclusive.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last covered local date, inclusive.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Treatments that units are left for.</summary>
    public int? Sessions { get; init; }

    /// <summary>Most treatments a week.</summary>
    public int? PerWeek { get; init; }

    /// <summary>Most treatments a local day.</summary>
    public int? PerDay { get; init; }

    /// <summary>
    /// Whether dates and units are hard (a session outside is a shortfall) or only tagged in the option's warnings (R20, the default policy <c>warn</c>).
    /// Limits per week and per day are always hard.
    /// </summary>
    public bool Enforce { get; init; } = true;
}
