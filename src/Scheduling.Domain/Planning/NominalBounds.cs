using System.Runtime.Intrinsics;

namespace Scheduling.Domain.Planning;

/// <summary>
/// <see cref="CourseBound.Whole"/> for many nominal times, four side by side: the paths are the same for all, only what a day's first visit
/// and the preferred time cost differs.
/// </summary>
internal sealed class NominalBounds
{
    private const int Lanes = 4;
    private readonly CourseGraph _graph;
    private readonly CoursePrices _prices;
    private readonly SearchBudget _budget;
    private readonly Vector256<long>[] _starts;
    private readonly Vector256<long>[] _toEnd;
    private readonly Vector256<long>[] _offPreferred;

    internal NominalBounds(CourseGraph graph, CoursePrices prices, SearchBudget budget)
    {
        (_graph, _prices, _budget) = (graph, prices, budget);
        // The last one stands for edges that place nothing.
        _starts = new Vector256<long>[graph.FirstStarts.Length + 1];
        _toEnd = new Vector256<long>[graph.Nodes.Length];
        var most = 0;
        foreach (ref readonly var edge in graph.Edges.AsSpan())
        {
            most = Math.Max(most, edge.Sessions);
        }
        _offPreferred = new Vector256<long>[most + 1];
    }

    /// <summary>For each nominal time a price that no plan at it goes below; <see cref="CoursePrices.Never"/> where there is none. Turns the prices.</summary>
    internal long[] Of(ReadOnlySpan<int> minutes)
    {
        var bounds = new long[minutes.Length];
        Span<int> four = stackalloc int[Lanes];
        for (var i = 0; i < minutes.Length; i += Lanes)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                four[lane] = minutes[Math.Min(i + lane, minutes.Length - 1)];
            }
            var whole = Four(four);
            for (var lane = 0; lane < Lanes && i + lane < minutes.Length; lane++)
            {
                bounds[i + lane] = whole[lane];
            }
        }
        return bounds;
    }

    private Vector256<long> Four(ReadOnlySpan<int> minutes)
    {
        Read(minutes);
        var never = Vector256.Create(CoursePrices.Never);
        var edges = _graph.Edges.AsSpan();
        for (var i = _graph.Order.Length - 1; i >= 0; i--)
        {
            var number = _graph.Order[i];
            ref readonly var node = ref _graph.Nodes[number];
            var least = node.Placed == _graph.Count ? Vector256.Create((long)node.Day) : never;
            for (var e = _graph.FirstEdge[number]; e < _graph.FirstEdge[number + 1]; e++)
            {
                ref readonly var edge = ref edges[e];
                var starts = edge.Starts < 0 ? _starts.Length - 1 : edge.Starts;
                least = Vector256.Min(least, Vector256.Create(edge.Price * CoursePrices.Unit) + _offPreferred[edge.Sessions] + _starts[starts] + _toEnd[edge.To]);
            }
            _toEnd[number] = least;
        }
        _budget.Spend(edges.Length * Lanes);
        return _toEnd[0];
    }

    private void Read(ReadOnlySpan<int> minutes)
    {
        for (var lane = 0; lane < Lanes; lane++)
        {
            _prices.TurnTo(minutes[lane]);
            for (var i = 0; i < _graph.FirstStarts.Length; i++)
            {
                ref readonly var first = ref _graph.FirstStarts[i];
                _starts[i] = _starts[i].WithElement(lane, _prices.Nearest(first.Day, first.Mask));
            }
            for (var sessions = 0; sessions < _offPreferred.Length; sessions++)
            {
                _offPreferred[sessions] = _offPreferred[sessions].WithElement(lane, sessions * _prices.OffPreferred);
            }
        }
    }
}
