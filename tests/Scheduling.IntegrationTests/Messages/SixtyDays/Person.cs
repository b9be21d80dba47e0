using System.Globalization;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Messages.SixtyDays;

/// <summary>A visit as the book has it, read over HTTP after every change.</summary>
internal sealed record BookedVisit(Guid Id, Guid? Course, DateTimeOffset Start, string State, string ETag)
{
    public bool IsToCome => State is "booked" or "confirmed";
}

/// <summary>What is to leave at a tick by the plain calculation: a reminder of a visit so many days ahead, or the digest of a week (no visit).</summary>
internal sealed record Wanted(BookedVisit? Visit, int Days);

/// <summary>A patient, and everything that the plain calculation remembers of them.</summary>
internal sealed class Person(SmallClinic clinic, int index, Terms terms, WallClock clock, WallClock siteClock, string? phone, string? email, bool reachable)
{
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(6);
    private readonly List<DateTimeOffset> remindedByText = [];

    public SmallClinic Clinic => clinic;
    public int Index => index;
    public Guid Id => clinic.Patients[index];
    public Terms Terms => terms;
    public WallClock Clock => clock;
    public WallClock SiteClock => siteClock;
    public bool Reachable => reachable;
    public string Address => phone ?? email!;
    public bool ByText => phone is not null;

    /// <summary>The book.</summary>
    public Dictionary<Guid, BookedVisit> Visits { get; } = [];

    /// <summary>What the patient knows, and since when.</summary>
    public Dictionary<Guid, (DateTimeOffset Start, DateTimeOffset At)> Told { get; } = [];

    /// <summary>Names of everything that has left: visit, start and offset, or the digest's date.</summary>
    public HashSet<string> Left { get; } = [];

    /// <summary>When the book was last changed for them.</summary>
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>Until when they have to stand on the call list; null when they needn't.</summary>
    public DateTimeOffset? CallUntil { get; set; }

    /// <summary>What changed and the patient doesn't know: new or moved visits as they are, and times at which nothing takes place any more.</summary>
    public (List<BookedVisit> Stand, List<DateTimeOffset> Fall) News(DateTimeOffset now)
    {
        var live = Visits.Values.Where(v => v.IsToCome).ToList();
        List<BookedVisit> stand = [.. live.Where(v => v.Start > now && !(Told.TryGetValue(v.Id, out var t) && t.Start == v.Start)).OrderBy(v => v.Start)];
        List<DateTimeOffset> fall = [.. Told.Where(t => stand.Any(s => s.Id == t.Key) || (t.Value.Start > now && live.TrueForAll(v => v.Id != t.Key))).Select(t => t.Value.Start)];
        return (stand, fall);
    }

    /// <summary>Every start that the news speaks of.</summary>
    public IEnumerable<DateTimeOffset> NewsStarts(DateTimeOffset now) => News(now) is var (stand, fall) ? stand.Select(s => s.Start).Concat(fall) : [];

    /// <summary>They were told: the book as it is.</summary>
    /// <param name="at">Now.</param>
    /// <param name="byMessage">Whoever was called is reminded all the same.</param>
    public void Tell(DateTimeOffset at, bool byMessage)
    {
        var (stand, _) = News(at);
        foreach (var gone in Told.Keys.Where(k => !Visits[k].IsToCome).ToList())
        {
            Told.Remove(gone);
        }

        foreach (var visit in stand)
        {
            Told[visit.Id] = (visit.Start, byMessage ? at : DateTimeOffset.MinValue);
        }
    }

