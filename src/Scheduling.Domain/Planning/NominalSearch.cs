namespace Scheduling.Domain.Planning;

/// <summary>The best plan in one graph over all nominal times.</summary>
/// <remarks>
/// <para>
/// Which times suffice: with its visits fixed, a plan's price depends on the nominal time a only through a sum of |w - a| over the wall
/// minutes w of its days' first visits, and of |p - a| for the preferred time p. That is convex and linear between these minutes, so it is
/// least at one of them: only wall minutes of possible first visits and the preferred time need be tried.
/// </para>
/// <para>
/// When to stop: times are tried in the order of their bounds. Once a bound is not below the best plan known, neither is any that follows,
/// and by <see cref="CourseBound"/> no plan at those times is better.
/// </para>
/// </remarks>
internal sealed class NominalSearch(CourseCase course, SearchCosts costs, SearchBudget budget, CourseGraph graph)
{
    private readonly OvernightGaps _gaps = new(course, graph);
    private CourseEnd? _best;

    private int? Preferred => CoursePrices.PreferredMinute(course);

    private long BestPrice => _best?.Price ?? long.MaxValue;

    /// <summary>The best plan, or the best found and a bound below it when the budget is spent; null when there is none.</summary>
    internal Solution? Run()
    {
        var days = DaysByMinute();
        // A first plan at the likeliest time makes the graph small before all times are bounded.
        Try(Preferred ?? days.OrderByDescending(d => d.Value).ThenBy(d => d.Key).First().Key, pathOnly: true);
        if (_best is { } first)
        {
            graph.Restrict(first.Price / CoursePrices.Unit);
        }
        var bounds = days.Keys.Select(minute => (Minute: minute, Bound: BoundAt(PricesAt(minute)).Whole)).Where(x => x.Bound < long.MaxValue)
            .OrderBy(x => x.Bound).ThenBy(x => Math.Abs(x.Minute - (Preferred ?? x.Minute))).ThenBy(x => x.Minute).ToList();
        foreach (var (minute, bound) in bounds)
        {
            if (bound >= BestPrice)
            {
                break;
            }
            if (budget.IsSpent)
            {
                return Finish(exact: false, bound);
            }
            Try(minute, pathOnly: true);
            if (bound < BestPrice)
            {
                Try(minute, pathOnly: false);
            }
            if (budget.IsSpent)
            {
                return Finish(exact: false, bound);
            }
        }
        return Finish(exact: true, BestPrice);
    }

    // The times worth trying, and for each the number of days' first visits that could begin just then.
    private SortedDictionary<int, int> DaysByMinute()
    {
        var days = new SortedDictionary<int, int>();
        foreach (var (day, mask) in graph.FirstStarts)
        {
            for (var step = mask.NextAtOrAfter(0); step >= 0; step = mask.NextAtOrAfter(step + 1))
            {
                var minute = course.Days[day].WallMinute(step);
                days[minute] = days.GetValueOrDefault(minute) + 1;
            }
        }
        if (Preferred is { } preferred)
        {
            days.TryAdd(preferred, 0);
        }
        return days;
    }

    private CoursePrices PricesAt(int minute) => new(course, costs, graph.Count, minute);

    private CourseBound BoundAt(CoursePrices prices) => new(course, graph, prices, budget);

    // All states at a nominal time, or at once those on the path that the bound thinks cheapest.
    private void Try(int minute, bool pathOnly)
    {
        var prices = PricesAt(minute);
        var bound = BoundAt(prices);
        if (bound.Whole < BestPrice)
        {
            _best = new CourseSweep(course, graph, _gaps, prices, bound, budget, pathOnly).Run(BestPrice) ?? _best;
        }
    }

    private Solution? Finish(bool exact, long bound) => _best is { } best
        ? new Solution(best.Prices.NominalMinute, best.Price / CoursePrices.Unit, Math.Min(bound, best.Price) / CoursePrices.Unit, exact,
            new SolutionTrace(course, graph, _gaps, best.Prices, budget).Days(best))
        : null;
}
