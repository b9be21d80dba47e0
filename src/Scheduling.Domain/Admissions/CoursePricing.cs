using Scheduling.Domain.Planning;

namespace Scheduling.Domain.Admissions;

/// <summary>
/// The cheapest place of one course when its starts may carry prices beside its own: what P1 finds, changes of person and device left aside.
/// </summary>
/// <remarks>
/// <para>
/// For every nominal time a, the cheapest start of a day is min over its free starts t of w|t - a| + price(t). Two sweeps over the day, up
/// and down, give it for all a at once (a distance transform). Then every week offers, for each number of sessions, the cheapest days that keep the
/// distances asked for; and a programme over the weeks chooses the first week and how many sessions each one holds.
/// </para>
/// <para>
/// It is exact for courses by the week (<see cref="CourseShape"/>): one session a day, nights longer than any gap, so that a session's
/// time of day binds no other session. Nothing is allocated but the answer.
/// </para>
/// </remarks>
internal sealed partial class CoursePricing
{
    private const double None = double.PositiveInfinity;
    private const int Reach = 3;
    private const int Width = AdmissionCase.MostAWeek + 1;
    private readonly double[] _sweep = new double[SlotMask.Bits];
    private readonly double[] _days = new double[Width * Width];
    private double[][] _near = [[], []];
    private double[] _byRule = [];
    private double[] _opening = [];
    private double[] _reached = [];
    private int[] _from = [];
    private int[] _best = [];

    private AdmissionCase _case = null!;
    private double[]?[] _prices = [];
    private bool _alone;
    private double _share;
    private int _walls;
    private double _bestCost;
    private double _limit;
    private long[] _made = [];
    private long _known;
    private int _bestWall;
    private int _bestStart;
    private int _bestWeeks;

    /// <summary>The cheapest place below a limit, or null; and its cost with the starts' prices.</summary>
    /// <param name="course">The case.</param>
    /// <param name="prices">For the first and the other visits the price of each start of the board, by day * <see cref="SlotMask.Bits"/> + step; null: none.</param>
    /// <param name="alone">Whether the starts before anybody was admitted count, or those of now.</param>
    /// <param name="limit">Only what costs less is of interest.</param>
    /// <param name="total">The cost with prices, in thousandths times priority; infinite when there is no such place.</param>
    /// <param name="share">The share of the prices that is paid.</param>
    internal PricedCourse? Cheapest(AdmissionCase course, double[]?[] prices, bool alone, double limit, out double total, double share = 1)
    {
        _share = share;
        Search(course, prices, alone, limit);
        total = _bestWall < 0 ? None : _bestCost;
        return _bestWall < 0 ? null : Trace();
    }

    private void Search(AdmissionCase course, double[]?[] prices, bool alone, double limit)
    {
        (_case, _prices, _alone, _walls, _bestCost, _bestWall) = (course, prices, alone, course.MaxWall - course.MinWall + 1, limit, -1);
        if (course.Days.Length == 0 || course.LastOpening < 0 || course.Count < course.Shape.Sessions)
        {
            return;
        }
        Reserve();
        for (var j = 0; j < course.Days.Length; j++)
        {
            if (j < course.LatestStart && j < course.WeekFrom[course.LastOpening + 1])
            {
                Near(AdmissionCase.First, j);
            }
            Near(AdmissionCase.Treatment, j);
        }
        // A step of the nominal time changes the cost by at most a step for each session. So what a time costs bounds its neighbours.
        var change = course.NominalStep * course.Count + course.PreferredStep;
        for (var middle = Reach; middle - Reach < _walls; middle += 2 * Reach + 1)
        {
            var at = Math.Min(middle, _walls - 1);
            if (AtNominal(at, Reach * change) - Reach * change >= _bestCost)
            {
                continue;
            }
            for (var wall = middle - Reach; wall <= Math.Min(middle + Reach, _walls - 1); wall++)
            {
                if (wall != at)
                {
                    AtNominal(wall, 0);
                }
            }
        }
    }

