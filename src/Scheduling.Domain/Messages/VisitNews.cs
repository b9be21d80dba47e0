namespace Scheduling.Domain.Messages;

/// <summary>
/// What has changed since a patient was last told: the difference between that and the book. One message tells all of it, however many changes led there;
/// a visit moved away and back is no news.
/// </summary>
/// <param name="Booked">New visits.</param>
/// <param name="Moved">Visits with another time or place, as the patient knows them and as they are.</param>
/// <param name="Dropped">Visits that won't take place at the time told, and have no other yet.</param>
public sealed record VisitNews(IReadOnlyList<ToldVisit> Booked, IReadOnlyList<(ToldVisit Was, ToldVisit Now)> Moved, IReadOnlyList<ToldVisit> Dropped)
{
    /// <summary>True when there is nothing to tell.</summary>
    public bool IsEmpty => Booked.Count + Moved.Count + Dropped.Count == 0;

    /// <summary>The news.</summary>
    /// <param name="told">What the patient was last told, by visit.</param>
    /// <param name="book">The patient's live visits as they are.</param>
    /// <param name="now">Visits that would have begun by now are no news any more.</param>
    public static VisitNews Between(IEnumerable<ToldVisit> told, IEnumerable<ToldVisit> book, DateTimeOffset now)
    {
        var known = told.ToDictionary(t => t.AppointmentId);
        var live = book.Where(b => b.Stands).ToDictionary(b => b.AppointmentId);
        return new VisitNews(
            [.. live.Values.Where(b => b.StartsAt > now && !(known.TryGetValue(b.AppointmentId, out var t) && t.Stands)).OrderBy(b => b.StartsAt)],
            [.. live.Values.Where(b => b.StartsAt > now && known.TryGetValue(b.AppointmentId, out var t) && t.Stands && (t.StartsAt != b.StartsAt || t.SiteId != b.SiteId))
                .Select(b => (known[b.AppointmentId], b)).OrderBy(m => m.b.StartsAt)],
            [.. known.Values.Where(t => t.Stands && t.StartsAt > now && !live.ContainsKey(t.AppointmentId)).OrderBy(t => t.StartsAt)]);
    }

    /// <summary>The visits as the patient knows them once told.</summary>
    public IReadOnlyList<ToldVisit> Says => [.. Booked, .. Moved.Select(m => m.Now), .. Dropped.Select(d => d with { Stands = false })];

    /// <summary>Every start that it speaks of, old ones too.</summary>
    public IEnumerable<DateTimeOffset> Starts => Booked.Concat(Dropped).Concat(Moved.SelectMany(m => new[] { m.Was, m.Now })).Select(v => v.StartsAt);

    /// <summary>M11: whether a visit of it begins soon, as it was told or as it is: somebody may set out in vain, or miss it.</summary>
    /// <param name="now">Now.</param>
    /// <param name="within">How soon.</param>
    public bool IsUrgent(DateTimeOffset now, TimeSpan within) =>
        Starts.Any(s => s > now && s <= now + within);
}
