namespace Scheduling.Domain.Appointments;

/// <summary>How the starts of visits change, each on the wall clock of its own day: a change of clocks between them shifts none by an hour.</summary>
/// <param name="Shift">How much later; negative for earlier.</param>
/// <param name="DailyTime">The new time of every day instead; null for the shift.</param>
public readonly record struct StartChange(TimeSpan Shift, TimeOnly? DailyTime)
{
    /// <summary>No change.</summary>
    public static StartChange None => default;

    /// <summary>As much as one visit moves from one wall-clock time to another.</summary>
    public static StartChange Between(DateOnly fromDate, TimeOnly fromTime, DateOnly toDate, TimeOnly toTime) => new(toDate.ToDateTime(toTime) - fromDate.ToDateTime(fromTime), null);

    /// <summary>The wall-clock start that one becomes.</summary>
    /// <param name="date">Local date now.</param>
    /// <param name="time">Local time now.</param>
    public (DateOnly Date, TimeOnly Time) Of(DateOnly date, TimeOnly time)
    {
        if (DailyTime is { } daily)
        {
            return (date, daily);
        }

        var shifted = date.ToDateTime(time) + Shift;
        return (DateOnly.FromDateTime(shifted), TimeOnly.FromDateTime(shifted));
    }
}
