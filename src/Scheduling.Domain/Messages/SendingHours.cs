using Scheduling.Domain.Time;

namespace Scheduling.Domain.Messages;

/// <summary>M4: the hours in which messages leave, every day of the week. Outside them it is quiet.</summary>
/// <param name="From">First local time, inclusive.</param>
/// <param name="Until">Last local time, exclusive; later than <paramref name="From"/>.</param>
public readonly record struct SendingHours(TimeOnly From, TimeOnly Until)
{
    /// <summary>09:00 to 20:00, in the patient's zone.</summary>
    public static SendingHours Default { get; } = new(new TimeOnly(9, 0), new TimeOnly(20, 0));

    /// <summary>From 06:00, for what can't wait (M11).</summary>
    public static SendingHours Urgent { get; } = new(new TimeOnly(6, 0), new TimeOnly(21, 0));

    /// <summary>The wanted instant where it lies in the hours; otherwise the next instant that does.</summary>
    /// <param name="wanted">When it should leave.</param>
    /// <param name="clock">The clock of the patient's zone.</param>
    public DateTimeOffset Next(DateTimeOffset wanted, SiteClock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var date = clock.DateOf(wanted);
        if (wanted < clock.FirstInstant(date, From))
        {
            return clock.FirstInstant(date, From);
        }

        // By the wall clock and not by instants: the hour that comes twice is quiet twice, or not at all.
        return clock.TimeOf(wanted) is var time && time >= From && time < Until ? wanted : clock.FirstInstant(date.AddDays(time < From ? 0 : 1), From);
    }

    /// <summary>The instant at which a message leaves, or null when its use has ended by then (M10).</summary>
    /// <param name="wanted">When it should leave.</param>
    /// <param name="useUntil">When its use ends, exclusive: the start of the visit, say.</param>
    /// <param name="clock">The clock of the patient's zone.</param>
    public DateTimeOffset? Next(DateTimeOffset wanted, DateTimeOffset useUntil, SiteClock clock) => Next(wanted, clock) is var at && at < useUntil ? at : null;
}
