namespace Scheduling.Domain.Planning;

/// <summary>The dynamic programme at one nominal time: forward over the graph's nodes by day, over all states that can still beat the best plan known.</summary>
/// <remarks>
/// A state is a node, the pair of the last treatment, and its step where an overnight gap may ask for it. What can follow, and at what
/// price, depends on nothing else: days and caps on the node, changes on the pair, gaps on the step. So the cheapest way to each state is all
/// that needs keeping, and of those only the ones from which, by <see cref="OperatorBound"/>, a better plan may still come.
/// </remarks>
internal sealed class CourseSweep(CourseCase course, CourseGraph graph, OvernightGaps gaps, CoursePrices prices, OperatorBound bound, SearchBudget budget)
{
    private readonly int _pairs = course.Pairs;
    private readonly int _devices = course.Devices.Length;
    private readonly CourseState?[] _states = new CourseState?[graph.Nodes.Length];
    private readonly long[] _before = new long[course.Pairs];
    private readonly long[] _operatorBefore = new long[course.Operators.Length];
    private readonly DayChain _chain = new(course, prices, budget);
    private SearchMemory _memory = null!;
    private bool[]? _onPath;
    private long _best;
    private CourseEnd? _end;

    /// <summary>The best plan cheaper than <paramref name="best"/>; null when there is none, or none was found before the budget was spent.</summary>
    /// <param name="best">The price to beat.</param>
    /// <param name="memory">Where the states are kept; the answer points into it.</param>
    /// <param name="onPath">The only edges to follow, however much is left of the budget; null for all.</param>
    internal CourseEnd? Run(long best, SearchMemory memory, bool[]? onPath = null)
    {
        (_best, _memory, _onPath, _end) = (best, memory, onPath, null);
        memory.Clear();
        Array.Clear(_states);
        _states[0] = memory.New(0, -1, treated: false, null);
        _states[0]!.Price[0] = 0;
        foreach (var number in graph.Order)
        {
            for (var state = _states[number]; state is not null; state = state.Next)
            {
                if (graph.Nodes[number].Placed == graph.Count)
                {
                    End(state, graph.Nodes[number].Day);
                }
                else if (_onPath is null && budget.IsSpent)
                {
                    return _end;
                }
                else
                {
                    Leave(state);
                }
            }
        }
        return _end;
    }

    /// <summary>Least price with each pair before the treatment that follows a state.</summary>
    internal static void BeforeNext(CourseGraph graph, CoursePrices prices, CourseState state, Span<long> result)
    {
        if (graph.Nodes[state.Node].Placed == 0)
        {
            prices.Enter(state.Price[0], result);
        }
        else
        {
            prices.AfterChange(state.Price, result);
        }
    }

    private void End(CourseState state, int day)
    {
        for (var pair = 0; pair < _pairs; pair++)
        {
            if (state.Price[pair] + day < _best)
            {
                _best = state.Price[pair] + day;
                _end = new CourseEnd(prices.NominalMinute, _memory, state, pair, _best);
            }
        }
    }

    // Edges that place one, two, ... sessions on the same day stand together and share their chain.
    private void Leave(CourseState state)
    {
        BeforeNext(graph, prices, state, _before);
        for (int i = 0, pair = 0; i < _operatorBefore.Length; i++)
        {
            var least = CoursePrices.Never;
            for (var end = pair + _devices; pair < end; pair++)
            {
                least = Math.Min(least, _before[pair]);
            }
            _operatorBefore[i] = least;
        }
        var chained = -1;
        for (var e = graph.FirstEdge[state.Node]; e < graph.FirstEdge[state.Node + 1]; e++)
        {
            ref readonly var edge = ref graph.Edges[e];
            var toEnd = bound.ToEnd(edge.To);
            if (toEnd.IsEmpty || (_onPath is not null && !_onPath[e]))
            {
                continue;
            }
            if (graph.Nodes[edge.To].Kind == CourseGraph.NodeKind.Pause)
            {
                Pause(state, e, toEnd);
            }
            else if (edge.Sessions == 0)
            {
                Prerequisite(state, e, toEnd);
            }
            else if (edge.Sessions == 1)
            {
                TreatOnce(state, e, toEnd);
            }
            else
            {
                if (chained != edge.Day)
                {
                    chained = edge.Day;
                    _chain.Begin(edge.Day, graph.Next(edge), _before, gaps.NotBefore(state, edge));
                }
                TreatSeveral(state, e, toEnd);
            }
        }
    }

