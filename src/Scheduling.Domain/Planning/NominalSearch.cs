namespace Scheduling.Domain.Planning;

/// <summary>The best plan in one graph over all nominal times.</summary>
/// <remarks>
/// <para>
/// Which times suffice: with its visits fixed, a plan's price depends on the nominal time a only through a sum of |w - a| over the wall
/// minutes w of its days' first visits, and of |p - a| for the preferred time p. That is convex and linear between these minutes, so it is
/// least at one of them: only wall minutes of possible first visits and the preferred time need be tried.
/// </para>
/// <para>
/// When to stop: each time is bounded twice, cheaply by <see cref="CourseBound"/>, then, where that leaves hope, closely by
/// <see cref="OperatorBound"/>; the programme itself runs only at times whose bound is below the best plan known, in the order of their bounds.
/// Once a bound is not below the best plan known, neither is any that follows, and no plan at those times is better.
/// </para>
/// </remarks>
internal sealed class NominalSearch
{
    private readonly CourseCase _course;
    private readonly CourseGraph _graph;
    private readonly SearchBudget _budget;
    private readonly CoursePrices _prices;
    private readonly OvernightGaps _gaps;
    private readonly CourseBound _any;
    private readonly OperatorBound _operators;
    private readonly CourseSweep _sweep;
    private SearchMemory _memory;
    private SearchMemory _spare;
    private CourseEnd? _best;

    internal NominalSearch(CourseCase course, SearchCosts costs, SearchBudget budget, CourseGraph graph)
    {
        (_course, _graph, _budget) = (course, graph, budget);
        _prices = new CoursePrices(course, graph, costs);
        _gaps = new OvernightGaps(course, graph);
        _any = new CourseBound(graph, _prices, budget);
        _operators = new OperatorBound(course, graph, _prices, _any, budget);
        _sweep = new CourseSweep(course, graph, _gaps, _prices, _operators, budget);
        (_memory, _spare) = (new SearchMemory(course.Pairs), new SearchMemory(course.Pairs));
    }

    private int? Preferred => CoursePrices.PreferredMinute(_course);

    private long BestPrice => _best?.Price ?? CoursePrices.Never;

    /// <summary>The best plan, or the best found and a bound below it when the budget is spent; null when there is none.</summary>
    internal Solution? Run()
    {
        var days = DaysByMinute();
        // A first plan at the likeliest time makes the graph small before all times are bounded.
        Turn(Preferred ?? days.OrderByDescending(d => d.Value).ThenBy(d => d.Key).First().Key);
        Sweep(pathOnly: true);
        if (_best is { } first)
        {
            _graph.Restrict(first.Price / CoursePrices.Unit);
        }
        var times = days.Keys.Select(minute => (Minute: minute, Bound: Turn(minute))).Where(x => x.Bound < BestPrice)
            .OrderBy(x => x.Bound).ThenBy(x => Math.Abs(x.Minute - (Preferred ?? x.Minute))).ThenBy(x => x.Minute).ToList();
        var close = new List<(int Minute, long Bound)>();
        foreach (var (minute, bound) in times)
        {
            if (_budget.IsSpent)
            {
                close.Add((minute, bound));
            }
            else if (bound < BestPrice)
            {
                Turn(minute);
                close.Add((minute, Sweep(pathOnly: true)));
            }
        }
        foreach (var (minute, bound) in close.OrderBy(x => x.Bound).ThenBy(x => Math.Abs(x.Minute - (Preferred ?? x.Minute))).ThenBy(x => x.Minute))
        {
            if (bound >= BestPrice)
            {
                break;
            }
            if (!_budget.IsSpent)
            {
                Turn(minute);
                Sweep(pathOnly: false);
            }
            if (_budget.IsSpent)
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
        foreach (var first in _graph.FirstStarts)
        {
            var mask = first.Mask;
            for (var step = mask.NextAtOrAfter(0); step >= 0; step = mask.NextAtOrAfter(step + 1))
            {
                var minute = _course.Days[first.Day].WallMinute(step);
                days[minute] = days.GetValueOrDefault(minute) + 1;
            }
        }
        if (Preferred is { } preferred)
        {
            days.TryAdd(preferred, 0);
        }
        return days;
    }

    // Goes to a nominal time and bounds it cheaply.
    private long Turn(int minute)
    {
        _prices.TurnTo(minute);
        _any.Compute();
        return _any.Whole;
    }

    // Bounds the present time closely, and looks for a better plan there: among all states, or only on the path that the cheap bound thinks best.
    private long Sweep(bool pathOnly)
    {
        if (_any.Whole >= BestPrice)
        {
            return CoursePrices.Never;
        }
        _operators.Compute(BestPrice);
        if (_operators.Whole < BestPrice && _sweep.Run(BestPrice, _spare, pathOnly ? _any.CheapestPath() : null) is { } better)
        {
            _best = better;
            (_memory, _spare) = (_spare, _memory);
        }
        return _operators.Whole;
    }

    private Solution? Finish(bool exact, long bound)
    {
        if (_best is not { } best)
        {
            return null;
        }
        _prices.TurnTo(best.NominalMinute);
        return new Solution(best.NominalMinute, best.Price / CoursePrices.Unit, Math.Min(bound, best.Price) / CoursePrices.Unit, exact,
            new SolutionTrace(_course, _graph, _gaps, _prices, _budget).Days(best));
    }
}
