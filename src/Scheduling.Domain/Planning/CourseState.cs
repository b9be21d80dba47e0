namespace Scheduling.Domain.Planning;

/// <summary>
/// What the dynamic programme knows at a node, for each pair that may have served the last treatment: the least price of getting there, by
/// which edge and from which state. Before the first treatment there is one entry for all pairs.
/// </summary>
/// <param name="node">The graph's node.</param>
/// <param name="slot">The last session's step where <see cref="OvernightGaps"/> asks for it, otherwise -1.</param>
/// <param name="pairs">How many pairs are told apart.</param>
internal sealed class CourseState(int node, int slot, int pairs)
{
    internal readonly int Node = node;
    internal readonly int Slot = slot;
    internal readonly long[] Price = CoursePrices.Unreached(pairs);
    internal readonly CourseGraph.Edge[] Edge = new CourseGraph.Edge[pairs];
    internal readonly CourseState?[] Before = new CourseState?[pairs];
}

/// <summary>The end of a plan: all sessions are placed, the last with a pair.</summary>
internal sealed record CourseEnd(CoursePrices Prices, CourseState State, int Pair, long Price);
