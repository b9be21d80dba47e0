namespace Scheduling.Domain.Planning;

/// <summary>The dynamic programme at one nominal time: forward over the graph's nodes by day, over all states that can still beat the best plan known.</summary>
/// <remarks>
/// A state is a node, the pair of the last treatment, and its step where an overnight gap may ask for it. What can follow, and at what
/// price, depends on nothing else: days and caps on the node, changes on the pair, gaps on the step. So the cheapest way to each state is all
/// that needs keeping. On a path only, when <paramref name="pathOnly"/>: then the answer is a plan but need not be the best.
/// </remarks>
internal sealed class CourseSweep(CourseCase course, CourseGraph graph, OvernightGaps gaps, CoursePrices prices, CourseBound bound, SearchBudget budget, bool pathOnly)
{
    private const long Unit = CoursePrices.Unit;
    private readonly int _pairs = course.Pairs;
    private readonly bool[]? _onPath = pathOnly ? bound.CheapestPath() : null;
    private readonly List<CourseState>?[] _states = new List<CourseState>?[graph.Nodes.Length];
    private long _best;
    private CourseEnd? _end;

    /// <summary>The best plan cheaper than <paramref name="best"/>; null when there is none, or none was found before the budget was spent.</summary>
    internal CourseEnd? Run(long best)
    {
        _best = best;
        _states[0] = [new CourseState(0, -1, 1) { Price = { [0] = prices.OffPreferred() } }];
        foreach (var number in graph.Order)
        {
            if (_states[number] is not { } here)
            {
                continue;
            }
            if (graph.Nodes[number].Placed == graph.Count)
            {
                End(here, graph.Nodes[number].Day);
                continue;
            }
            foreach (var state in here)
            {
                if (_onPath is null && budget.IsSpent)
                {
                    return _end;
                }
                Leave(state);
            }
            _states[number] = null;
        }
        return _end;
    }

    private void End(List<CourseState> states, int day)
    {
        foreach (var state in states)
        {
            for (var pair = 0; pair < _pairs; pair++)
            {
                if (state.Price[pair] != long.MaxValue && state.Price[pair] + day < _best)
                {
                    _best = state.Price[pair] + day;
                    _end = new CourseEnd(prices, state, pair, _best);
                }
            }
        }
    }

    /// <summary>Least price with each pair before the treatment that follows a state.</summary>
    internal static long[] BeforeNext(CourseGraph graph, CoursePrices prices, CourseState state)
    {
        if (graph.Nodes[state.Node].Placed == 0)
        {
            return prices.Entering(state.Price[0]);
        }
        var result = new long[state.Price.Length];
        prices.AfterChange(state.Price, result);
        return result;
    }

    // Edges that place one, two, ... sessions on the same day stand together and share their chain.
    private void Leave(CourseState state)
    {
        var before = BeforeNext(graph, prices, state);
        var end = graph.FirstEdge[state.Node + 1];
        for (var e = graph.FirstEdge[state.Node]; e < end;)
        {
            var day = graph.Edges[e].Day;
            var treats = graph.Edges[e].Sessions > 0;
            var until = e;
            while (until < end && graph.Edges[until].Day == day && graph.Edges[until].Sessions > 0 == treats)
            {
                until++;
            }
            if (graph.Nodes[graph.Edges[e].To].Kind == CourseGraph.NodeKind.Pause)
            {
                Pause(state, e);
            }
            else if (treats)
            {
                Treat(state, before, e, until);
            }
            else
            {
                Prerequisite(state, e);
            }
            e = until;
        }
    }

    private bool IsLeftOut(int e) => _onPath is not null && !_onPath[e];

    private void Pause(CourseState state, int e)
    {
        for (var pair = 0; pair < _pairs && !IsLeftOut(e); pair++)
        {
            if (state.Price[pair] != long.MaxValue)
            {
                Offer(state, e, -1, pair, state.Price[pair] + graph.Edges[e].Price * Unit, _pairs);
            }
        }
    }

