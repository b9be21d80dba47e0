using System.Globalization;
using Scheduling.Domain.Problems;

namespace Scheduling.Domain.Time;

/// <summary>A start as a caller gives it: an instant, or a local date and time (with the offset where the clock shows it twice).</summary>
public sealed record StartTime
{
    private readonly DateTimeOffset? instant;
    private readonly DateOnly date;
    private readonly TimeOnly time;
    private readonly TimeSpan? offset;

    /// <summary>An instant, whatever its offset.</summary>
    public StartTime(DateTimeOffset instant) => this.instant = instant;

    /// <summary>A local date and time of the site.</summary>
    /// <param name="date">Local date.</param>
    /// <param name="time">Local time.</param>
    /// <param name="offset">The site's offset then; only needed where the local time happens twice.</param>
    public StartTime(DateOnly date, TimeOnly time, TimeSpan? offset = null) => (this.date, this.time, this.offset) = (date, time, offset);

    /// <summary>The local date meant, without asking whether the clock shows the time.</summary>
    /// <param name="clock">The clock that tells the date of an instant.</param>
    public DateOnly DateOn(SiteClock clock) => instant is { } given ? clock.DateOf(given) : date;

    /// <summary>The instant meant, with the site's offset.</summary>
    /// <param name="clock">The site's clock.</param>
    /// <param name="pointer">Where in the body it stands, for the refusal: <c>/start</c>.</param>
    /// <exception cref="SchedulingException">local_time_skipped, local_time_ambiguous, offset_not_of_site; unprocessable off the 5-minute grid.</exception>
    public DateTimeOffset Resolve(SiteClock clock, string pointer)
    {
        var found = instant is { } given ? clock.ToLocal(given) : Resolve(clock.Resolve(date, time, offset), clock, pointer);
        return found.Ticks % TimeSpan.FromMinutes(5).Ticks == 0
            ? found
            : throw new SchedulingException(ProblemCodes.Unprocessable, "Starts are multiples of 5 minutes.") { Errors = [new FieldError(pointer, "must be a multiple of 5 minutes")] };
    }

    private static DateTimeOffset Resolve(LocalResolution resolution, SiteClock clock, string pointer) => resolution switch
    {
        LocalResolution.Resolved resolved => resolved.Instant,
        LocalResolution.Skipped skipped => throw Refusal(ProblemCodes.LocalTimeSkipped, pointer, "does not exist at the site: clocks are put forward over it", "options", (object[])[Option(skipped.Before, clock), Option(skipped.After, clock)]),
        LocalResolution.Ambiguous twice => throw Refusal(ProblemCodes.LocalTimeAmbiguous, pointer, "happens twice at the site: send its offset", "offsets", (string[])[Text(twice.Earlier.Offset), Text(twice.Later.Offset)]),
        LocalResolution.WrongOffset wrong => throw Refusal(ProblemCodes.OffsetNotOfSite, pointer, "has an offset that is not the site's then", "offsets", wrong.Valid.Select(Text).ToArray()),
        _ => throw new InvalidOperationException("Unknown resolution."),
    };

    private static SchedulingException Refusal(ProblemCode code, string pointer, string detail, string name, object values) => new(code)
    {
        Errors = [new FieldError(pointer, detail)],
        Extensions = new Dictionary<string, object?> { [name] = values },
    };

    private static object Option(DateTimeOffset instant, SiteClock clock) =>
        new { start = instant, localDate = clock.DateOf(instant), localTime = clock.TimeOf(instant), offset = Text(instant.Offset) };

    private static string Text(TimeSpan offset) => (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString(@"hh\:mm", CultureInfo.InvariantCulture);
}
