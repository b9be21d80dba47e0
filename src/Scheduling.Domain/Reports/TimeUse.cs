namespace Scheduling.Domain.Reports;

/// <summary>How much of the time that something was open was booked, and how much of it was treatment that was given.</summary>
/// <param name="Open">Open time.</param>
/// <param name="Booked">Time taken by visits, those delivered among them.</param>
/// <param name="Delivered">Time taken by visits that were delivered.</param>
public readonly record struct TimeUse(TimeSpan Open, TimeSpan Booked, TimeSpan Delivered)
{
    /// <summary>Whole minutes, what is over dropped.</summary>
    public static int Minutes(TimeSpan time) => (int)(time.Ticks / TimeSpan.TicksPerMinute);

    /// <summary>Minutes in percent of the open ones, to one decimal, halves away from zero; null where nothing was open.</summary>
    public decimal? Percent(TimeSpan time) => Minutes(Open) == 0 ? null : Math.Round(100m * Minutes(time) / Minutes(Open), 1, MidpointRounding.AwayFromZero) + 0.0m;

    /// <summary>Both together.</summary>
    public static TimeUse operator +(TimeUse a, TimeUse b) => new(a.Open + b.Open, a.Booked + b.Booked, a.Delivered + b.Delivered);
}
