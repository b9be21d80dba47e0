using Scheduling.Domain.Time;

namespace Scheduling.Domain.Reports;

/// <summary>Booked and delivered of open time.</summary>
public static class Utilization
{
    /// <summary>The use of one resource.</summary>
    /// <param name="open">When it was open.</param>
    /// <param name="taken">What visits took of it; lanes count each for itself.</param>
    /// <param name="lanes">Its lanes.</param>
    public static TimeUse Of(IReadOnlyCollection<TimeRange> open, IReadOnlyCollection<Taking> taken, int lanes) => new(
        OpenTime.Sum(open) * lanes,
        OpenTime.Sum(taken.Select(t => t.Range)),
        OpenTime.Sum(taken.Where(t => t.Delivered).Select(t => t.Range)));

    /// <summary>The same by the hour that the wall clock shows; only hours with open or booked time. The hours add up to the whole.</summary>
    /// <param name="open">When the resource was open.</param>
    /// <param name="taken">What visits took of it.</param>
    /// <param name="clock">Whose wall clock.</param>
    public static IReadOnlyDictionary<int, TimeUse> ByHour(IReadOnlyCollection<TimeRange> open, IReadOnlyCollection<Taking> taken, SiteClock clock)
    {
        Dictionary<int, TimeUse> hours = [];
        Add(open, length => new TimeUse(length, TimeSpan.Zero, TimeSpan.Zero));
        Add(taken.Where(t => !t.Delivered).Select(t => t.Range), length => new TimeUse(TimeSpan.Zero, length, TimeSpan.Zero));
        Add(taken.Where(t => t.Delivered).Select(t => t.Range), length => new TimeUse(TimeSpan.Zero, length, length));
        return hours;

        void Add(IEnumerable<TimeRange> ranges, Func<TimeSpan, TimeUse> use)
        {
            foreach (var (hour, length) in OpenTime.ByHour(ranges, clock))
            {
                hours[hour] = hours.GetValueOrDefault(hour) + use(length);
            }
        }
    }
}
