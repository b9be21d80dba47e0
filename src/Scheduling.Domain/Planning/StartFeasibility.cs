namespace Scheduling.Domain.Planning;

/// <summary>From which days a whole course can be placed in one case, each day's first visit in one part of the day.</summary>
/// <remarks>
/// <para>
/// What can follow depends on the last treatment day, how many sessions are placed, how many its week holds, and on the step of the last session where
/// a gap reaches past midnight. Nothing else: who serves a session is free for each anew, so any pair's starts will do. A day's sessions are placed as
/// early as they fit. That loses nothing, for whatever could follow a later session can follow the same one earlier.
/// </para>
/// <para>
/// Where days hold one session each and need not be consecutive, the first way that leads to the end also leads there first: a session on
/// an earlier day leaves every later choice open, gaps and weekly caps included. Otherwise all ways are tried: of two a day, the second may
/// belong to a phase whose days lie farther apart, and is then better placed on the later day.
/// </para>
/// </remarks>
internal sealed class StartFeasibility(CourseCase course, TimeOfDay time)
{
    private const int Never = int.MaxValue;
    private readonly int _count = course.Items.Count;
    private readonly Dictionary<(int Day, int Placed, int InWeek, int Last), Way> _ways = [];
    private readonly SlotMask?[] _inTime = new SlotMask?[course.Days.Length];

    // The last session of a phase with consecutive days or several sessions a day; after it the first way is the best.
    private readonly int _tryAllUntil = course.Items.Select((item, i) => item.Phase.ConsecutiveDays || CadenceRules.DayCap(item.Phase, course.Request.Coverage) > 1 ? i : -1).Max();

    /// <summary>How to go on: on which day with how many sessions, and the day on which the course then ends.</summary>
    private readonly record struct Way(int End, int Day, int Sessions);

    private sealed record PathDay(int Day, int Next, int[] Steps, bool Free);

    /// <summary>The first day on which treatments can begin, and the earliest end from there; null when there is none.</summary>
    internal EarliestStart? Earliest(DateOnly? onOrBefore)
    {
        for (var day = 0; day < course.Days.Length && !(course.Days[day].Date > onOrBefore); day++)
        {
            if (!course.MayFollow(null, 0, day) || Begin(day) is not { } begin)
            {
                continue;
            }
            var way = Best(day, 0, course.KeptInWeek(day), FirstNotBefore(day), Never);
            if (way.End != Never)
            {
                return Describe(begin, Path(way));
            }
        }
        return null;
    }

    // The day of the first visit for treatments from a day on: its own, or that of the prerequisite visit as shortly before as it fits.
    private int? Begin(int day)
    {
        if (course.Prerequisite is not { } prerequisite)
        {
            return day;
        }
        var rule = course.Request.Protocol.Prerequisite!;
        for (var before = day - rule.MinDaysBefore; before >= Math.Max(0, day - rule.MaxDaysBefore); before--)
        {
            if (!SlotMask.And(course.Starts(before, prerequisite.KindIndex).Any, InTime(before)).IsEmpty)
            {
                return before;
            }
        }
        return null;
    }

    private int FirstNotBefore(int day) => course.LastKept is { } kept
        ? StepAt(day, CadenceRules.EarliestStart(kept.Stimulation.Until, course.Items[0].Kind, course.Items[0].Phase))
        : 0;

    // What follows a day: the best way on, remembered.
    private Way After(int day, int placed, int inWeek, int last)
    {
        var between = course.StepsBetween(placed - 1, placed);
        // Whatever ends its gap by midnight leaves every later day alone.
        last = last + between <= course.Days[day].Steps ? -1 : last;
        if (_ways.TryGetValue((day, placed, inWeek, last), out var known))
        {
            return known;
        }
        var best = new Way(Never, -1, 0);
        var consecutive = course.Items[placed].Phase.ConsecutiveDays && ReferenceEquals(course.Items[placed - 1].Phase, course.Items[placed].Phase);
        var until = consecutive ? Math.Min(day + 2, course.Days.Length) : course.Days.Length;
        for (var next = day + 1; next < until && next < best.End && !(best.End != Never && placed > _tryAllUntil); next++)
        {
            if (course.MayFollow(day, placed, next))
            {
                var held = course.Days[next].WeekStart == course.Days[day].WeekStart ? inWeek : 0;
                var way = Best(next, placed, held, last < 0 ? 0 : StepAt(next, course.Days[day].At(last + between)), best.End);
                best = way.End < best.End ? way : best;
            }
        }
        return _ways[(day, placed, inWeek, last)] = best;
    }

    // The best number of sessions on a day.
    private Way Best(int day, int next, int inWeek, int notBefore, int known)
    {
        var best = new Way(Never, -1, 0);
        for (var sessions = course.Cadence.MostOn(day, next, inWeek, _count); sessions > 0 && !(best.End != Never && next + sessions > _tryAllUntil); sessions--)
        {
            if (Steps(day, next, sessions, notBefore) is not { } steps)
            {
                continue;
            }
            var end = next + sessions == _count ? day : After(day, next + sessions, inWeek + sessions, steps[^1]).End;
            if (end < Math.Min(best.End, known))
            {
                best = new Way(end, day, sessions);
            }
        }
        return best;
    }

