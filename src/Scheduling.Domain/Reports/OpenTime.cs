using Scheduling.Domain.Time;

namespace Scheduling.Domain.Reports;

/// <summary>Sums of elapsed time over ranges, for reports.</summary>
public static class OpenTime
{
    /// <summary>What is left of ranges once others are taken off, joined and sorted.</summary>
    /// <param name="ranges">What there is; overlaps count once.</param>
    /// <param name="without">What is taken off.</param>
    public static IReadOnlyList<TimeRange> Without(IEnumerable<TimeRange> ranges, IEnumerable<TimeRange> without)
    {
        var off = TimeRange.Union(without);
        List<TimeRange> left = [];
        foreach (var range in TimeRange.Union(ranges))
        {
            var from = range.From;
            foreach (var gone in off.Where(o => o.Overlaps(range)))
            {
                if (from < gone.From)
                {
                    left.Add(new TimeRange(from, gone.From));
                }

                from = gone.Until;
            }

            if (from < range.Until)
            {
                left.Add(new TimeRange(from, range.Until));
            }
        }

        return left;
    }

    /// <summary>The instants that lie in both of two sets of ranges, joined and sorted.</summary>
    public static IReadOnlyList<TimeRange> Both(IEnumerable<TimeRange> first, IEnumerable<TimeRange> second)
    {
        var other = TimeRange.Union(second);
        return TimeRange.Union(TimeRange.Union(first).SelectMany(a => other.Select(b => a.Intersect(b))).OfType<TimeRange>());
    }

    /// <summary>Elapsed time by the hour that the wall clock shows, 0 to 23. A repeated hour counts twice.</summary>
    /// <param name="ranges">Ranges, each counted for itself.</param>
    /// <param name="clock">Whose wall clock.</param>
    public static IEnumerable<(int Hour, TimeSpan Length)> ByHour(IEnumerable<TimeRange> ranges, SiteClock clock)
    {
        foreach (var range in ranges)
        {
            for (var at = range.From; at < range.Until;)
            {
                var local = clock.ToLocal(at);
                var next = at.AddTicks(TimeSpan.TicksPerHour - (local.TimeOfDay.Ticks % TimeSpan.TicksPerHour));
                next = next < range.Until ? next : range.Until;
                yield return (local.Hour, next - at);
                at = next;
            }
        }
    }

    /// <summary>Elapsed time of all ranges together, each counted for itself.</summary>
    public static TimeSpan Sum(IEnumerable<TimeRange> ranges) => new(ranges.Sum(r => r.Length.Ticks));
}
