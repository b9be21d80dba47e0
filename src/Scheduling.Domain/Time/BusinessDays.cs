namespace Scheduling.Domain.Time;

/// <summary>Counts days on which a site does business: weekdays that are no public holiday.</summary>
public static class BusinessDays
{
    /// <summary>Whether a date is one.</summary>
    /// <param name="date">Local date.</param>
    /// <param name="holidays">Public holidays of the site.</param>
    public static bool Is(DateOnly date, IReadOnlyCollection<DateOnly> holidays) => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !holidays.Contains(date);

    /// <summary>How many lie after one date up to another, that one included; 0 where the other is not later.</summary>
    /// <param name="after">Exclusive.</param>
    /// <param name="until">Inclusive.</param>
    /// <param name="holidays">Public holidays of the site.</param>
    public static int Between(DateOnly after, DateOnly until, IReadOnlyCollection<DateOnly> holidays)
    {
        var days = 0;
        for (var date = after.AddDays(1); date <= until; date = date.AddDays(1))
        {
            days += Is(date, holidays) ? 1 : 0;
        }

        return days;
    }

    /// <summary>The date so many business days after another.</summary>
    /// <param name="date">Not counted itself.</param>
    /// <param name="days">How many; 0 for the date itself.</param>
    /// <param name="holidays">Public holidays of the site.</param>
    public static DateOnly After(DateOnly date, int days, IReadOnlyCollection<DateOnly> holidays)
    {
        while (days > 0)
        {
            date = date.AddDays(1);
            days -= Is(date, holidays) ? 1 : 0;
        }

        return date;
    }
}
