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
    private const long FirstReach = 10_000 * CoursePrices.Unit;
    private readonly CourseCase _course;
    private readonly CourseGraph _graph;
    private readonly SearchBudget _budget;
    private readonly long _beat;
    private readonly CoursePrices _prices;
    private readonly OvernightGaps _gaps;
    private readonly CourseBound _any;
    private readonly OperatorBound _operators;
    private readonly CourseSweep _sweep;
    private SearchMemory _memory;
    private SearchMemory _spare;
    private CourseEnd? _best;

    /// <param name="course">The case.</param>
    /// <param name="costs">The prices.</param>
    /// <param name="budget">The work that may be done.</param>
    /// <param name="graph">The graph; it is cut down as better plans are found.</param>
    /// <param name="beat">Only plans below this price are looked for; in <see cref="CoursePrices.Unit"/>.</param>
    internal NominalSearch(CourseCase course, SearchCosts costs, SearchBudget budget, CourseGraph graph, long beat)
    {
        (_course, _graph, _budget, _beat) = (course, graph, budget, beat);
        _prices = new CoursePrices(course, graph, costs);
        _gaps = new OvernightGaps(course, graph);
        _any = new CourseBound(graph, _prices, budget);
        _operators = new OperatorBound(course, graph, _prices, _any, budget);
        _sweep = new CourseSweep(course, graph, _gaps, _prices, _operators, budget);
        (_memory, _spare) = course.Memories;
    }

    private int? Preferred => CoursePrices.PreferredMinute(_course);

    private long BestPrice => _best?.Price ?? _beat;

    /// <summary>The best plan, or the best found and a bound below it when the budget is spent; null when there is none.</summary>
    internal Solution? Run()
    {
        var days = DaysByMinute();
        // A first plan at the likeliest time makes the graph small before all times are bounded.
        Turn(Preferred ?? Array.IndexOf(days, days.Max()));
        if (_any.Whole < BestPrice)
        {
            _operators.Compute(BestPrice);
            Search();
        }
        if (_best is null && _budget.IsSpent && _sweep.Run(BestPrice, _spare, _any.CheapestPath()) is { } plan)
        {
            // Some plan rather than none.
            Keep(plan);
        }
        if (_best is { } first)
        {
            _graph.Restrict(first.Price / CoursePrices.Unit);
        }
        int[] minutes = [.. Enumerable.Range(0, days.Length).Where(minute => days[minute] > 0 || minute == Preferred)];
        var bounds = new NominalBounds(_graph, _prices, _budget).Of(minutes);
        var times = minutes.Zip(bounds, (minute, bound) => (Minute: minute, Bound: bound)).Where(t => t.Bound < BestPrice).ToList();
        times.Sort((a, b) => Compare(a, b));
        var least = CoursePrices.Never;
        for (var i = 0; i < times.Count && times[i].Bound < BestPrice && !_budget.IsSpent; i++)
        {
            Turn(times[i].Minute);
            _operators.Compute(BestPrice);
            if (_operators.Whole < least)
            {
                // The most hopeful time so far: what is found here spares work at those that follow.
                least = _operators.Whole;
                Search();
                times[i] = (times[i].Minute, _budget.IsSpent ? times[i].Bound : CoursePrices.Never);
            }
            else
            {
                times[i] = (times[i].Minute, _operators.Whole);
            }
        }
        times.Sort((a, b) => Compare(a, b));
        foreach (var (minute, bound) in times)
        {
            if (bound >= BestPrice)
            {
                break;
            }
            if (!_budget.IsSpent)
            {
                Turn(minute);
                _operators.Compute(BestPrice);
                Search();
            }
            if (_budget.IsSpent)
            {
                return Finish(exact: false, bound);
            }
        }
        return Finish(exact: true, BestPrice);
    }

    // By the bound; of equal ones those near the preferred time, then the earlier first.
    private int Compare((int Minute, long Bound) a, (int Minute, long Bound) b)
    {
        var order = a.Bound.CompareTo(b.Bound);
        order = order != 0 || Preferred is not { } preferred ? order : Math.Abs(a.Minute - preferred).CompareTo(Math.Abs(b.Minute - preferred));
        return order != 0 ? order : a.Minute.CompareTo(b.Minute);
    }

    // For each minute of the day the number of days' first visits that could begin just then.
    private int[] DaysByMinute()
    {
        var days = new int[24 * 60];
        foreach (var first in _graph.FirstStarts)
        {
            var mask = first.Mask;
            for (var step = mask.NextAtOrAfter(0); step >= 0; step = mask.NextAtOrAfter(step + 1))
            {
                days[_course.Days[first.Day].WallMinute(step)]++;
            }
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

    // Looks for a better plan at the present time. The programme's work grows with the distance between the price to beat and the bound, so it is
    // first asked for a plan little dearer than the bound, then for dearer ones; the first plan found is the best at this time.
    private void Search()
    {
        var bound = _operators.Whole;
        for (var more = FirstReach; bound < BestPrice; more *= 3)
        {
            var limit = Math.Min(BestPrice, bound + more);
            if (_sweep.Run(limit, _spare) is { } better)
            {
                Keep(better);
                return;
            }
            if (limit == BestPrice || _budget.IsSpent)
            {
                return;
            }
        }
    }

    private void Keep(CourseEnd better)
    {
        _best = better;
        (_memory, _spare) = (_spare, _memory);
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
