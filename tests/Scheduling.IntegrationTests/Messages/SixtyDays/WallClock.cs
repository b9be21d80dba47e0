namespace Scheduling.IntegrationTests.Messages.SixtyDays;

/// <summary>What a clock on the wall shows: asked minute by minute, with nothing of the product's own reckoning of time.</summary>
internal sealed class WallClock(string zoneId)
{
    private readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(zoneId);

    private readonly Dictionary<(DateOnly, TimeOnly), DateTimeOffset> asked = [];

    public string ZoneId => zoneId;

    /// <summary>What it shows at an instant.</summary>
    public DateTime At(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, zone).DateTime;

    /// <summary>The date it shows.</summary>
    public DateOnly DateAt(DateTimeOffset instant) => DateOnly.FromDateTime(At(instant));

    /// <summary>Whether it shows a time in [from, until).</summary>
    public bool IsWithin(DateTimeOffset instant, TimeOnly from, TimeOnly until) => TimeOnly.FromDateTime(At(instant)) is var time && time >= from && time < until;

    /// <summary>The first minute of a date at which it shows a time or a later one: where the time is skipped, the change of clocks; where it comes twice, the first.</summary>
    public DateTimeOffset First(DateOnly date, TimeOnly time)
    {
        if (asked.TryGetValue((date, time), out var known))
        {
            return known;
        }

        var wanted = date.ToDateTime(time);
        for (var at = new DateTimeOffset(wanted, TimeSpan.Zero).AddHours(-16); ; at = at.AddMinutes(1))
        {
            if (At(at) is var shown && DateOnly.FromDateTime(shown) == date && shown >= wanted)
            {
                return asked[(date, time)] = at;
            }
        }
    }
}
