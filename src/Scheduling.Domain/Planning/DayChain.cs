namespace Scheduling.Domain.Planning;

/// <summary>Several sessions of one day as a chain: layer j holds the least price of j + 1 sessions, the last at a step with a pair.</summary>
/// <remarks>
/// The first session is measured against the nominal time, the others only against the gap after the one before. As the step of a session grows,
/// the steps that the one before may have taken only grow in number, so one sweep over the day keeps the least price of each pair so far.
/// Layers are computed when they are first asked for.
/// </remarks>
internal sealed class DayChain(CourseCase course, CoursePrices prices, SearchBudget budget)
{
    private readonly int _pairs = course.Pairs;
    private readonly List<long[]> _layers = [];
    private readonly long[] _before = new long[course.Pairs];
    private readonly long[] _least = new long[course.Pairs];
    private readonly long[] _reach = new long[course.Pairs];
    private int _day;
    private int _next;
    private int _notBefore;
    private int _known;

    /// <summary>The day's steps.</summary>
    internal int Steps => course.Days[_day].Steps;

    /// <summary>Begins a chain.</summary>
    /// <param name="day">The day.</param>
    /// <param name="next">The first session of the day.</param>
    /// <param name="before">The price with each pair before the first session, changes included.</param>
    /// <param name="notBefore">The least step of the first session.</param>
    internal void Begin(int day, int next, ReadOnlySpan<long> before, int notBefore)
    {
        (_day, _next, _notBefore, _known) = (day, next, notBefore, 0);
        before.CopyTo(_before);
    }

    /// <summary>The least price of so many sessions for each step and pair of the last, numbered step * pairs + pair.</summary>
    internal ReadOnlySpan<long> Layer(int sessions)
    {
        for (; _known < sessions; _known++)
        {
            if (_layers.Count == _known)
            {
                _layers.Add(new long[SlotMask.Bits * _pairs]);
            }
            var layer = _layers[_known].AsSpan(0, Steps * _pairs);
            layer.Fill(CoursePrices.Never);
            if (_known == 0)
            {
                First(layer);
            }
            else
            {
                Following(_known, _layers[_known - 1], layer);
            }
            budget.Spend(layer.Length);
        }
        return _layers[sessions - 1].AsSpan(0, Steps * _pairs);
    }

    /// <summary>The steps and pairs of the cheapest chain of so many sessions that ends with a pair, at a step unless that is -1.</summary>
    internal (int[] Steps, int[] Pairs) Trace(int sessions, int pair, int slot)
    {
        var steps = new int[sessions];
        var pairs = new int[sessions];
        Layer(sessions);
        var layer = _layers[sessions - 1];
        steps[^1] = slot >= 0 ? slot : Enumerable.Range(0, Steps).MinBy(s => layer[s * _pairs + pair]);
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
                if (price < CoursePrices.Never && price + prices.Change(p, pair) == reached)
                {
                    return (s, p);
                }
            }
        }
        throw new InvalidOperationException("A session without a predecessor.");
    }

    private void First(Span<long> layer)
    {
        var starts = Starts(0);
        for (var pair = 0; pair < _pairs; pair++)
        {
            if (_before[pair] >= CoursePrices.Never)
            {
                continue;
            }
            var mask = starts.Pair(pair);
            for (var step = mask.NextAtOrAfter(_notBefore); step >= 0; step = mask.NextAtOrAfter(step + 1))
            {
                layer[step * _pairs + pair] = _before[pair] + prices.OffNominal(_day, step);
            }
        }
    }

    private void Following(int j, ReadOnlySpan<long> before, Span<long> layer)
    {
        var starts = Starts(j);
        var between = StepsBefore(j);
        var any = starts.Any;
        Array.Fill(_least, CoursePrices.Never);
        Array.Fill(_reach, CoursePrices.Never);
        var taken = 0;
        for (var step = any.NextAtOrAfter(between); step >= 0; step = any.NextAtOrAfter(step + 1))
        {
            var better = false;
            for (; taken <= step - between; taken++)
            {
                var row = before.Slice(taken * _pairs, _pairs);
                for (var pair = 0; pair < row.Length; pair++)
                {
                    if (row[pair] < _least[pair])
                    {
                        _least[pair] = row[pair];
                        better = true;
                    }
                }
            }
            if (better)
            {
                prices.AfterChange(_least, _reach);
            }
            for (var pair = 0; pair < _pairs; pair++)
            {
                if (_reach[pair] < CoursePrices.Never && starts.Pair(pair).Has(step))
                {
                    layer[step * _pairs + pair] = _reach[pair];
                }
            }
        }
    }

    // Least steps from the start of the session before to that of the day's session j.
    private int StepsBefore(int j) => course.StepsBetween(_next + j - 1, _next + j);

    private DayStarts Starts(int j) => course.Starts(_day, course.Items[_next + j].KindIndex);
}
