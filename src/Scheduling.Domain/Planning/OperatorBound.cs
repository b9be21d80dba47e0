using System.Runtime.Intrinsics;

namespace Scheduling.Domain.Planning;

/// <summary>
/// At one nominal time, a price from each node and the operator of the treatment before to the end that no plan goes below. It is dearer to
/// compute than <see cref="CourseBound"/>, and much closer: most of what that one leaves out is the price of changing operators.
/// </summary>
/// <remarks>
/// <para>
/// It is the exact price of an easier problem: any free device may be taken, and changing it costs nothing; gaps that reach into another day
/// are left out; and on a day of several sessions whoever comes next comes for nothing.
/// </para>
/// <para>
/// Proof that it is valid. Take a plan's way from a node on, and look at its days one by one. On a day of one session its operator is the same
/// here; their nearest start with any device is not farther than the plan's start, with its own device and after its gaps. The change of
/// operator is priced as the plan pays it, the change of device at nothing, which is not more. On a day of several sessions the distance
/// is bounded as in <see cref="CourseBound"/>, and changes cost nothing. So the plan's way costs no less than the same way does here, and that
/// no less than the cheapest, which the programme finds: what follows depends on nothing but node and operator.
/// </para>
/// <para>
/// Nodes through which no plan cheaper than the best one known can lead, by <see cref="CourseBound.Through"/>, have no row: nothing below the
/// best passes there.
/// </para>
/// </remarks>
internal sealed class OperatorBound(CourseCase course, CourseGraph graph, CoursePrices prices, CourseBound any, SearchBudget budget)
{
    private readonly int _operators = course.Operators.Length;
    private readonly long[] _next = new long[course.Operators.Length];
    private readonly int[] _row = new int[graph.Nodes.Length];
    private long[] _rows = [];

    /// <summary>No plan at this nominal time costs less; <see cref="CoursePrices.Never"/> when there is none below the best known.</summary>
    internal long Whole { get; private set; }

    /// <summary>Bounds the plans cheaper than <paramref name="best"/> at the nominal time that the prices stand at.</summary>
    internal void Compute(long best)
    {
        any.ComputeFromBeginning();
        var used = 0;
        for (var i = graph.Order.Length - 1; i >= 0; i--)
        {
            var number = graph.Order[i];
            if (any.Through(number) >= best)
            {
                _row[number] = -1;
                continue;
            }
            _row[number] = used;
            used += _operators;
            if (_rows.Length < used)
            {
                Array.Resize(ref _rows, Math.Max(used, _rows.Length * 2));
            }
            Fill(number, _rows.AsSpan(_row[number], _operators), best);
        }
        Whole = _row[0] < 0 ? CoursePrices.Never : _rows[_row[0]];
    }

    /// <summary>
    /// For each operator of the treatment before, what no way from a node to the end goes below. Before the first treatment only the first
    /// entry counts, whoever comes. Empty where no plan cheaper than the best known leads.
    /// </summary>
    internal ReadOnlySpan<long> ToEnd(int node) => _row[node] < 0 ? [] : _rows.AsSpan(_row[node], _operators);

    private void Fill(int number, Span<long> row, long best)
    {
        row.Fill(CoursePrices.Never);
        ref readonly var node = ref graph.Nodes[number];
        if (node.Placed == graph.Count)
        {
            row.Fill(node.Day);
            return;
        }
        var anybody = CoursePrices.Never;
        Array.Fill(_next, CoursePrices.Never);
        for (var e = graph.FirstEdge[number]; e < graph.FirstEdge[number + 1]; e++)
        {
            ref readonly var edge = ref graph.Edges[e];
            var after = ToEnd(edge.To);
            if (after.IsEmpty || any.ThroughEdge(e) >= best)
            {
                continue;
            }
            budget.Spend(_operators);
            if (edge.Sessions == 1)
            {
                var distance = prices.ByOperator(edge.Starts);
                var price = prices.Of(edge);
                LeastOfSums(_next, distance, after, price);
            }
            else if (graph.Nodes[edge.To].Kind == CourseGraph.NodeKind.Treatment)
            {
                anybody = Math.Min(anybody, any.Day(e) + Least(after));
            }
            else
            {
                // A pause changes nobody; before a prerequisite there is nobody to change.
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] = Math.Min(row[i], any.Day(e) + after[i]);
                }
            }
        }
        if (node.Placed == 0)
        {
            var entering = prices.EnteringOperator;
            row[0] = Math.Min(row[0], anybody);
            for (var i = 0; i < _next.Length; i++)
            {
                row[0] = Math.Min(row[0], _next[i] + entering[i]);
            }
            return;
        }
        anybody = Math.Min(anybody, Least(_next) + prices.StaffChange);
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = Math.Min(Math.Min(row[i], _next[i]), anybody);
        }
    }

    // To each the least of itself and the sum of the others at its place.
    private static void LeastOfSums(Span<long> least, ReadOnlySpan<long> a, ReadOnlySpan<long> b, long price)
    {
        var i = 0;
        for (; i <= least.Length - Vector256<long>.Count; i += Vector256<long>.Count)
        {
            var sum = Vector256.Create(a[i..]) + Vector256.Create(b[i..]) + Vector256.Create(price);
            Vector256.Min(Vector256.Create<long>(least[i..]), sum).CopyTo(least[i..]);
        }
        for (; i < least.Length; i++)
        {
            least[i] = Math.Min(least[i], price + a[i] + b[i]);
        }
    }

    private static long Least(ReadOnlySpan<long> prices)
    {
        var least = CoursePrices.Never;
        foreach (var price in prices)
        {
            least = Math.Min(least, price);
        }
        return least;
    }
}
