using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>A local day as steps of 5 minutes of elapsed time: 276, 288 or 300 of them. Steps count instants, not clock faces.</summary>
internal sealed class DayGrid
{
    internal const int StepMinutes = 5;
    private readonly int[] _wallMinutes;

    internal DayGrid(SiteClock clock, DateOnly date)
    {
        Date = date;
        WeekStart = clock.WeekStart(date);
        Bounds = clock.DayBounds(date);
        Steps = Math.Min(SlotMask.Bits, (int)(Bounds.Length.TotalMinutes / StepMinutes));
        _wallMinutes = new int[Steps];
        IsRegular = Steps == 288 && clock.ToLocal(Bounds.From).Offset == clock.ToLocal(Bounds.Until).Offset;
        for (var i = 0; i < Steps; i++)
        {
            _wallMinutes[i] = IsRegular ? i * StepMinutes : (int)clock.TimeOf(At(i)).ToTimeSpan().TotalMinutes;
        }
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

    /// <summary>The steps that share an instant with one of the ranges; on wish also those of the hour and a half after the day.</summary>
    internal SlotMask Touching(IEnumerable<TimeRange> ranges, bool pastMidnight = false)
    {
        var mask = default(SlotMask);
        var bounds = pastMidnight ? TimeRange.OfMinutes(Bounds.From, SlotMask.Bits * StepMinutes) : Bounds;
        foreach (var range in ranges)
        {
            if (range.Intersect(bounds) is { } part)
            {
                var from = (int)Math.Floor((part.From - bounds.From).TotalMinutes / StepMinutes);
                var until = (int)Math.Ceiling((part.Until - bounds.From).TotalMinutes / StepMinutes);
                mask = SlotMask.Or(mask, SlotMask.Range(from, until));
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
