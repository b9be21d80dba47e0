namespace Scheduling.Domain.Planning;

/// <summary>Gaps between stimulations that reach into another day (R6), of the course's own sessions and from what is kept.</summary>
/// <remarks>
/// Nearly always the night is longer than the gap, and the time of day of yesterday's session does not matter. The graph marks the
/// edges where it can (<see cref="CourseGraph.Edge.GapBinds"/>: from the latest start of the day before, the earliest of the day after is too
/// soon). Only at nodes that such an edge leaves do states of the search differ by the step of their last session; at all others one state
/// stands for all steps. The search stays exact: what may follow from a node without such an edge, and at what price, is the same for
/// every step.
/// </remarks>
internal sealed class OvernightGaps
{
    private readonly CourseCase _course;
    private readonly CourseGraph _graph;
    private readonly bool[] _tracksTime;

    internal OvernightGaps(CourseCase course, CourseGraph graph)
    {
        (_course, _graph, _tracksTime) = (course, graph, new bool[graph.Nodes.Length]);
        foreach (var edge in graph.Edges)
        {
            _tracksTime[edge.From] |= edge.GapBinds;
        }
    }

    /// <summary>Whether states at a node differ by the step of their last session.</summary>
    internal bool TracksTime(int node) => _tracksTime[node];

    /// <summary>The least step at which the first session of an edge's day may start after a state.</summary>
    internal int NotBefore(CourseState state, in CourseGraph.Edge edge)
    {
        var placed = _graph.Nodes[state.Node].Placed;
        if (placed > 0)
        {
            var between = _course.StepsBetween(placed - 1, _graph.Next(edge));
            return edge.GapBinds ? StepAt(edge.Day, _course.Days[_graph.Nodes[state.Node].Day].At(state.Slot + between)) : 0;
        }
        return edge.Sessions > 0 && _course.LastKept is { } kept
            ? StepAt(edge.Day, CadenceRules.EarliestStart(kept.Stimulation.Until, _course.Items[0].Kind, _course.Items[0].Phase))
            : 0;
    }

    private int StepAt(int day, DateTimeOffset instant) =>
        (int)Math.Clamp(Math.Ceiling((instant - _course.Days[day].Bounds.From).TotalMinutes / DayGrid.StepMinutes), 0, SlotMask.Bits);
}
