namespace Scheduling.Domain.Planning;

/// <summary>Several sessions of one day as a chain: layer j holds the least price of j + 1 sessions, the last at a step with a pair.</summary>
/// <remarks>
/// The first session is measured against the nominal time, the others only against the gap after the one before. As the step of a session grows,
/// the steps that the one before may have taken only grow in number, so one sweep over the day keeps the least price of each pair so far.
/// </remarks>
internal sealed class DayChain
{
    private readonly CourseCase _course;
    private readonly CoursePrices _prices;
    private readonly int _day;
    private readonly int _next;
    private readonly int _pairs;
    private readonly int _steps;
    private readonly List<long[]> _layers = [];

    /// <param name="course">The case.</param>
    /// <param name="prices">The prices at the nominal time.</param>
    /// <param name="budget">Pays for the layers after the first.</param>
    /// <param name="day">The day.</param>
    /// <param name="next">The first session of the day.</param>
    /// <param name="sessions">How many sessions at most.</param>
    /// <param name="before">The price with each pair before the first session, changes included.</param>
    /// <param name="notBefore">The least step of the first session.</param>
    internal DayChain(CourseCase course, CoursePrices prices, SearchBudget budget, int day, int next, int sessions, long[] before, int notBefore)
    {
        (_course, _prices, _day, _next, _pairs, _steps) = (course, prices, day, next, course.Pairs, course.Days[day].Steps);
        _layers.Add(First(before, notBefore));
        for (var j = 1; j < sessions; j++)
        {
            _layers.Add(Following(j));
            budget.Spend(_steps * _pairs);
        }
    }

    /// <summary>Offers every end of a chain of so many sessions: at each step, or without a step (-1) the least of each pair.</summary>
    internal void Offer(int sessions, bool eachStep, Action<int, int, long> offer)
    {
        var layer = _layers[sessions - 1];
        for (var pair = 0; pair < _pairs; pair++)
        {
            var best = long.MaxValue;
            for (var step = 0; step < _steps; step++)
            {
                var price = layer[step * _pairs + pair];
                if (price == long.MaxValue)
                {
                    continue;
                }
                if (eachStep)
                {
                    offer(step, pair, price);
                }
                best = Math.Min(best, price);
            }
            if (!eachStep && best != long.MaxValue)
            {
                offer(-1, pair, best);
            }
        }
    }

    /// <summary>The steps and pairs of the cheapest chain of so many sessions that ends with a pair, at a step unless that is -1.</summary>
    internal (int[] Steps, int[] Pairs) Trace(int sessions, int pair, int slot)
    {
        var steps = new int[sessions];
        var pairs = new int[sessions];
        var layer = _layers[sessions - 1];
        steps[^1] = slot >= 0 ? slot : Enumerable.Range(0, _steps).MinBy(s => layer[s * _pairs + pair]);
        pairs[^1] = pair;
        for (var j = sessions - 1; j > 0; j--)
        {
            (steps[j - 1], pairs[j - 1]) = Before(j, steps[j], pairs[j]);
        }
        return (steps, pairs);
    }

    private (int Step, int Pair) Before(int j, int step, int pair)
    {
        var reached = _layers[j][step * _pairs + pair];
        var latest = step - StepsBefore(j);
        for (var s = 0; s <= latest; s++)
        {
            for (var p = 0; p < _pairs; p++)
            {
                var price = _layers[j - 1][s * _pairs + p];
                if (price != long.MaxValue && price + _prices.Change(p, pair) == reached)
                {
                    return (s, p);
                }
            }
        }
        throw new InvalidOperationException("A session without a predecessor.");
    }

    private long[] First(long[] before, int notBefore)
    {
        var layer = CoursePrices.Unreached(_steps * _pairs);
        var starts = Starts(0);
        for (var step = starts.Any.NextAtOrAfter(notBefore); step >= 0; step = starts.Any.NextAtOrAfter(step + 1))
        {
            var price = _prices.OffNominal(_day, step);
            for (var pair = 0; pair < _pairs; pair++)
            {
                if (before[pair] != long.MaxValue && starts.Pair(pair).Has(step))
                {
                    layer[step * _pairs + pair] = before[pair] + price;
                }
            }
        }
        return layer;
    }

    private long[] Following(int j)
    {
        var layer = CoursePrices.Unreached(_steps * _pairs);
        var starts = Starts(j);
        var between = StepsBefore(j);
        var least = CoursePrices.Unreached(_pairs);
        var reach = CoursePrices.Unreached(_pairs);
        var taken = 0;
        for (var step = starts.Any.NextAtOrAfter(between); step >= 0; step = starts.Any.NextAtOrAfter(step + 1))
        {
            var better = false;
            for (; taken <= step - between; taken++)
            {
                for (var pair = 0; pair < _pairs; pair++)
                {
                    var price = _layers[j - 1][taken * _pairs + pair];
                    if (price < least[pair])
                    {
                        least[pair] = price;
                        better = true;
                    }
                }
            }
            if (better)
            {
                _prices.AfterChange(least, reach);
            }
            for (var pair = 0; pair < _pairs; pair++)
            {
                if (starts.Pair(pair).Has(step))
                {
                    layer[step * _pairs + pair] = reach[pair];
                }
            }
        }
        return layer;
    }

    // Least steps from the start of the session before to that of the day's session j.
    private int StepsBefore(int j) => _course.StepsBetween(_next + j - 1, _next + j);

    private DayStarts Starts(int j) => _course.Starts(_day, _course.Items[_next + j].KindIndex);
}
