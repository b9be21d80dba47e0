namespace Scheduling.Domain.Planning;

/// <summary>The objective at one nominal time after another, but for the parts that stand on the graph's edges.</summary>
/// <remarks>
/// A plan's price is the sum of: the wait and the sessions below the cap (on the edges, <see cref="CourseGraph.Edge.Price"/>); for each day, the
/// distance of its first visit from the nominal time; for each treatment, a change of operator and a change of device since the treatment
/// before; and the distance of the nominal from the preferred time, once for every session. It is counted in thousandths of
/// a minute times <see cref="Unit"/>, plus the number of the last day: among equal plans the one that ends first wins. The horizon has fewer
/// than <see cref="Unit"/> days, so that this never outweighs a thousandth.
/// </remarks>
internal sealed class CoursePrices
{
    internal const long Unit = 4096;

    /// <summary>The price of what no way leads to. Three of them still add up without overflow.</summary>
    internal const long Never = long.MaxValue / 4;

    private readonly CourseCase _course;
    private readonly CourseGraph _graph;
    private readonly SearchCosts _costs;
    private readonly int _operators;
    private readonly int _devices;
    private readonly long _deviceChange;
    private readonly long[] _entering;
    private readonly long[] _enteringOperator;
    private readonly long[] _byOperator;
    private readonly int[] _byOperatorFor;
    private readonly long[] _byDevice;
    private readonly int[] _byDeviceFor;
    private int _round;

    internal CoursePrices(CourseCase course, CourseGraph graph, SearchCosts costs)
    {
        (_course, _graph, _costs, _operators, _devices) = (course, graph, costs, course.Operators.Length, course.Devices.Length);
        (StaffChange, _deviceChange) = (costs.StaffChange * Unit, costs.DeviceChange * Unit);
        (_entering, _enteringOperator) = (new long[course.Pairs], Unreached(_operators));
        for (var pair = 0; pair < _entering.Length; pair++)
        {
            _entering[pair] = course.Entry(costs, pair) * Unit;
            _enteringOperator[pair / _devices] = Math.Min(_enteringOperator[pair / _devices], _entering[pair]);
        }
        var starts = graph.FirstStarts.Length;
        (_byOperator, _byOperatorFor) = (new long[starts * _operators], new int[starts]);
        (_byDevice, _byDeviceFor) = (new long[starts * course.Pairs], new int[starts * _operators]);
    }

    /// <summary>The nominal time in minutes since local midnight.</summary>
    internal int NominalMinute { get; private set; }

    /// <summary>Distance of the nominal from the preferred time, for one session.</summary>
    internal long OffPreferred { get; private set; }

    /// <summary>Price of another operator.</summary>
    internal long StaffChange { get; }

    /// <summary>The preferred time in minutes since local midnight.</summary>
    internal static int? PreferredMinute(CourseCase course) => course.Request.PreferredTime is { } time ? (int)time.ToTimeSpan().TotalMinutes : null;

    /// <summary>As many prices of what no way leads to.</summary>
    internal static long[] Unreached(int length)
    {
        var prices = new long[length];
        Array.Fill(prices, Never);
        return prices;
    }

    /// <summary>From now on the prices are those at another nominal time.</summary>
    internal void TurnTo(int nominalMinute)
    {
        NominalMinute = nominalMinute;
        OffPreferred = PreferredMinute(_course) is { } preferred ? _costs.PreferredMinute * Math.Abs(nominalMinute - preferred) * Unit : 0;
        _round++;
    }

    /// <summary>An edge's own price, and the distance of the nominal from the preferred time for each of its sessions.</summary>
    internal long Of(in CourseGraph.Edge edge) => edge.Price * Unit + edge.Sessions * OffPreferred;

    /// <summary>Distance of a day's first visit from the nominal time.</summary>
    internal long OffNominal(int day, int step) => _costs.NominalMinute * Math.Abs(_course.Days[day].WallMinute(step) - NominalMinute) * Unit;

    /// <summary>Distance of the start nearest to the nominal time; <see cref="Never"/> when there is none.</summary>
    internal long Nearest(int day, in SlotMask mask) => _course.Days[day].Nearest(mask, NominalMinute) is var step and >= 0 ? OffNominal(day, step) : Never;

    /// <summary>For a day that holds one visit: the distance of each operator's nearest start with any device.</summary>
    internal ReadOnlySpan<long> ByOperator(int starts)
    {
        var row = _byOperator.AsSpan(starts * _operators, _operators);
        if (_byOperatorFor[starts] != _round)
        {
            _byOperatorFor[starts] = _round;
            var of = _graph.FirstStarts[starts];
            var masks = _course.Starts(of.Day, of.Kind);
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = Nearest(of.Day, masks.Operator(i));
            }
        }
        return row;
    }

    /// <summary>For a day that holds one visit: the distance of an operator's nearest start with each device.</summary>
    internal ReadOnlySpan<long> ByDevice(int starts, int person)
    {
        var number = starts * _operators + person;
        var row = _byDevice.AsSpan(number * _devices, _devices);
        if (_byDeviceFor[number] != _round)
        {
            _byDeviceFor[number] = _round;
            var of = _graph.FirstStarts[starts];
            var masks = _course.Starts(of.Day, of.Kind);
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = Nearest(of.Day, masks.Pair(person, i));
            }
        }
        return row;
    }

    /// <summary>Change of operator and device from one treatment's pair to the next one's.</summary>
    internal long Change(int from, int to) => (from / _devices == to / _devices ? 0 : StaffChange) + (from % _devices == to % _devices ? 0 : _deviceChange);

    /// <summary>Changes since what is kept for each operator's best pair.</summary>
    internal ReadOnlySpan<long> EnteringOperator => _enteringOperator;

    /// <summary>Least price with each pair before the first treatment, changes since what is kept included.</summary>
    internal void Enter(long price, Span<long> result)
    {
        for (var pair = 0; pair < result.Length; pair++)
        {
            result[pair] = price + _entering[pair];
        }
    }

    /// <summary>Least price with each pair before the next treatment, changes included, from the prices with each pair after the one before.</summary>
    /// <remarks>
    /// The least over all pairs p of price[p] + <see cref="Change"/>(p, pair), without trying all: it is the least of the same pair's, the
    /// same operator's and a change of device, the same device's and a change of operator, anyone's and both changes. Each p is priced
    /// just right in one of the four; in the others that take it, a change too many is counted, which never makes it cheaper.
    /// </remarks>
    internal void AfterChange(ReadOnlySpan<long> price, Span<long> result)
    {
        Span<long> byDevice = stackalloc long[_devices];
        byDevice.Fill(Never);
        for (int person = 0, pair = 0; person < _operators; person++)
        {
            for (var device = 0; device < byDevice.Length; device++, pair++)
            {
                byDevice[device] = Math.Min(byDevice[device], price[pair]);
            }
        }
        var all = Never;
        foreach (var least in byDevice)
        {
            all = Math.Min(all, least);
        }
        for (var person = 0; person < _operators; person++)
        {
            var own = price.Slice(person * _devices, _devices);
            var after = result.Slice(person * _devices, _devices);
            var same = Never;
            foreach (var value in own)
            {
                same = Math.Min(same, value);
            }
            var moved = Math.Min(same, all + StaffChange) + _deviceChange;
            for (var device = 0; device < own.Length; device++)
            {
                after[device] = Math.Min(Never, Math.Min(Math.Min(own[device], moved), byDevice[device] + StaffChange));
            }
        }
    }
}
