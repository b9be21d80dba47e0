namespace Scheduling.Domain.Planning;

/// <summary>Prices of the planner's objective in minute-equivalents. None may be negative; at most three decimals count.</summary>
public sealed record PlanWeights
{
    /// <summary>The defaults.</summary>
    public static PlanWeights Default { get; } = new();

    /// <summary>A session that fits nowhere (flexible mode).</summary>
    public decimal Unplaced { get; init; } = 300m;

    /// <summary>A session below the week's cap; for phases in days or months, a week of deviation from the due date, pro rata by day.</summary>
    public decimal BelowCap { get; init; } = 60m;

    /// <summary>A week of the site between the earliest start and the first treatment.</summary>
    public decimal WaitWeek { get; init; } = 40m;

    /// <summary>A minute between the start of a day's first visit and the nominal time.</summary>
    public decimal NominalMinute { get; init; } = 1m;

    /// <summary>Another operator than at the treatment before.</summary>
    public decimal StaffChange { get; init; } = 20m;

    /// <summary>Another device (of the same model) than at the treatment before.</summary>
    public decimal DeviceChange { get; init; } = 5m;

    /// <summary>A minute between nominal and preferred time, for every session placed.</summary>
    public decimal PreferredMinute { get; init; } = 0.5m;
}