    /// <summary>Reminders and digests that are due after one tick and not after the next, by the book at the latter (M1).</summary>
    public IReadOnlyList<Wanted> Due(DateTimeOffset after, DateTimeOffset until)
    {
        bool Falls(DateTimeOffset at) => at > after && at <= until;
        var today = clock.DateAt(until);
        List<Wanted> due = [];
        HashSet<Guid> reminded = [];
        var live = Visits.Values.Where(v => v.IsToCome).OrderBy(v => v.Start).ToList();
        var firsts = live.GroupBy(v => clock.DateAt(v.Start)).Select(day => day.First()).ToList();
        foreach (var visit in firsts.Where(v => v.Start > until))
        {
            var before = Visits.Values.Where(v => v.Course is not null && v.Course == visit.Course && v.Start < visit.Start && (v.IsToCome || v.State == "no_show")).MaxBy(v => v.Start);
            var between = before is null ? int.MaxValue : clock.DateAt(visit.Start).DayNumber - clock.DateAt(before.Start).DayNumber - 1;
            int[] days = between >= 3 ? [3, 1] : before!.State == "no_show" ? [1] : [];
            if (days.Length > 0)
            {
                reminded.Add(visit.Id);
            }

            foreach (var ahead in days)
            {
                var on = clock.DateAt(visit.Start).AddDays(-ahead);
                if (Math.Abs(on.DayNumber - today.DayNumber) <= 1 && Falls(clock.First(on, terms.SendAt)))
                {
                    due.Add(new Wanted(visit, ahead));
                }
            }
        }

        for (var day = today.AddDays(-1); day <= today; day = day.AddDays(1))
        {
            if (day.DayOfWeek == DayOfWeek.Sunday && Falls(clock.First(day, terms.DigestAt))
                && live.Where(v => v.Course is not null && clock.DateAt(v.Start) > day && clock.DateAt(v.Start) <= day.AddDays(7))
                    .GroupBy(v => clock.DateAt(v.Start)).Any(on => !reminded.Contains(on.First().Id)))
            {
                due.Add(new Wanted(null, 0));
            }
        }

        return due;
    }

    /// <summary>Whether somebody who heard of the visit within a day, or is about to, is left alone.</summary>
    public bool IsToldOf(BookedVisit visit, DateTimeOffset at) => !Told.TryGetValue(visit.Id, out var told) || told.Start != visit.Start || told.At > at.AddDays(-1);

    /// <summary>Whether another reminder by text may leave (M3).</summary>
    public bool MayBeReminded(DateTimeOffset at) =>
        !ByText || (remindedByText.TrueForAll(s => clock.DateAt(s) != clock.DateAt(at)) && remindedByText.Count(s => s > at.AddDays(-7)) < 3);

    /// <summary>One has left.</summary>
    public void Reminded(DateTimeOffset at) => remindedByText.Add(at);

    /// <summary>Whether news must have left by now: it is old enough, and it is no quiet hour and was none a while ago.</summary>
    public bool IsOverdue(DateTimeOffset at)
    {
        if (!reachable || ChangedAt > at - Settled || !NewsStarts(at).Any())
        {
            return false;
        }

        var (from, until) = IsUrgent(at) && IsUrgent(ChangedAt) ? terms.UrgentHours : terms.Hours;
        return clock.IsWithin(at, from, until) && clock.IsWithin(at - Settled, from, until);
    }

    /// <summary>Whether a visit that they don't know of, or know wrongly, is within a day (M11).</summary>
    public bool IsUrgent(DateTimeOffset at) => NewsStarts(at).Any(s => s > at && s <= at.AddHours(24));

    /// <summary>The news in the words of a message, by time.</summary>
    public IReadOnlyList<string> NewsLines(DateTimeOffset now)
    {
        var (stand, _) = News(now);
        var lines = stand.Select(v => (v.Start, Told.TryGetValue(v.Id, out var was) ? $"{Said(v.Start)} (not {Said(was.Start)})" : Said(v.Start)));
        var fallen = Told.Where(t => t.Value.Start > now && !Visits[t.Key].IsToCome).Select(t => (t.Value.Start, $"not {Said(t.Value.Start)}"));
        return [.. lines.Concat(fallen).OrderBy(l => l.Start).Select(l => l.Item2)];
    }

    /// <summary>A start as a message has it, by the wall of the site.</summary>
    public string Said(DateTimeOffset start, string between = " ") => siteClock.At(start) is var wall
        ? wall.ToString("ddd, MMM d", CultureInfo.InvariantCulture) + between + wall.ToString("h:mm tt", CultureInfo.InvariantCulture) : "";

    public override string ToString() => $"patient {index} in {clock.ZoneId} of the clinic in {siteClock.ZoneId}";
}
