namespace Scheduling.Domain.Planning;

/// <summary>Back from the end of a plan: for each day the steps and pairs, and the pair of the day before that led there.</summary>
internal sealed class SolutionTrace(CourseCase course, CourseGraph graph, OvernightGaps gaps, CoursePrices prices, SearchBudget budget)
{
    private readonly long[] _entering = new long[course.Pairs];

    /// <summary>The plan's days in their order. The prices must stand at the plan's nominal time.</summary>
    internal List<SolutionDay> Days(CourseEnd end)
    {
        var days = new List<SolutionDay>();
        var (state, pair) = (end.State, end.Pair);
        while (state.Node != 0)
        {
            var (edge, from) = end.Memory.Arrivals[state.Arrival[pair]];
            if (graph.Nodes[edge.To].Kind == CourseGraph.NodeKind.Pause)
            {
                // The treatment after the pause is already in the list; the pause's price belongs to it. After the end there is none.
                if (days.Count > 0)
                {
                    days[^1] = days[^1] with { BelowCap = days[^1].BelowCap + edge.BelowCap };
                }
            }
            else if (edge.Sessions == 0)
            {
                var step = course.Days[edge.Day].Nearest(graph.FirstStarts[edge.Starts].Mask, prices.NominalMinute);
                days.Add(new SolutionDay(edge.Day, -1, [step], [], edge.Wait, edge.BelowCap));
                pair = 0;
            }
            else
            {
                var next = graph.Next(edge);
                CourseSweep.BeforeNext(graph, prices, from, _entering);
                var (steps, pairs) = Sessions(from, state.Slot, edge, pair);
                days.Add(new SolutionDay(edge.Day, next, steps, pairs, edge.Wait, edge.BelowCap));
                pair = next == 0 ? 0 : Predecessor(from.Price, pairs[0], _entering[pairs[0]]);
            }
            state = from;
        }
        days.Reverse();
        return days;
    }

    private (int[] Steps, int[] Pairs) Sessions(CourseState before, int slot, in CourseGraph.Edge edge, int pair)
    {
        var next = graph.Next(edge);
        var notBefore = gaps.NotBefore(before, edge);
        if (edge.Sessions > 1)
        {
            var chain = new DayChain(course, prices, budget);
            chain.Begin(edge.Day, next, _entering, notBefore);
            return chain.Trace(edge.Sessions, pair, slot);
        }
        var starts = course.Starts(edge.Day, course.Items[next].KindIndex);
        return ([slot >= 0 ? slot : course.Days[edge.Day].Nearest(starts.Pair(pair), prices.NominalMinute, notBefore)], [pair]);
    }

    private int Predecessor(ReadOnlySpan<long> price, int pair, long reached)
    {
        for (var other = 0; other < price.Length; other++)
        {
            if (price[other] < CoursePrices.Never && price[other] + prices.Change(other, pair) == reached)
            {
                return other;
            }
        }
        throw new InvalidOperationException("A state without a predecessor.");
    }
}
