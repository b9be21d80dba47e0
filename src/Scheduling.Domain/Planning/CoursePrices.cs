namespace Scheduling.Domain.Planning;

/// <summary>The objective at one nominal time, but for the parts that stand on the graph's edges.</summary>
/// <remarks>
/// A plan's price is the sum of: the wait and the sessions below the cap (on the edges, <see cref="CourseGraph.Edge.Price"/>); for each day, the
/// distance of its first visit from the nominal time; for each treatment, a change of operator and a change of device since the treatment
/// before; and the distance of the nominal from the preferred time, once for every session. It is counted in thousandths of
/// a minute times <see cref="Unit"/>, plus the number of the last day: among equal plans the one that ends first wins. The horizon has fewer
/// than <see cref="Unit"/> days, so that this never outweighs a thousandth.
/// </remarks>
internal sealed class CoursePrices(CourseCase course, SearchCosts costs, int count, int nominalMinute)
{
    internal const long Unit = 4096;
    private readonly int _pairs = course.Pairs;
    private readonly int _devices = course.Devices.Length;
    private readonly long _staffChange = costs.StaffChange * Unit;
    private readonly long _deviceChange = costs.DeviceChange * Unit;
    private readonly Dictionary<(int Day, int Kind), (long[] Price, int[] Step)> _nearest = [];

    /// <summary>The nominal time in minutes since local midnight.</summary>
    internal int NominalMinute => nominalMinute;

    /// <summary>The preferred time in minutes since local midnight.</summary>
    internal static int? PreferredMinute(CourseCase course) => course.Request.PreferredTime is { } time ? (int)time.ToTimeSpan().TotalMinutes : null;

    /// <summary>As many prices of what no way leads to.</summary>
    internal static long[] Unreached(int length)
    {
        var prices = new long[length];
        Array.Fill(prices, long.MaxValue);
        return prices;
    }

    /// <summary>Distance of the nominal from the preferred time, for all sessions.</summary>
    internal long OffPreferred() => PreferredMinute(course) is { } preferred ? costs.PreferredMinute * Math.Abs(nominalMinute - preferred) * count * Unit : 0;

    /// <summary>Distance of a day's first visit from the nominal time.</summary>
    internal long OffNominal(int day, int step) => costs.NominalMinute * Math.Abs(course.Days[day].WallMinute(step) - nominalMinute) * Unit;

    /// <summary>For each pair the start of a day nearest to the nominal time (-1: none), and its distance.</summary>
    internal (long[] Price, int[] Step) Nearest(int day, int kind)
    {
        if (!_nearest.TryGetValue((day, kind), out var known))
        {
            known = (new long[_pairs], new int[_pairs]);
            var starts = course.Starts(day, kind);
            for (var pair = 0; pair < _pairs; pair++)
            {
                known.Step[pair] = course.Days[day].Nearest(starts.Pair(pair), nominalMinute);
                known.Price[pair] = known.Step[pair] < 0 ? long.MaxValue : OffNominal(day, known.Step[pair]);
            }
            _nearest[(day, kind)] = known;
        }
        return known;
    }

    /// <summary>Change of operator and device from one treatment's pair to the next one's.</summary>
    internal long Change(int from, int to) => (from / _devices == to / _devices ? 0 : _staffChange) + (from % _devices == to % _devices ? 0 : _deviceChange);

    /// <summary>Least price with each pair before the first treatment, changes since what is kept included.</summary>
    internal long[] Entering(long price)
    {
        var result = new long[_pairs];
        for (var pair = 0; pair < _pairs; pair++)
        {
            result[pair] = price + course.Entry(costs, pair) * Unit;
        }
        return result;
    }

    /// <summary>Least price with each pair before the next treatment, changes included, from the prices with each pair after the one before.</summary>
    /// <remarks>
    /// The least over all pairs p of price[p] + <see cref="Change"/>(p, pair), without trying all: it is the least of the same pair's, the
    /// same operator's and a change of device, the same device's and a change of operator, anyone's and both changes. Each p is priced
    /// just right in one of the four; in the others that take it, a change too many is counted, which never makes it cheaper.
    /// </remarks>
    internal void AfterChange(long[] price, long[] result)
    {
        var all = long.MaxValue;
        Span<long> byOperator = stackalloc long[_pairs / _devices];
        Span<long> byDevice = stackalloc long[_devices];
        byOperator.Fill(long.MaxValue);
        byDevice.Fill(long.MaxValue);
        for (var pair = 0; pair < _pairs; pair++)
        {
            var value = price[pair];
            byOperator[pair / _devices] = Math.Min(byOperator[pair / _devices], value);
            byDevice[pair % _devices] = Math.Min(byDevice[pair % _devices], value);
            all = Math.Min(all, value);
        }
        for (var pair = 0; pair < _pairs; pair++)
        {
            result[pair] = Math.Min(
                Math.Min(price[pair], Plus(byOperator[pair / _devices], _deviceChange)),
                Math.Min(Plus(byDevice[pair % _devices], _staffChange), Plus(all, _staffChange + _deviceChange)));
        }
    }

    private static long Plus(long price, long more) => price == long.MaxValue ? price : price + more;
}
