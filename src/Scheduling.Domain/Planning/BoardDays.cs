using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>Consecutive local days of a <see cref="LoadBoard"/>: turns ranges of instants into bits of days.</summary>
internal sealed class BoardDays
{
    private const long Step = DayGrid.StepMinutes * TimeSpan.TicksPerMinute;
    private const long Span = SlotMask.Bits * Step;
    private readonly DayGrid[] _grids;
    private readonly long[] _starts;
    private readonly SlotMask[] _whole;
    private readonly int[] _versions;

    internal BoardDays(SiteClock clock, DateOnly from, DateOnly untilInclusive)
    {
        _grids = DayGrid.Horizon(clock, from, untilInclusive);
        (_starts, _whole, _versions) = (new long[_grids.Length], new SlotMask[_grids.Length], new int[_grids.Length]);
        for (var day = 0; day < _grids.Length; day++)
        {
            (_starts[day], _whole[day]) = (_grids[day].Bounds.From.UtcTicks, _grids[day].Whole());
        }
    }

    internal int Count => _grids.Length;

    internal DayGrid[] Grids => _grids;

    /// <summary>Rises whenever a day's lanes are taken or given back.</summary>
    internal int Version(int day) => _versions[day];

    internal void Change(int first, int last)
    {
        for (var day = first; day <= last; day++)
        {
            _versions[day]++;
        }
    }

    /// <summary>All steps of a day.</summary>
    internal SlotMask Whole(int day) => _whole[day];

    /// <summary>For each day the steps that share an instant with one of the ranges, those past the day's end included.</summary>
    internal SlotMask[] Touched(IReadOnlyList<TimeRange> ranges)
    {
        var masks = new SlotMask[_grids.Length];
        for (var i = 0; i < ranges.Count; i++)
        {
            MarkTouched(masks, ranges[i], true);
        }
        return masks;
    }

    /// <summary>For each day its steps that lie wholly in one of the ranges; these are disjoint and do not touch.</summary>
    internal SlotMask[] Inside(IReadOnlyList<TimeRange> ranges)
    {
        var masks = new SlotMask[_grids.Length];
        for (var i = 0; i < ranges.Count; i++)
        {
            var (from, until) = (ranges[i].From.UtcTicks, ranges[i].Until.UtcTicks);
            for (var day = DayOf(from); day < _starts.Length && _starts[day] < until; day++)
            {
                var first = Math.Max(0, from - _starts[day] + Step - 1) / Step;
                var end = Math.Min(_grids[day].Steps, (until - _starts[day]) / Step);
                masks[day].Fill((int)Math.Min(first, end), (int)end, true);
            }
        }
        return masks;
    }

    /// <summary>Sets or clears the steps that share an instant with a range, on every day whose bits know of it. The days changed, both inclusive.</summary>
    internal (int First, int Last) MarkTouched(SlotMask[] masks, in TimeRange range, bool set)
    {
        var (from, until) = (range.From.UtcTicks, range.Until.UtcTicks);
        var first = DayOf(from);
        if (first > 0 && from - _starts[first - 1] < Span)
        {
            first--;
        }
        var day = first;
        for (; day < _starts.Length && _starts[day] < until; day++)
        {
            var begin = Math.Max(0, from - _starts[day]) / Step;
            var end = Math.Min(Span, until - _starts[day] + Step - 1) / Step;
            masks[day].Fill((int)Math.Min(begin, end), (int)end, set);
        }
        return (first, day - 1);
    }

    // The last day that begins at or before an instant; the first day for what lies before all.
    private int DayOf(long ticks)
    {
        // A day is 22 to 26 hours, so that the guess is a day off at most.
        var day = (int)Math.Clamp((ticks - _starts[0]) / TimeSpan.TicksPerDay, 0, _starts.Length - 1);
        while (day > 0 && ticks < _starts[day])
        {
            day--;
        }
        while (day + 1 < _starts.Length && ticks >= _starts[day + 1])
        {
            day++;
        }
        return day;
    }
}
