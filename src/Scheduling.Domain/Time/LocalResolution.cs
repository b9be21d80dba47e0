namespace Scheduling.Domain.Time;

/// <summary>What a local date and time means as an instant. The outcome of <see cref="SiteClock.Resolve"/>.</summary>
public abstract record LocalResolution
{
    private LocalResolution()
    {
    }

    /// <summary>Exactly one instant, carrying the site's offset.</summary>
    public sealed record Resolved(DateTimeOffset Instant) : LocalResolution;

    /// <summary>The local time does not exist: clocks jump over it.</summary>
    /// <param name="Before">The last 5-minute start before the jump, with its offset.</param>
    /// <param name="After">The first instant after the jump, with its offset.</param>
    public sealed record Skipped(DateTimeOffset Before, DateTimeOffset After) : LocalResolution;

    /// <summary>The local time happens twice; the caller has to name one of the offsets.</summary>
    /// <param name="Earlier">First occurrence.</param>
    /// <param name="Later">Second occurrence.</param>
    public sealed record Ambiguous(DateTimeOffset Earlier, DateTimeOffset Later) : LocalResolution;

    /// <summary>The offset given is not the site's at that local time.</summary>
    /// <param name="Given">The caller's offset.</param>
    /// <param name="Valid">The offsets that would be right, earliest occurrence first.</param>
    public sealed record WrongOffset(TimeSpan Given, IReadOnlyList<TimeSpan> Valid) : LocalResolution;
}
