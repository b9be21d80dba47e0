namespace Scheduling.Domain.Planning;

/// <summary>The prices as whole thousandths of a minute, so that equal plans compare equal.</summary>
internal sealed record SearchCosts(long Unplaced, long BelowCap, long WaitWeek, long NominalMinute, long StaffChange, long DeviceChange, long PreferredMinute)
{
    internal static SearchCosts From(PlanWeights weights, bool keepStaff) => new(
        Thousandths(weights.Unplaced),
        Thousandths(weights.BelowCap),
        Thousandths(weights.WaitWeek),
        Thousandths(weights.NominalMinute),
        Thousandths(weights.StaffChange) * (keepStaff ? 10 : 1),
        Thousandths(weights.DeviceChange),
        Thousandths(weights.PreferredMinute));

    internal static decimal Minutes(long thousandths) => thousandths / 1000m;

    private static long Thousandths(decimal weight) => weight is >= 0 and <= 100_000m
        ? (long)Math.Round(weight * 1000m, MidpointRounding.AwayFromZero)
        : throw new ArgumentOutOfRangeException(nameof(weight), weight, "A weight lies between 0 and 100000.");
}
