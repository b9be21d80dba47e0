using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>A local day as steps of 5 minutes of elapsed time: 276, 288 or 300 of them. Steps count instants, not clock faces.</summary>
internal sealed class DayGrid
{
    internal const int StepMinutes = 5;
    private static readonly int[] RegularMinutes = [.. Enumerable.Range(0, 288).Select(i => i * StepMinutes)];
    private readonly int[] _wallMinutes;

    internal DayGrid(SiteClock clock, DateOnly date)
        : this(clock, date, clock.DayBounds(date))
    {
    }

    private DayGrid(SiteClock clock, DateOnly date, TimeRange bounds)
    {
        Date = date;
        WeekStart = clock.WeekStart(date);
        Bounds = bounds;
        Steps = Math.Min(SlotMask.Bits, (int)(Bounds.Length.TotalMinutes / StepMinutes));
        IsRegular = Steps == 288 && Bounds.From.Offset == Bounds.Until.Offset;
        _wallMinutes = IsRegular ? RegularMinutes : new int[Steps];
        for (var i = 0; i < Steps && !IsRegular; i++)
        {
            _wallMinutes[i] = (int)clock.TimeOf(At(i)).ToTimeSpan().TotalMinutes;
        }
    }

    /// <summary>The grids of consecutive local days, both dates inclusive.</summary>
    internal static DayGrid[] Horizon(SiteClock clock, DateOnly from, DateOnly untilInclusive)
    {
        var days = new DayGrid[untilInclusive.DayNumber - from.DayNumber + 1];
        var first = clock.FirstInstant(from, TimeOnly.MinValue);
        for (var i = 0; i < days.Length; i++)
        {
            var next = clock.FirstInstant(from.AddDays(i + 1), TimeOnly.MinValue);
            (days[i], first) = (new DayGrid(clock, from.AddDays(i), new TimeRange(first, next)), next);
        }
        return days;
    }

    internal DateOnly Date { get; }

    internal DateOnly WeekStart { get; }

    internal TimeRange Bounds { get; }

    internal int Steps { get; }

    internal bool IsRegular { get; }

    internal DateTimeOffset At(int step) => Bounds.From.AddMinutes(step * StepMinutes);

    /// <summary>What the wall clock shows at a step, in minutes since local midnight.</summary>
    internal int WallMinute(int step) => _wallMinutes[step];

    /// <summary>The steps that lie wholly in one of the ranges.</summary>
    internal SlotMask Inside(IEnumerable<TimeRange> ranges)
    {
        var mask = default(SlotMask);
        foreach (var range in ranges)
        {
            if (range.Intersect(Bounds) is { } part)
            {
                var from = (int)Math.Ceiling((part.From - Bounds.From).TotalMinutes / StepMinutes);
                var until = (int)Math.Floor((part.Until - Bounds.From).TotalMinutes / StepMinutes);
                mask = SlotMask.Or(mask, SlotMask.Range(from, Math.Min(until, Steps)));
            }
        }
        return mask;
    }

    internal SlotMask Whole() => SlotMask.Range(0, Steps);

    /// <summary>The set step whose wall time is nearest to a wall minute, the earlier of two; -1 when there is none.</summary>
    internal int Nearest(SlotMask mask, int wallMinute, int notBefore = 0)
    {
        if (IsRegular)
        {
            // Rounded up and down, so that a time off the grid finds both of its neighbours.
            var after = mask.NextAtOrAfter(Math.Max(notBefore, (wallMinute + StepMinutes - 1) / StepMinutes));
            var before = mask.LastAtOrBefore(wallMinute / StepMinutes);
            if (before < notBefore)
            {
                before = -1;
            }
            return after < 0 ? before : before < 0 ? after : Math.Abs(WallMinute(before) - wallMinute) <= Math.Abs(WallMinute(after) - wallMinute) ? before : after;
        }
        var best = -1;
        for (var i = mask.NextAtOrAfter(notBefore); i >= 0; i = mask.NextAtOrAfter(i + 1))
        {
            if (best < 0 || Math.Abs(WallMinute(i) - wallMinute) < Math.Abs(WallMinute(best) - wallMinute))
            {
                best = i;
            }
        }
        return best;
    }
}