    private void Prerequisite(CourseState state, int e)
    {
        if (!IsLeftOut(e))
        {
            var edge = graph.Edges[e];
            var step = course.Days[edge.Day].Nearest(graph.FirstStarts[edge.Starts].Mask, prices.NominalMinute);
            Offer(state, e, step, 0, state.Price[0] + prices.OffNominal(edge.Day, step), 1);
        }
    }

    private void Treat(CourseState state, long[] before, int from, int until)
    {
        budget.Spend(_pairs);
        var least = before.Min();
        var notBefore = gaps.NotBefore(state, graph.Edges[from]);
        DayChain? chain = null;
        for (var e = from; e < until; e++)
        {
            var edge = graph.Edges[e];
            var toEnd = bound.ToEnd(edge.To);
            if (IsLeftOut(e) || least == long.MaxValue || toEnd == long.MaxValue || least + edge.Price * Unit + toEnd >= _best)
            {
                continue;
            }
            if (edge.Sessions == 1)
            {
                TreatOnce(state, before, e, notBefore);
                continue;
            }
            chain ??= new DayChain(course, prices, budget, edge.Day, graph.Nodes[state.Node].Placed, graph.Edges[until - 1].Sessions, before, notBefore);
            var number = e;
            chain.Offer(edge.Sessions, gaps.TracksTime(edge.To), (step, pair, price) => Offer(state, number, step, pair, price + edge.Price * Unit, _pairs));
        }
    }

    // Each start where a later gap may ask for it; otherwise for each pair the one nearest to the nominal time.
    private void TreatOnce(CourseState state, long[] before, int e, int notBefore)
    {
        var edge = graph.Edges[e];
        var kind = course.Items[graph.Nodes[state.Node].Placed].KindIndex;
        var starts = course.Starts(edge.Day, kind);
        if (gaps.TracksTime(edge.To))
        {
            for (var step = starts.Any.NextAtOrAfter(notBefore); step >= 0; step = starts.Any.NextAtOrAfter(step + 1))
            {
                for (var pair = 0; pair < _pairs; pair++)
                {
                    if (before[pair] != long.MaxValue && starts.Pair(pair).Has(step))
                    {
                        Offer(state, e, step, pair, before[pair] + edge.Price * Unit + prices.OffNominal(edge.Day, step), _pairs);
                    }
                }
            }
            return;
        }
        var nearest = prices.Nearest(edge.Day, kind);
        for (var pair = 0; pair < _pairs; pair++)
        {
            if (before[pair] == long.MaxValue)
            {
                continue;
            }
            if (notBefore == 0)
            {
                if (nearest.Step[pair] >= 0)
                {
                    Offer(state, e, -1, pair, before[pair] + edge.Price * Unit + nearest.Price[pair], _pairs);
                }
            }
            else if (course.Days[edge.Day].Nearest(starts.Pair(pair), prices.NominalMinute, notBefore) is var step and >= 0)
            {
                Offer(state, e, -1, pair, before[pair] + edge.Price * Unit + prices.OffNominal(edge.Day, step), _pairs);
            }
        }
    }

    private void Offer(CourseState from, int e, int step, int pair, long price, int pairs)
    {
        var to = graph.Edges[e].To;
        var toEnd = bound.ToEnd(to);
        if (toEnd == long.MaxValue || price + toEnd >= _best)
        {
            return;
        }
        var state = StateAt(to, gaps.TracksTime(to) ? step : -1, pairs);
        if (price < state.Price[pair])
        {
            state.Price[pair] = price;
            state.Edge[pair] = graph.Edges[e];
            state.Before[pair] = from;
        }
    }

    private CourseState StateAt(int node, int slot, int pairs)
    {
        var states = _states[node] ??= [];
        foreach (var known in states)
        {
            if (known.Slot == slot)
            {
                return known;
            }
        }
        var state = new CourseState(node, slot, pairs);
        states.Add(state);
        return state;
    }
}
