namespace Scheduling.Domain.Time;

/// <summary>A half-open interval of instants: <see cref="From"/> belongs to it, <see cref="Until"/> does not.</summary>
public readonly record struct TimeRange
{
    /// <summary>Makes a range of a positive length.</summary>
    /// <param name="from">First instant, inclusive.</param>
    /// <param name="until">End, exclusive.</param>
    /// <exception cref="ArgumentException">When <paramref name="until"/> is not after <paramref name="from"/>.</exception>
    public TimeRange(DateTimeOffset from, DateTimeOffset until)
    {
        if (until <= from)
        {
            throw new ArgumentException("A time range ends after it begins.", nameof(until));
        }
        From = from;
        Until = until;
    }

    /// <summary>First instant, inclusive.</summary>
    public DateTimeOffset From { get; }

    /// <summary>End, exclusive.</summary>
    public DateTimeOffset Until { get; }

    /// <summary>Elapsed length; independent of clock changes.</summary>
    public TimeSpan Length => Until - From;

    /// <summary>A range of <paramref name="minutes"/> elapsed minutes.</summary>
    /// <exception cref="ArgumentException">When <paramref name="minutes"/> is not positive.</exception>
    public static TimeRange OfMinutes(DateTimeOffset from, int minutes) => new(from, from.AddMinutes(minutes));

    /// <summary>Whether both ranges share an instant. Ranges that only touch do not overlap.</summary>
    public bool Overlaps(TimeRange other) => From < other.Until && other.From < Until;

    /// <summary>Whether the instant lies in the range; the end does not.</summary>
    public bool Contains(DateTimeOffset instant) => From <= instant && instant < Until;

    /// <summary>Whether the other range lies wholly in this one.</summary>
    public bool Contains(TimeRange other) => From <= other.From && other.Until <= Until;

    /// <summary>The shared part, or null when the ranges do not overlap.</summary>
    public TimeRange? Intersect(TimeRange other)
    {
        var from = From > other.From ? From : other.From;
        var until = Until < other.Until ? Until : other.Until;
        return from < until ? new TimeRange(from, until) : null;
    }

    /// <summary>Sorts ranges and joins those that overlap or touch.</summary>
    public static IReadOnlyList<TimeRange> Union(IEnumerable<TimeRange> ranges)
    {
        var joined = new List<TimeRange>();
        foreach (var range in ranges.OrderBy(r => r.From).ThenBy(r => r.Until))
        {
            if (joined.Count > 0 && range.From <= joined[^1].Until)
            {
                if (range.Until > joined[^1].Until)
                {
                    joined[^1] = new TimeRange(joined[^1].From, range.Until);
                }
            }
            else
            {
                joined.Add(range);
            }
        }
        return joined;
    }

    /// <summary>The range in round-trip form, for logs and test output.</summary>
    public override string ToString() => FormattableString.Invariant($"[{From:yyyy-MM-dd'T'HH:mmK}, {Until:yyyy-MM-dd'T'HH:mmK})");
}
