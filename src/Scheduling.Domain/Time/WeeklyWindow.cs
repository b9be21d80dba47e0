namespace Scheduling.Domain.Time;

/// <summary>
/// A weekly recurring window of wall time on one weekday, half-open. <see cref="Until"/> of 00:00 means the end of the day (24:00).
/// A window over midnight is written as two.
/// </summary>
/// <param name="Day">Local weekday.</param>
/// <param name="From">Local start, inclusive.</param>
/// <param name="Until">Local end, exclusive; 00:00 is 24:00.</param>
public readonly record struct WeeklyWindow(DayOfWeek Day, TimeOnly From, TimeOnly Until)
{
    /// <summary>Whether the window has a positive length within its day.</summary>
    public bool IsValid => Until == TimeOnly.MinValue || Until > From;

    /// <summary>
    /// The window's instants on a date, or null on another weekday or when a clock change swallows it.
    /// A skipped edge moves to the clock change; a repeated start is its first, a repeated end its second occurrence.
    /// </summary>
    public TimeRange? On(SiteClock clock, DateOnly date)
    {
        if (date.DayOfWeek != Day || !IsValid)
        {
            return null;
        }
        var from = clock.FirstInstant(date, From);
        var until = Until == TimeOnly.MinValue ? clock.DayBounds(date).Until : clock.LastInstant(date, Until);
        return from < until ? new TimeRange(from, until) : null;
    }

    /// <summary>The instants of all given windows on the dates of [from, until], joined and sorted.</summary>
    public static IReadOnlyList<TimeRange> Expand(IEnumerable<WeeklyWindow> windows, SiteClock clock, DateOnly from, DateOnly untilInclusive)
    {
        var all = windows.ToList();
        var ranges = new List<TimeRange>();
        for (var date = from; date <= untilInclusive; date = date.AddDays(1))
        {
            ranges.AddRange(all.Select(w => w.On(clock, date)).OfType<TimeRange>());
        }
        return TimeRange.Union(ranges);
    }
}
