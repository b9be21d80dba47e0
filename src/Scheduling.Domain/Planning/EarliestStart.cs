namespace Scheduling.Domain.Planning;

/// <summary>A part of the day in the site's wall time.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="Until">Exclusive; 00:00 is the end of the day.</param>
public readonly record struct TimeOfDay(TimeOnly From, TimeOnly Until)
{
    /// <summary>Whether it has any minute.</summary>
    public bool IsValid => Until == TimeOnly.MinValue || From < Until;

    internal bool Has(int wallMinute) => wallMinute >= Minute(From) && (Until == TimeOnly.MinValue || wallMinute < Minute(Until));

    private static int Minute(TimeOnly time) => (time.Hour * 60) + time.Minute;
}

/// <summary>The first day on which a whole course can begin at one site at one time of day, as the load stands.</summary>
public sealed record EarliestStart
{
    /// <summary>The site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>The device model; null for protocols without a device.</summary>
    public Guid? ModelId { get; init; }

    /// <summary>Each day's first visit begins in this part of the day.</summary>
    public required TimeOfDay Time { get; init; }

    /// <summary>Local date of the first visit: of the prerequisite visit where the protocol has one still to be placed.</summary>
    public required DateOnly StartsOn { get; init; }

    /// <summary>Local date of the first treatment: no whole course begins its treatments earlier.</summary>
    public required DateOnly FirstTreatmentOn { get; init; }

    /// <summary>Local date of the last treatment: no whole course that begins on that day ends earlier.</summary>
    public required DateOnly EndsOn { get; init; }

    /// <summary>The wall time that the days' first treatments keep to with the fewest minutes in sum.</summary>
    public required TimeOnly NominalTime { get; init; }

    /// <summary>Days with a treatment.</summary>
    public required int TreatmentDays { get; init; }

    /// <summary>Greatest distance in minutes between a day's first treatment and the nominal time.</summary>
    public required int GreatestMinutesOff { get; init; }

    /// <summary>Median of these distances; of an even number of days the greater of the two in the middle.</summary>
    public required int MedianMinutesOff { get; init; }

    /// <summary>Their sum.</summary>
    public required int TotalMinutesOff { get; init; }
}