    private void Reserve()
    {
        var days = _case.Days.Length * _walls;
        var states = _case.Weeks * (_case.Shape.Sessions + 1);
        if (_near[0].Length < days)
        {
            _near = [new double[days], new double[days]];
        }
        if (_byRule.Length < _case.Weeks * _case.Shape.Rules.Length * Width)
        {
            _byRule = new double[_case.Weeks * _case.Shape.Rules.Length * Width];
            _made = new long[_byRule.Length / Width];
        }
        if (_opening.Length < _case.Weeks * Width || _best.Length < _case.Weeks + _case.Pattern.Count)
        {
            (_opening, _best) = (new double[_case.Weeks * Width], new int[_case.Weeks + _case.Pattern.Count]);
        }
        states = Math.Max(states, _case.Pattern.Count * (_case.MostLost ?? 0) + _case.Pattern.Count + (_case.MostLost ?? 0));
        if (_reached.Length < states + _case.Shape.Sessions + 1)
        {
            (_reached, _from) = (new double[states + _case.Shape.Sessions + 1], new int[states + _case.Shape.Sessions + 1]);
        }
    }

    private SlotMask Starts(int kind, int j)
    {
        var free = _case.Base(kind, j);
        return _alone ? free : SlotMask.And(free, _case.Classes[kind].Any(_case.Days[j]));
    }

    private double PriceOf(int kind, int j, int step) => _prices[kind] is { } prices ? _share * prices[_case.Days[j] * SlotMask.Bits + step] : 0;

    // For each nominal time the price of a day's cheapest start, its distance included.
    private void Near(int kind, int j)
    {
        var near = _near[kind].AsSpan(j * _walls, _walls);
        near.Fill(None);
        var starts = Starts(kind, j);
        for (var step = starts.NextAtOrAfter(0); step >= 0; step = starts.NextAtOrAfter(step + 1))
        {
            ref var price = ref near[_case.Wall(j, step) - _case.MinWall];
            price = Math.Min(price, PriceOf(kind, j, step));
        }
        var least = None;
        for (var i = 0; i < near.Length; i++)
        {
            near[i] = least = Math.Min(near[i], least + _case.NominalStep);
        }
        for (var i = near.Length - 1; i >= 0; i--)
        {
            near[i] = least = Math.Min(near[i], least + _case.NominalStep);
        }
    }

    // The cheapest place at a nominal time, of which nothing need be known but that it is not below the best known and a margin.
    private double AtNominal(int wall, double margin)
    {
        _limit = _bestCost + margin;
        var start = _case.PreferredWall is { } preferred ? _case.PreferredStep * Math.Abs(preferred - wall - _case.MinWall) : 0;
        if (start >= _limit)
        {
            return start;
        }
        _known++;
        return _case.MostLost is { } lost ? LosingWeeks(wall, start, lost) : CarryingWeeks(wall, start);
    }

    // Weeks that can't hold their sessions lose them, up to a number in all.
    private double LosingWeeks(int wall, double start, int mostLost)
    {
        var pattern = _case.Pattern;
        var all = _limit;
        for (var begin = 0; begin <= _case.LastOpening; begin++)
        {
            var reached = _reached.AsSpan(0, (pattern.Count + 1) * (mostLost + 1));
            reached.Fill(None);
            reached[0] = start + begin * _case.WaitWeek;
            for (var k = 0; k < pattern.Count; k++)
            {
                var (first, sessions) = pattern[k];
                for (var lost = 0; lost <= mostLost; lost++)
                {
                    var so = reached[k * (mostLost + 1) + lost];
                    if (so >= _limit)
                    {
                        continue;
                    }
                    for (var more = 0; more <= Math.Min(sessions, mostLost - lost) && (k > 0 || more < sessions); more++)
                    {
                        var cost = so + Held(begin + k, wall, first, sessions - more) + more * _case.Unplaced;
                        var to = (k + 1) * (mostLost + 1) + lost + more;
                        if (cost < reached[to])
                        {
                            (reached[to], _from[to]) = (cost, more);
                        }
                    }
                }
            }
            for (var lost = 0; lost <= mostLost; lost++)
            {
                all = Math.Min(all, reached[pattern.Count * (mostLost + 1) + lost]);
                if (reached[pattern.Count * (mostLost + 1) + lost] < _bestCost)
                {
                    (_bestCost, _bestWall, _bestStart) = (reached[pattern.Count * (mostLost + 1) + lost], wall, begin);
                    var left = lost;
                    for (var k = pattern.Count; k > 0; k--)
                    {
                        var gone = _from[k * (mostLost + 1) + left];
                        _best[begin + k - 1] = pattern[k - 1].Sessions - gone;
                        left -= gone;
                    }
                    _bestWeeks = pattern.Count;
                }
            }
        }
        return all;
    }

