using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Scheduling.Application.Import;

/// <summary>
/// A date of a file: <c>2026-03-01</c>, or relative to the day of the import. <c>today</c> is that day, <c>monday</c> to <c>sunday</c> the days of
/// its week (Monday to Sunday, so they may lie before or after it); <c>+3d</c>, <c>-2w</c> after them count days or weeks.
/// </summary>
public readonly partial record struct FileDate
{
    private readonly DateOnly? date;
    private readonly DayOfWeek? weekday;
    private readonly int days;

    private FileDate(DateOnly? date, DayOfWeek? weekday, int days) => (this.date, this.weekday, this.days) = (date, weekday, days);

    /// <summary>An absolute date.</summary>
    public static FileDate Of(DateOnly date) => new(date, null, 0);

    /// <summary>The date meant when the import runs on <paramref name="today"/>.</summary>
    public DateOnly On(DateOnly today)
    {
        if (date is { } absolute)
        {
            return absolute;
        }

        var from = weekday is { } day ? today.AddDays(FromMonday(day) - FromMonday(today.DayOfWeek)) : today;
        return from.AddDays(days);
    }

    /// <summary>Reads one; false for anything else and for dates that are in no calendar.</summary>
    public static bool TryParse(string text, out FileDate value)
    {
        value = default;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var absolute))
        {
            value = Of(absolute);
            return absolute.Year is >= 1900 and < 2200;
        }

        var match = Relative().Match(text);
        if (!match.Success)
        {
            return false;
        }

        var count = match.Groups["count"] is { Success: true } digits ? int.Parse(digits.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;
        var shift = match.Groups["unit"].Value == "w" ? 7 * count : count;
        value = new FileDate(null, TryWeekday(match.Groups["base"].Value, out var day) ? day : null, shift);
        return true;
    }

    private static bool TryWeekday(string word, [NotNullWhen(true)] out DayOfWeek? day)
    {
        day = word == "today" ? null : Enum.Parse<DayOfWeek>(word, ignoreCase: true);
        return day is not null;
    }

    private static int FromMonday(DayOfWeek day) => ((int)day + 6) % 7;

    [GeneratedRegex(@"^(?<base>today|monday|tuesday|wednesday|thursday|friday|saturday|sunday)((?<count>[+-][0-9]{1,4})(?<unit>[dw]))?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Relative();
}

/// <summary>A local time of a file: a <see cref="FileDate"/> and, after a blank, a time as HH:mm. Without one: 00:00.</summary>
/// <param name="Date">The date.</param>
/// <param name="Time">The local time.</param>
public readonly record struct FileTime(FileDate Date, TimeOnly Time)
{
    /// <summary>Reads one.</summary>
    public static bool TryParse(string text, out FileTime value)
    {
        var blank = text.IndexOf(' ', StringComparison.Ordinal);
        var time = TimeOnly.MinValue;
        var fine = FileDate.TryParse(blank < 0 ? text : text[..blank], out var date)
            && (blank < 0 || TimeOnly.TryParseExact(text[(blank + 1)..], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time));
        value = new FileTime(date, time);
        return fine;
    }
}
