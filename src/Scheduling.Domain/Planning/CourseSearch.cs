namespace Scheduling.Domain.Planning;

/// <summary>The exact search of one case under one set of prices.</summary>
/// <remarks>
/// <para>
/// The problem: place the first <c>count</c> sessions of a course, in their order, on days up to a last one, each with a start and a pair of
/// operator and device, so that the price is least. What is legal is settled beforehand: <see cref="CourseCase.Starts"/> says from which
/// steps a pair can serve a kind of visit on a day, and <see cref="CourseGraph"/> which days may follow each other with how many sessions.
/// </para>
/// <para>
/// Notation: a day is an index into <see cref="CourseCase.Days"/>; a step is 5 minutes of a day; a pair is operator * devices + device;
/// <c>next</c> is the index of the first session of a day, which equals the number placed before it; the nominal time is the wall minute that
/// the course keeps to. Sessions of one day hang together in a chain; their first visit alone is measured against the nominal time.
/// <see cref="long.MaxValue"/> as a price means that no way leads there.
/// </para>
/// <para>
/// Where to read on: the objective is <see cref="CoursePrices"/>; from which days a course can still end <see cref="LatestDays"/>; which nominal
/// times are tried, and when to stop, <see cref="NominalSearch"/>; the bound and its proof <see cref="CourseBound"/>, for many times at once
/// <see cref="NominalBounds"/>, the closer one <see cref="OperatorBound"/>; which of equally good staff and devices is taken <see cref="TieOrder"/>; the dynamic programme at one nominal time <see cref="CourseSweep"/>, with several sessions
/// of a day in <see cref="DayChain"/> and gaps that reach into another day in <see cref="OvernightGaps"/>; the way back from the end to the
/// visits <see cref="SolutionTrace"/>.
/// </para>
/// </remarks>
internal sealed class CourseSearch(CourseCase course, SearchCosts costs, SearchBudget budget)
{
    private const long FirstLimit = 200_000;
    private const long NoLimit = long.MaxValue / 4;

    /// <summary>The best way to place <paramref name="count"/> sessions by a last day; null when there is none below <paramref name="below"/> thousandths.</summary>
    /// <remarks>
    /// The graph is first built up to a price limit. A plan that the limit left out costs more than the limit, so an answer of at most the limit
    /// is the best of all; a dearer one gives the limit at which the graph is built again.
    /// </remarks>
    internal Solution? Solve(int count, int lastDay, long below = NoLimit)
    {
        if (count == 0 || course.Pairs == 0)
        {
            return count == 0 ? new Solution(0, 0, 0, true, []) : null;
        }
        var beat = Math.Min(below, NoLimit / CoursePrices.Unit) * CoursePrices.Unit;
        var limit = Math.Min(below, Math.Max(FirstLimit, 3 * costs.BelowCap));
        while (true)
        {
            var graph = CourseGraph.Build(course, costs, count, lastDay, Math.Min(limit, beat / CoursePrices.Unit));
            var found = graph.CanEnd ? new NominalSearch(course, costs, budget, graph, beat).Run() : null;
            if (limit >= below || (found is not null && (found.Price <= limit || !found.Exact)))
            {
                return found;
            }
            if (found is not null)
            {
                // In the larger graph it is found again, if nothing is better.
                beat = (found.Price + 1) * CoursePrices.Unit;
            }
            limit = found?.Price ?? Math.Min(below, limit < FirstLimit * 4 ? limit * 5 : NoLimit);
        }
    }
}
