using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>
/// One resource's free time on a <see cref="LoadBoard"/>: for each lane and local day the steps that nothing takes. Unlike a visit, its
/// turnover may reach past midnight, so the bits past the day's end tell of the hour and a half and more that follow.
/// </summary>
internal sealed class BoardRow
{
    private readonly BoardDays _days;
    private readonly SlotMask[][] _free;
    private readonly SlotMask[]? _closed;

    internal BoardRow(BoardDays days, ResourceRef resource, int lanes, IReadOnlyList<Occupation> taken, IReadOnlyList<TimeRange> closures)
    {
        (_days, Resource, _free) = (days, resource, new SlotMask[Math.Max(0, lanes)][]);
        for (var lane = 0; lane < _free.Length; lane++)
        {
            Array.Fill(_free[lane] = new SlotMask[days.Count], SlotMask.Full);
        }
        for (var i = 0; i < taken.Count; i++)
        {
            var occupation = taken[i];
            if ((uint)occupation.Lane < (uint)_free.Length)
            {
                days.MarkTouched(_free[occupation.Lane], occupation.Range, false);
            }
        }
        _closed = closures.Count > 0 ? days.Touched(closures) : null;
    }

    /// <summary>Which resource it is.</summary>
    internal ResourceRef Resource { get; }

    internal int Lanes => _free.Length;

    /// <summary>The steps of a day, and past its end, that nothing takes on a lane.</summary>
    internal ref readonly SlotMask Free(int lane, int day) => ref _free[lane][day];

    /// <summary>The day's steps without closures.</summary>
    internal SlotMask Open(int day) => _closed is null ? _days.Whole(day) : SlotMask.AndNot(_days.Whole(day), _closed[day]);

    /// <summary>The steps from which some lane is free for a number of steps.</summary>
    internal SlotMask LaneRuns(int day, int length)
    {
        if (_free.Length == 1)
        {
            return _free[0][day].Runs(length);
        }
        var runs = default(SlotMask);
        foreach (var lane in _free)
        {
            runs = SlotMask.Or(runs, lane[day].Runs(length));
        }
        return runs;
    }

    /// <summary>Takes or gives back a range of a lane.</summary>
    internal void Mark(int lane, TimeRange range, bool free)
    {
        var (first, last) = _days.MarkTouched(_free[lane], range, free);
        _days.Change(first, last);
    }
}
