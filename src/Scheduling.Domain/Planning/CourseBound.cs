namespace Scheduling.Domain.Planning;

/// <summary>At one nominal time, a price from each node to the end that no plan goes below, whoever serves it.</summary>
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
/// the end than its path does here, nor than the cheapest path, which is the bound. From node 0 that holds for whole plans.
/// </para>
/// <para>
/// Hence the least price of a path up to a node plus the bound from it is at most the price of every plan through the node: where that is
/// not below the best plan known, the node can be left out at this nominal time. <see cref="OperatorBound"/> says more about those that stay.
/// </para>
/// </remarks>
internal sealed class CourseBound(CourseGraph graph, CoursePrices prices, SearchBudget budget)
{
    private readonly long[] _starts = new long[graph.FirstStarts.Length];
    private readonly long[] _toEnd = new long[graph.Nodes.Length];
    private readonly long[] _from = new long[graph.Nodes.Length];

    /// <summary>No plan at this nominal time costs less; <see cref="CoursePrices.Never"/> when there is none.</summary>
    internal long Whole { get; private set; }

    /// <summary>Bounds the plans at the nominal time that the prices stand at.</summary>
    internal void Compute()
    {
        for (var i = 0; i < _starts.Length; i++)
        {
            ref readonly var first = ref graph.FirstStarts[i];
            _starts[i] = prices.Nearest(first.Day, first.Mask);
        }
        for (var i = graph.Order.Length - 1; i >= 0; i--)
        {
            var number = graph.Order[i];
            var least = graph.Nodes[number].Placed == graph.Count ? graph.Nodes[number].Day : CoursePrices.Never;
            for (var e = graph.FirstEdge[number]; e < graph.FirstEdge[number + 1]; e++)
            {
                least = Math.Min(least, Day(e) + _toEnd[graph.Edges[e].To]);
            }
            _toEnd[number] = Math.Min(least, CoursePrices.Never);
        }
        budget.Spend(graph.Edges.Length);
        Whole = _toEnd[0];
    }

    /// <summary>Least price up to each node, for <see cref="Through"/>.</summary>
    internal void ComputeFromBeginning()
    {
        Array.Fill(_from, CoursePrices.Never);
        _from[0] = 0;
        foreach (var number in graph.Order)
        {
            for (var e = graph.FirstEdge[number]; e < graph.FirstEdge[number + 1] && _from[number] < CoursePrices.Never; e++)
            {
                ref var there = ref _from[graph.Edges[e].To];
                there = Math.Min(there, _from[number] + Day(e));
            }
        }
        budget.Spend(graph.Edges.Length);
    }

    /// <summary>No way from a node to the end costs less.</summary>
    internal long ToEnd(int node) => _toEnd[node];

    /// <summary>No plan through a node costs less.</summary>
    internal long Through(int node) => _from[node] + _toEnd[node];

    /// <summary>No plan through an edge costs less.</summary>
    internal long ThroughEdge(int e) => _from[graph.Edges[e].From] + Day(e) + _toEnd[graph.Edges[e].To];

    /// <summary>What an edge costs at least: its own price and the distance of its day's first visit.</summary>
    internal long Day(int e)
    {
        ref readonly var edge = ref graph.Edges[e];
        return prices.Of(edge) + (edge.Starts < 0 ? 0 : _starts[edge.Starts]);
    }

    /// <summary>The edges of the path whose price is the bound. Its plan is a good one; the best may lie elsewhere.</summary>
    internal bool[] CheapestPath()
    {
        var on = new bool[graph.Edges.Length];
        for (var number = 0; graph.Nodes[number].Placed < graph.Count;)
        {
            var (best, least) = (-1, long.MaxValue);
            for (var e = graph.FirstEdge[number]; e < graph.FirstEdge[number + 1]; e++)
            {
                if (Day(e) + _toEnd[graph.Edges[e].To] is var price && price < least)
                {
                    (best, least) = (e, price);
                }
            }
            on[best] = true;
            number = graph.Edges[best].To;
        }
        return on;
    }
}
