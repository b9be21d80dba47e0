using Scheduling.Domain.Time;

namespace Scheduling.Application.Requests;

/// <summary>A window of local time that repeats every week, half-open.</summary>
public sealed record LocalWindow
{
    /// <summary>Weekday.</summary>
    /// <example>monday</example>
    public required DayOfWeek Day { get; init; }

    /// <summary>Start, inclusive, on the 5-minute grid.</summary>
    /// <example>08:00</example>
    public required TimeOnly From { get; init; }

    /// <summary>End, exclusive, on the 5-minute grid; 00:00 is the end of the day. A window over midnight is two.</summary>
    /// <example>18:00</example>
    public required TimeOnly Until { get; init; }

    internal static LocalWindow Of(WeeklyWindow window) => new() { Day = window.Day, From = window.From, Until = window.Until };

    internal static IReadOnlyList<LocalWindow> Of(IEnumerable<WeeklyWindow> windows) => [.. windows.Select(Of)];

    internal WeeklyWindow ToDomain() => new(Day, From, Until);

    /// <summary>Windows in order of the week.</summary>
    internal static IReadOnlyList<WeeklyWindow> ToDomain(IEnumerable<LocalWindow> windows) =>
        [.. windows.Select(w => w.ToDomain()).OrderBy(w => ((int)w.Day + 6) % 7).ThenBy(w => w.From)];

    /// <summary>Notes windows that are off the grid, empty, or over each other.</summary>
    internal static void Check(FieldChecks checks, IReadOnlyList<LocalWindow> windows, string pointer)
    {
        for (var i = 0; i < windows.Count; i++)
        {
            CheckTimes(checks, windows[i].From, windows[i].Until, FieldChecks.At(pointer, i));
            checks.Check(
                !windows.Take(i).Any(w => w.Day == windows[i].Day && Overlap(w.From, w.Until, windows[i].From, windows[i].Until)),
                FieldChecks.At(pointer, i),
                "overlaps another window of the day");
        }
    }

    /// <summary>Notes local times that are off the grid or in the wrong order.</summary>
    internal static void CheckTimes(FieldChecks checks, TimeOnly from, TimeOnly until, string pointer)
    {
        checks.Check(from.Minute % 5 == 0, pointer + "/from", "must be a multiple of 5 minutes");
        checks.Check(until.Minute % 5 == 0, pointer + "/until", "must be a multiple of 5 minutes");
        checks.Check(until == TimeOnly.MinValue || until > from, pointer + "/until", "must be after from; 00:00 is the end of the day");
    }

    /// <summary>Whether two stretches of one day share a minute.</summary>
    internal static bool Overlap(TimeOnly from, TimeOnly until, TimeOnly otherFrom, TimeOnly otherUntil) =>
        (otherUntil == TimeOnly.MinValue || from < otherUntil) && (until == TimeOnly.MinValue || otherFrom < until);
}
