using System.Globalization;
using MimeKit;
using Npgsql;
using Scheduling.Testing.Api;

namespace Scheduling.IntegrationTests.Messages.SixtyDays;

/// <summary>One tick of the worker after the other, and everything that has left by it, held against the plain calculation.</summary>
internal sealed class Outbox(TestApi api, string folder, IReadOnlyList<Person> people) : IAsyncDisposable
{
    private readonly Dictionary<string, Person> byAddress = people.ToDictionary(p => p.Address);
    private readonly NpgsqlDataSource database = NpgsqlDataSource.Create(api.Database.AdminConnectionString);
    private DateTimeOffset? last;

    public DateTimeOffset At { get; private set; }

    public int Reminders { get; private set; }

    public int Digests { get; private set; }

    public int News { get; private set; }

    public int HeldBack { get; private set; }

    public string Summary => $"{Reminders} reminders, {Digests} digests, {News} changes told, {HeldBack} reminders held back for what was told or for the limits";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => database.DisposeAsync();

    /// <summary>Runs the worker at an instant and checks what has left.</summary>
    public async Task TickAsync(DateTimeOffset at)
    {
        At = at;
        api.Clock.Set(at);
        await api.SendAsync();
        List<(Person Person, Guid Id, string Kind, Guid? Visit, string Text)> left = [];
        foreach (var file in Directory.GetFiles(folder))
        {
            var (to, text) = await ReadAsync(file);
            var (id, kind, visit) = await FindAsync(Guid.Parse(Path.GetFileNameWithoutExtension(file)));
            left.Add((byAddress[to], id, kind, visit, text));
            File.Delete(file);
        }

        foreach (var group in left.GroupBy(l => l.Person))
        {
            foreach (var (person, _, kind, _, text) in group.Where(l => l.Kind is not ("visit_reminder" or "weekly_digest")))
            {
                CheckNews(person, kind, text, at);
            }
        }

        foreach (var person in people)
        {
            CheckReminders(person, [.. left.Where(l => l.Person == person && l.Kind is "visit_reminder" or "weekly_digest").Select(l => (l.Visit, l.Text))], at);
            Assert.False(person.IsOverdue(at), $"{person} has not heard of {string.Join(", ", person.NewsLines(at))}");
        }

        last = at;
    }

    private void CheckNews(Person person, string kind, string text, DateTimeOffset at)
    {
        Assert.True(person.Reachable, $"{person} never agreed to texts and got: {text}");
        var (from, until) = kind == "urgent_change" ? person.Terms.UrgentHours : person.Terms.Hours;
        Assert.True(person.Clock.IsWithin(at, from, until), $"{person}, whose clock shows {person.Clock.At(at)}, got {kind}: {text}");
        var lines = person.NewsLines(at);
        Assert.True(lines.Count > 0, $"{person} knows all that and got: {text}");
        Assert.True(SaysNews(person, kind, text, lines, at), $"{person} got '{text}' and not '{string.Join(", ", lines)}'");
        if (kind == "urgent_change")
        {
            person.CallUntil = person.NewsStarts(at).Max();
        }

        person.Tell(at, byMessage: true);
        News++;
    }

    private static bool SaysNews(Person person, string kind, string text, IReadOnlyList<string> lines, DateTimeOffset at) =>
        !person.ByText ? ListOf(text).SequenceEqual(lines)
        : kind == "course_confirmation" ? text.Contains("the first " + person.Said(person.News(at).Stand[0].Start, " at ") + ".", StringComparison.Ordinal)
        : SaysAsManyAsFit(text, "please note: ", lines);