    private void Pause(CourseState state, int e, ReadOnlySpan<long> toEnd)
    {
        var arrival = Arrival(e, state);
        var to = StateAt(graph.Edges[e].To, -1, treated: true);
        var price = prices.Of(graph.Edges[e]);
        for (var pair = 0; pair < _pairs; pair++)
        {
            Offer(to, pair, state.Price[pair] + price, toEnd[pair / _devices], arrival);
        }
    }

    private void Prerequisite(CourseState state, int e, ReadOnlySpan<long> toEnd)
    {
        var edge = graph.Edges[e];
        var price = state.Price[0] + prices.Nearest(edge.Day, graph.FirstStarts[edge.Starts].Mask);
        Offer(StateAt(edge.To, -1, treated: false), 0, price, toEnd[0], Arrival(e, state));
    }

    // Each start where a later gap may ask for it; otherwise for each pair the one nearest to the nominal time.
    private void TreatOnce(CourseState state, int e, ReadOnlySpan<long> toEnd)
    {
        ref readonly var edge = ref graph.Edges[e];
        var price = prices.Of(edge);
        var notBefore = gaps.NotBefore(state, edge);
        var eachStep = gaps.TracksTime(edge.To);
        var byOperator = prices.ByOperator(edge.Starts);
        var arrival = Arrival(e, state);
        CourseState? to = null;
        for (var person = 0; person < byOperator.Length; person++)
        {
            if (_operatorBefore[person] + price + byOperator[person] + toEnd[person] >= _best)
            {
                continue;
            }
            budget.Spend(_devices);
            var before = _before.AsSpan(person * _devices, _devices);
            if (eachStep || notBefore > 0)
            {
                TreatAtSteps(e, person, before, notBefore, eachStep, toEnd[person], arrival);
                continue;
            }
            to ??= StateAt(edge.To, -1, treated: true);
            var byDevice = prices.ByDevice(edge.Starts, person);
            for (var device = 0; device < before.Length; device++)
            {
                Offer(to, person * _devices + device, before[device] + price + byDevice[device], toEnd[person], arrival);
            }
        }
    }

    private void TreatAtSteps(int e, int person, ReadOnlySpan<long> before, int notBefore, bool eachStep, long toEnd, int arrival)
    {
        ref readonly var edge = ref graph.Edges[e];
        var price = prices.Of(edge);
        var starts = course.Starts(edge.Day, graph.FirstStarts[edge.Starts].Kind);
        for (var device = 0; device < before.Length; device++)
        {
            if (before[device] + price + toEnd >= _best)
            {
                continue;
            }
            var mask = starts.Pair(person, device);
            if (!eachStep)
            {
                if (course.Days[edge.Day].Nearest(mask, prices.NominalMinute, notBefore) is var nearest and >= 0)
                {
                    Offer(StateAt(edge.To, -1, treated: true), person * _devices + device, before[device] + price + prices.OffNominal(edge.Day, nearest), toEnd, arrival);
                }
                continue;
            }
            for (var step = mask.NextAtOrAfter(notBefore); step >= 0; step = mask.NextAtOrAfter(step + 1))
            {
                var reached = before[device] + price + prices.OffNominal(edge.Day, step);
                if (reached + toEnd < _best)
                {
                    Offer(StateAt(edge.To, step, treated: true), person * _devices + device, reached, toEnd, arrival);
                }
            }
        }
    }

    private void TreatSeveral(CourseState state, int e, ReadOnlySpan<long> toEnd)
    {
        ref readonly var edge = ref graph.Edges[e];
        var price = prices.Of(edge);
        var eachStep = gaps.TracksTime(edge.To);
        var arrival = Arrival(e, state);
        var layer = _chain.Layer(edge.Sessions);
        for (var step = 0; step < _chain.Steps; step++)
        {
            var here = layer.Slice(step * _pairs, _pairs);
            for (var pair = 0; pair < here.Length; pair++)
            {
                var reached = here[pair] + price;
                if (reached + toEnd[pair / _devices] < _best)
                {
                    Offer(StateAt(edge.To, eachStep ? step : -1, treated: true), pair, reached, toEnd[pair / _devices], arrival);
                }
            }
        }
    }

    private int Arrival(int e, CourseState from)
    {
        _memory.Arrivals.Add((graph.Edges[e], from));
        return _memory.Arrivals.Count - 1;
    }

    private void Offer(CourseState to, int pair, long price, long toEnd, int arrival)
    {
        if (price + toEnd < _best && price < to.Price[pair])
        {
            to.Price[pair] = price;
            to.Arrival[pair] = arrival;
        }
    }

    private CourseState StateAt(int node, int slot, bool treated)
    {
        for (var known = _states[node]; known is not null; known = known.Next)
        {
            if (known.Slot == slot)
            {
                return known;
            }
        }
        return _states[node] = _memory.New(node, slot, treated, _states[node]);
    }
}
