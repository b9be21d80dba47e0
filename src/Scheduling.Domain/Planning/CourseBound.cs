namespace Scheduling.Domain.Planning;

/// <summary>At one nominal time, a price from each node to the end that no plan goes below.</summary>
/// <remarks>
/// <para>
/// It is the price of the cheapest path through the graph when each day's first visit may begin at the start nearest to the nominal time,
/// whoever serves it, and nobody's change costs anything.
/// </para>
/// <para>
/// Proof that it is valid. A plan follows one path. It pays the price of each edge and the number of its last day as they stand. On a day
/// it pays the distance of its first visit, whose start is among the edge's <see cref="CourseGraph.FirstStarts"/>: these are the starts of
/// any pair from which the day's other sessions still fit, without regard to gaps from the day before, so they leave out none that a plan
/// can use, and the nearest of them is not farther than the plan's own. Changes cost nothing or more. So no plan costs less from a node to
/// the end than its path does here, nor than the cheapest path, which is the bound. From node 0, with the distance to the preferred time,
/// which is the same for all plans at this nominal time, that holds for whole plans.
/// </para>
/// <para>
/// Hence what was paid up to a state plus the bound from its node is at most the price of every plan through it: where that is not below
/// the best plan known, the state can be dropped.
/// </para>
/// </remarks>
internal sealed class CourseBound
{
    private readonly CourseGraph _graph;
    private readonly long[] _starts;
    private readonly long[] _toEnd;

    internal CourseBound(CourseCase course, CourseGraph graph, CoursePrices prices, SearchBudget budget)
    {
        (_graph, _starts, _toEnd) = (graph, new long[graph.FirstStarts.Length], new long[graph.Nodes.Length]);
        for (var i = 0; i < _starts.Length; i++)
        {
            var (day, mask) = graph.FirstStarts[i];
            _starts[i] = prices.OffNominal(day, course.Days[day].Nearest(mask, prices.NominalMinute));
        }
        for (var i = graph.Order.Length - 1; i >= 0; i--)
        {
            var number = graph.Order[i];
            var node = graph.Nodes[number];
            var least = node.Placed == graph.Count ? node.Day : long.MaxValue;
            for (var e = graph.FirstEdge[number]; e < graph.FirstEdge[number + 1]; e++)
            {
                least = Math.Min(least, Through(e));
            }
            _toEnd[number] = least;
        }
        budget.Spend(graph.Edges.Length);
        Whole = _toEnd[0] == long.MaxValue ? long.MaxValue : _toEnd[0] + prices.OffPreferred();
    }

    /// <summary>No plan at this nominal time costs less; <see cref="long.MaxValue"/> when there is none.</summary>
    internal long Whole { get; }

    /// <summary>No way from a node to the end costs less.</summary>
    internal long ToEnd(int node) => _toEnd[node];

    /// <summary>The edges of the path whose price is the bound. Its plan is a good one; the best may lie elsewhere.</summary>
    internal bool[] CheapestPath()
    {
        var on = new bool[_graph.Edges.Length];
        for (var number = 0; _graph.Nodes[number].Placed < _graph.Count;)
        {
            var (best, least) = (-1, long.MaxValue);
            for (var e = _graph.FirstEdge[number]; e < _graph.FirstEdge[number + 1]; e++)
            {
                if (Through(e) is var price && price < least)
                {
                    (best, least) = (e, price);
                }
            }
            on[best] = true;
            number = _graph.Edges[best].To;
        }
        return on;
    }

    private long Through(int e)
    {
        ref readonly var edge = ref _graph.Edges[e];
        var rest = _toEnd[edge.To];
        return rest == long.MaxValue ? long.MaxValue : edge.Price * CoursePrices.Unit + (edge.Starts < 0 ? 0 : _starts[edge.Starts]) + rest;
    }
}