    private void CheckReminders(Person person, List<(Guid? Visit, string Text)> left, DateTimeOffset at)
    {
        var due = last is { } since ? person.Due(since, at) : [];
        var may = due.Where(d => person.Reachable && (d.Visit is null || !person.IsToldOf(d.Visit, at))).ToList();
        var room = person.MayBeReminded(at) ? person.ByText ? 1 : may.Count : 0;
        // What changed since the last tick may have come to be due before anybody knew of it: then it may leave, but needn't.
        var changed = person.ChangedAt > last;
        var must = changed ? 0 : Math.Min(room, may.Count);
        Assert.True(left.Count <= room && left.Count >= must, $"{person}: {left.Count} reminders left, {must} to {room} had to: {string.Join("; ", left.Select(l => l.Text))}. Due: {string.Join("; ", due)}");
        HeldBack += due.Count - left.Count;
        foreach (var (visitId, text) in left)
        {
            var wanted = may.FirstOrDefault(w => w.Visit?.Id == visitId);
            Assert.True(wanted is not null, $"{person}: not due, or told already: {text}. Due: {string.Join("; ", due)}; told: {string.Join("; ", person.Told.Values)}");
            may.Remove(wanted!);
            Assert.True(person.Clock.IsWithin(at, person.Terms.Hours.From, person.Terms.Hours.Until), $"{person}, whose clock shows {person.Clock.At(at)}, got: {text}");
            if (wanted!.Visit is { } visit)
            {
                Assert.True(text.Contains(person.Said(visit.Start, " at "), StringComparison.Ordinal), $"{person} comes at {person.Said(visit.Start)} and got: {text}");
                Assert.True(visit.Start > at, $"{person}: the visit has begun: {text}");
                Reminders++;
            }
            else
            {
                CheckDigest(person, text, at);
                Digests++;
            }

            var name = wanted.Visit is { } of ? $"{of.Id} {of.Start:u} {wanted.Days}" : $"week of {person.Clock.DateAt(at)}";
            Assert.True(person.Left.Add(name), $"{person}: twice: {text}");
            person.Reminded(at);
        }
    }

    private static void CheckDigest(Person person, string text, DateTimeOffset at)
    {
        var sunday = person.Clock.DateAt(at);
        IReadOnlyList<string> lines = [.. person.Visits.Values.Where(v => v.IsToCome && v.Start > at && person.Clock.DateAt(v.Start) <= sunday.AddDays(7)).OrderBy(v => v.Start).Select(v => person.Said(v.Start))];
        Assert.True(person.ByText ? SaysAsManyAsFit(text, "your times: ", lines) : ListOf(text).SequenceEqual(lines), $"{person} got '{text}' and not '{string.Join(", ", lines)}'");
    }

    private static bool SaysAsManyAsFit(string text, string before, IReadOnlyList<string> lines) => Enumerable.Range(1, lines.Count).Any(shown =>
        text.Contains(before + string.Join(", ", lines.Take(shown)) + (shown < lines.Count ? string.Create(CultureInfo.InvariantCulture, $", and {lines.Count - shown} more") : "") + ". ", StringComparison.Ordinal));

    private static IEnumerable<string> ListOf(string text) => text.ReplaceLineEndings("\n").Split('\n').Where(l => l.StartsWith("- ", StringComparison.Ordinal)).Select(l => l[2..]);

    private static async Task<(string To, string Text)> ReadAsync(string file)
    {
        if (file.EndsWith(".txt", StringComparison.Ordinal))
        {
            return (await File.ReadAllTextAsync(file, Cancelled)).Split("\n\n", 2) is [var head, var text] ? (head["To: ".Length..], text.TrimEnd()) : throw new InvalidOperationException(file);
        }

        using var mail = await MimeMessage.LoadAsync(file, Cancelled);
        // A reminder says its time in the subject too.
        return (mail.To.Mailboxes.Single().Address, mail.TextBody!);
    }

    private async Task<(Guid Id, string Kind, Guid? Visit)> FindAsync(Guid id)
    {
        await using var command = database.CreateCommand("select kind, appointment_id from messages where id = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        Assert.True(await reader.ReadAsync(Cancelled), $"{id} left and is in no outbox");
        return (id, reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetGuid(1));
    }
}