    // Weeks that can't hold their sessions carry them on; what they could have held by the caps has a price.
    private double CarryingWeeks(int wall, double start)
    {
        var count = _case.Count;
        var width = count + 1;
        var shape = _case.Shape;
        var reached = _reached.AsSpan(0, (_case.Weeks + 1) * width);
        reached.Fill(None);
        var all = _limit;
        for (var week = 0; week < _case.Weeks; week++)
        {
            var after = reached.Slice((week + 1) * width, width);
            for (var placed = 0; placed < count; placed++)
            {
                var so = placed == 0 ? start + week * _case.WaitWeek : reached[week * width + placed];
                if (so >= _limit || (placed == 0 && week > _case.LastOpening))
                {
                    continue;
                }
                var most = Math.Min(shape.MostFrom[placed], count - placed);
                for (var sessions = placed == 0 ? 1 : 0; sessions <= most; sessions++)
                {
                    var to = placed + sessions;
                    var cost = so + Held(week, wall, placed, sessions) + (to < count ? _case.BelowCap * _case.More(week, sessions, to) : 0);
                    if (cost < after[to])
                    {
                        after[to] = cost;
                        _from[(week + 1) * width + to] = placed;
                    }
                }
            }
            var total = after[count] + (shape.Sessions - count) * _case.Unplaced;
            all = Math.Min(all, total);
            if (total < _bestCost)
            {
                (_bestCost, _bestWall) = (total, wall);
                var placed = count;
                var at = week;
                for (; placed > 0; at--)
                {
                    var before = _from[(at + 1) * width + placed];
                    _best[at] = placed - before;
                    placed = before;
                }
                (_bestStart, _bestWeeks) = (at + 1, week - at);
            }
        }
        return all;
    }

    // Finds the days of each week again, then the start on each day.
    private PricedCourse Trace()
    {
        var days = new List<int>();
        var placed = 0;
        for (var week = _bestStart; week < _bestStart + _bestWeeks; week++)
        {
            var first = _case.MostLost is null ? placed : _case.Pattern[week - _bestStart].First;
            TraceWeek(week, first, _best[week], days);
            placed += _best[week];
        }
        var steps = new int[days.Count];
        var priced = 0.0;
        for (var i = 0; i < steps.Length; i++)
        {
            var kind = i == 0 ? AdmissionCase.First : AdmissionCase.Treatment;
            var starts = Starts(kind, days[i]);
            var least = None;
            for (var step = starts.NextAtOrAfter(0); step >= 0; step = starts.NextAtOrAfter(step + 1))
            {
                var cost = PriceOf(kind, days[i], step) + _case.NominalStep * Math.Abs(_case.Wall(days[i], step) - _bestWall - _case.MinWall);
                if (cost < least)
                {
                    (least, steps[i]) = (cost, step);
                }
            }
            priced += PriceOf(kind, days[i], steps[i]);
        }
        return new PricedCourse(_case, _bestWall + _case.MinWall, [.. days], steps, _bestCost - priced);
    }
}