    // The earliest steps for so many sessions on a day, the first in the part of the day; null when they don't fit.
    private int[]? Steps(int day, int next, int sessions, int notBefore)
    {
        var steps = new int[sessions];
        for (var i = 0; i < sessions; i++)
        {
            var starts = course.Starts(day, course.Items[next + i].KindIndex).Any;
            starts = i == 0 ? SlotMask.And(starts, InTime(day)) : starts;
            steps[i] = starts.NextAtOrAfter(i == 0 ? notBefore : steps[i - 1] + course.StepsBetween(next + i - 1, next + i));
            if (steps[i] < 0)
            {
                return null;
            }
        }
        return steps;
    }

    private List<PathDay> Path(Way way)
    {
        var path = new List<PathDay>();
        var (placed, inWeek, notBefore) = (0, course.KeptInWeek(way.Day), FirstNotBefore(way.Day));
        while (true)
        {
            var steps = Steps(way.Day, placed, way.Sessions, notBefore)!;
            placed += way.Sessions;
            inWeek += way.Sessions;
            if (placed == _count)
            {
                path.Add(new PathDay(way.Day, placed - way.Sessions, steps, notBefore == 0));
                return path;
            }
            var between = course.StepsBetween(placed - 1, placed);
            var binds = steps[^1] + between > course.Days[way.Day].Steps;
            path.Add(new PathDay(way.Day, placed - way.Sessions, steps, notBefore == 0 && !binds));
            var follows = After(way.Day, placed, inWeek, steps[^1]);
            notBefore = binds ? StepAt(follows.Day, course.Days[way.Day].At(steps[^1] + between)) : 0;
            inWeek = course.Days[follows.Day].WeekStart == course.Days[way.Day].WeekStart ? inWeek : 0;
            way = follows;
        }
    }

    private EarliestStart Describe(int begin, List<PathDay> path)
    {
        // Days whose gaps reach past midnight keep the starts that were found; the others may have any from which the day's sessions fit.
        var starts = path.Select(d => d.Free ? FirstStarts(d) : SlotMask.Range(d.Steps[0], d.Steps[0] + 1)).ToList();
        var minutes = new SortedSet<int>();
        for (var i = 0; i < path.Count; i++)
        {
            for (var step = starts[i].NextAtOrAfter(0); step >= 0; step = starts[i].NextAtOrAfter(step + 1))
            {
                minutes.Add(course.Days[path[i].Day].WallMinute(step));
            }
        }
        var nominal = minutes.MinBy(m => path.Select((d, i) => Off(d, starts[i], m)).Sum());
        var off = path.Select((d, i) => Off(d, starts[i], nominal)).Order().ToList();
        return new EarliestStart
        {
            SiteId = course.Facts.Site.Id,
            ModelId = course.Devices is [not null, ..] ? course.ModelId : null,
            Time = time,
            StartsOn = course.Days[begin].Date,
            FirstTreatmentOn = course.Days[path[0].Day].Date,
            EndsOn = course.Days[path[^1].Day].Date,
            NominalTime = TimeOnly.MinValue.AddMinutes(nominal),
            TreatmentDays = path.Count,
            GreatestMinutesOff = off[^1],
            MedianMinutesOff = off[off.Count / 2],
            TotalMinutesOff = off.Sum(),
        };
    }

    private int Off(PathDay day, SlotMask starts, int minute) =>
        Math.Abs(course.Days[day.Day].WallMinute(course.Days[day.Day].Nearest(starts, minute)) - minute);

    // All starts of a day's first session from which its others still fit.
    private SlotMask FirstStarts(PathDay day)
    {
        var latest = SlotMask.Bits;
        for (var i = day.Steps.Length - 1; i > 0; i--)
        {
            latest = course.Starts(day.Day, course.Items[day.Next + i].KindIndex).Any.LastAtOrBefore(latest) - course.StepsBetween(day.Next + i - 1, day.Next + i);
        }
        return SlotMask.And(SlotMask.And(course.Starts(day.Day, course.Items[day.Next].KindIndex).Any, InTime(day.Day)), SlotMask.Range(0, latest + 1));
    }

    private SlotMask InTime(int day)
    {
        if (_inTime[day] is not { } mask)
        {
            mask = default;
            for (var step = 0; step < course.Days[day].Steps; step++)
            {
                mask = time.Has(course.Days[day].WallMinute(step)) ? SlotMask.Or(mask, SlotMask.Range(step, step + 1)) : mask;
            }
            _inTime[day] = mask;
        }
        return mask;
    }

    private int StepAt(int day, DateTimeOffset instant) =>
        (int)Math.Clamp(Math.Ceiling((instant - course.Days[day].Bounds.From).TotalMinutes / DayGrid.StepMinutes), 0, SlotMask.Bits);
}
