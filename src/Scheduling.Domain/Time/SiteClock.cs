using System.Diagnostics.CodeAnalysis;

namespace Scheduling.Domain.Time;

/// <summary>
/// A site's clock: the only place where local dates and times become instants and back. Made from an IANA zone id.
/// It asks the zone only for the offset of an instant and derives skipped and repeated local times from that.
/// </summary>
public sealed class SiteClock
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);
    private readonly TimeZoneInfo _zone;

    private SiteClock(TimeZoneInfo zone, DayOfWeek firstDayOfWeek)
    {
        _zone = zone;
        FirstDayOfWeek = firstDayOfWeek;
    }

    /// <summary>The IANA id.</summary>
    public string ZoneId => _zone.Id;

    /// <summary>The day on which the site's week begins; Monday unless set.</summary>
    public DayOfWeek FirstDayOfWeek { get; }

    /// <summary>The clock of an IANA zone.</summary>
    /// <exception cref="ArgumentException">When the id is not an IANA zone known to this machine.</exception>
    public static SiteClock ForZone(string ianaId, DayOfWeek firstDayOfWeek = DayOfWeek.Monday) =>
        TryForZone(ianaId, out var clock, firstDayOfWeek)
            ? clock
            : throw new ArgumentException($"'{ianaId}' is not an IANA time zone.", nameof(ianaId));

    /// <summary>The clock of an IANA zone; false for Windows ids, offsets such as "-05:00", POSIX rules, paths and unknown names.</summary>
    public static bool TryForZone(string? ianaId, [NotNullWhen(true)] out SiteClock? clock, DayOfWeek firstDayOfWeek = DayOfWeek.Monday)
    {
        clock = null;
        if (!LooksLikeIana(ianaId) || !TimeZoneInfo.TryFindSystemTimeZoneById(ianaId, out var zone)
            || !zone.HasIanaId || !string.Equals(zone.Id, ianaId, StringComparison.Ordinal))
        {
            return false;
        }
        clock = new SiteClock(zone, firstDayOfWeek);
        return true;
    }

    /// <summary>What a local date and time means here. See <see cref="LocalResolution"/> for the outcomes.</summary>
    /// <param name="date">Local date.</param>
    /// <param name="time">Local time.</param>
    /// <param name="offset">Offset from UTC, needed when the time happens twice; wrong ones are refused even when it happens once.</param>
    public LocalResolution Resolve(DateOnly date, TimeOnly time, TimeSpan? offset = null)
    {
        var local = date.ToDateTime(time, DateTimeKind.Unspecified);
        var valid = Candidates(local);
        if (valid.Count == 0)
        {
            var change = ChangeSkipping(local);
            return new LocalResolution.Skipped(ToLocal(change - Step), ToLocal(change));
        }
        if (offset is { } given)
        {
            var match = valid.Where(v => v.Offset == given).ToList();
            return match.Count == 1
                ? new LocalResolution.Resolved(match[0])
                : new LocalResolution.WrongOffset(given, [.. valid.Select(v => v.Offset)]);
        }
        return valid.Count == 1
            ? new LocalResolution.Resolved(valid[0])
            : new LocalResolution.Ambiguous(valid[0], valid[^1]);
    }

    /// <summary>True with the instant when the local time resolves to exactly one; otherwise false, and <paramref name="resolution"/> says why.</summary>
    public bool TryResolve(DateOnly date, TimeOnly time, TimeSpan? offset, out DateTimeOffset instant, out LocalResolution resolution)
    {
        resolution = Resolve(date, time, offset);
        instant = resolution is LocalResolution.Resolved resolved ? resolved.Instant : default;
        return resolution is LocalResolution.Resolved;
    }

    /// <summary>The instant with the site's offset at that moment.</summary>
    public DateTimeOffset ToLocal(DateTimeOffset instant) => instant.ToOffset(OffsetAt(instant));

    /// <summary>The range with the site's offsets.</summary>
    public TimeRange ToLocal(TimeRange range) => new(ToLocal(range.From), ToLocal(range.Until));

    /// <summary>The local calendar date of an instant.</summary>
    public DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(ToLocal(instant).DateTime);

    /// <summary>The local wall time of an instant.</summary>
    public TimeOnly TimeOf(DateTimeOffset instant) => TimeOnly.FromDateTime(ToLocal(instant).DateTime);

    /// <summary>The instants of a local date, half-open: 23, 24 or 25 hours, or half an hour off where a zone changes so.</summary>
    public TimeRange DayBounds(DateOnly date)
    {
        var from = FirstInstant(date, TimeOnly.MinValue);
        var until = FirstInstant(date.AddDays(1), TimeOnly.MinValue);
        return new TimeRange(from, until);
    }

    /// <summary>The date on which the site's week of this date begins.</summary>
    public DateOnly WeekStart(DateOnly date) => date.AddDays(-(((int)date.DayOfWeek - (int)FirstDayOfWeek + 7) % 7));

    /// <summary>The first instant at which the wall clock shows this time or, where it is skipped, the clock change.</summary>
    public DateTimeOffset FirstInstant(DateOnly date, TimeOnly time) => Edge(date, time, first: true);

    /// <summary>The last instant at which the wall clock shows this time or, where it is skipped, the clock change.</summary>
    public DateTimeOffset LastInstant(DateOnly date, TimeOnly time) => Edge(date, time, first: false);

    private DateTimeOffset Edge(DateOnly date, TimeOnly time, bool first)
    {
        var local = date.ToDateTime(time, DateTimeKind.Unspecified);
        var valid = Candidates(local);
        return valid.Count == 0 ? ToLocal(ChangeSkipping(local)) : first ? valid[0] : valid[^1];
    }

    private TimeSpan OffsetAt(DateTimeOffset instant) => _zone.GetUtcOffset(instant);

    // Every instant that shows this wall time, in order. No zone changes twice within two days.
    private List<DateTimeOffset> Candidates(DateTime local)
    {
        var utc = new DateTimeOffset(local, TimeSpan.Zero);
        var found = new List<DateTimeOffset>(2);
        foreach (var offset in new[] { OffsetAt(utc.AddHours(-26)), OffsetAt(utc), OffsetAt(utc.AddHours(26)) }.Distinct())
        {
            var instant = new DateTimeOffset(local, offset);
            if (OffsetAt(instant) == offset)
            {
                found.Add(instant);
            }
        }
        found.Sort();
        return found;
    }

    // The clock change that jumps over a local time, found by halving: before it the wall clock is behind, after it ahead.
    private DateTimeOffset ChangeSkipping(DateTime local)
    {
        var behind = new DateTimeOffset(local, TimeSpan.Zero).AddHours(-26);
        var ahead = behind.AddHours(52);
        while (ahead.UtcTicks - behind.UtcTicks > 1)
        {
            var middle = new DateTimeOffset((behind.UtcTicks + ahead.UtcTicks) / 2, TimeSpan.Zero);
            if (ToLocal(middle).DateTime < local)
            {
                behind = middle;
            }
            else
            {
                ahead = middle;
            }
        }
        return ahead;
    }

    private static bool LooksLikeIana([NotNullWhen(true)] string? id)
    {
        if (string.IsNullOrEmpty(id) || id.Length > 64 || !char.IsAsciiLetter(id[0])
            || id.StartsWith("posix/", StringComparison.Ordinal) || id.StartsWith("right/", StringComparison.Ordinal)
            || id is "localtime" or "posixrules" or "Factory")
        {
            return false;
        }
        return id.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+') && !id.EndsWith('/') && !id.Contains("//", StringComparison.Ordinal);
    }
}
