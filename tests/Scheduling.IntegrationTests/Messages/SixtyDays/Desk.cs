using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.Testing.Api;

namespace Scheduling.IntegrationTests.Messages.SixtyDays;

/// <summary>The front desks: what they do to the book over HTTP, and whom they find on their call lists.</summary>
internal sealed class Desk(IReadOnlyList<Person> people, Random random, DateTimeOffset start)
{
    private int booked;
    private int moved;
    private int cancelled;
    private int missed;
    private int refused;
    private int called;

    public Random Random => random;

    public int Changes => booked + moved + cancelled + missed;

    public int Urgent { get; private set; }

    public int Unreached { get; private set; }

    public string Summary => $"{booked} booked, {moved} moved, {cancelled} cancelled, {missed} missed, {refused} refused; {Urgent} urgent and {Unreached} unreached found on the call list, {called} called";

    /// <summary>A course for the first patient of each clinic, in the patient's clinic's mornings.</summary>
    public async Task BookCoursesAsync()
    {
        foreach (var person in people.Where(p => p.Index == 0))
        {
            var course = await person.Clinic.CreateCourseAsync(person.Index);
            (await person.Clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = Date(start.AddDays(8)), preferredTime = "09:00" })).Expect(HttpStatusCode.Created);
            await ReadAsync(person, start);
        }
    }

    /// <summary>Does something at random.</summary>
    /// <returns>Whom it concerns; nobody where there was nothing to do, or the service refused.</returns>
    public async Task<Person?> ChangeAsync(DateTimeOffset at)
    {
        var person = people[random.Next(people.Count)];
        var toCome = person.Visits.Values.Where(v => v.IsToCome && v.Start > at).OrderBy(v => v.Start).ToList();
        var begun = person.Visits.Values.Where(v => v.IsToCome && v.Start <= at && v.Start > at.AddDays(-2)).ToList();
        var dice = random.Next(100);
        ApiAnswer answer;
        if (begun.Count > 0 && dice < 40)
        {
            answer = await person.Clinic.ActAsync(begun[0].Id, "no-show", new { }, begun[0].ETag);
            missed += Counts(answer);
        }
        else if (toCome.Count == 0 || (dice < 60 && toCome.Count(v => v.Course is null) < 3))
        {
            var (date, time) = SomeTime(person, at);
            answer = await person.Clinic.PostVisitAsync(new { kind = "consult", start = VisitCalls.At(date, time), patientId = person.Id, siteId = person.Clinic.SiteId });
            booked += Counts(answer);
        }
        else
        {
            // The next one more often than any other: that is what is urgent.
            var visit = toCome[random.Next(2) == 0 ? 0 : random.Next(toCome.Count)];
            if (dice < 85)
            {
                var (date, time) = SomeTime(person, at);
                answer = await person.Clinic.ActAsync(visit.Id, "move", new { scope = "this", start = VisitCalls.At(date, time) }, visit.ETag);
                moved += Counts(answer);
            }
            else
            {
                answer = await person.Clinic.ActAsync(visit.Id, "cancel", new { scope = "this", by = random.Next(2) == 0 ? "patient" : "clinic", reason = "At random." }, visit.ETag);
                cancelled += Counts(answer);
            }
        }

        if (Counts(answer) == 0)
        {
            Assert.True((int)answer.Status is 409 or 422, answer.Text);
            refused++;
            return null;
        }

        await ReadAsync(person, at);
        return person;
    }

    /// <summary>M11: a minute after the change they stand on the list, with the number to call.</summary>
    public async Task ExpectOnCallListAsync(Person person, bool urgent, DateTimeOffset at)
    {
        var entries = await CallsAsync(person);
        Assert.True(entries.Count > 0, $"{person} is not on the call list");
        Assert.True(!urgent || entries.Exists(e => (string)e["message"]!["kind"]! == "urgent_change"), $"{person} is on the call list, but not for an urgent change");
        Assert.True(!person.Address.StartsWith('+') || entries.TrueForAll(e => (string?)e["phone"] == person.Address), $"{person} has another number on the call list");
        Urgent += urgent ? 1 : 0;
        Unreached += person.Reachable ? 0 : 1;
        if (random.Next(3) == 0)
        {
            await CallAsync(person, entries, at);
        }
    }

    /// <summary>Whoever was told of an urgent change and has not confirmed still stands there.</summary>
    public async Task LookAtCallListsAsync(DateTimeOffset at)
    {
        foreach (var person in people.Where(p => p.CallUntil > at))
        {
            Assert.True((await CallsAsync(person)).Count > 0, $"{person} has left the call list, and nobody called");
        }
    }

    private async Task CallAsync(Person person, List<JsonNode> entries, DateTimeOffset at)
    {
        foreach (var entry in entries)
        {
            var unsent = entry["message"]!["sentAt"] is null;
            (await person.Clinic.Client.PostAsync($"/v1/messages/{entry["message"]!["id"]}/confirm", null, (string)entry["message"]!["etag"]!)).Expect(HttpStatusCode.OK);
            if (unsent)
            {
                person.Tell(at, byMessage: false);
            }
        }

        person.CallUntil = null;
        called++;
        Assert.True((await CallsAsync(person)).Count == 0, $"{person} was called and is still on the call list");
    }

    private static async Task<List<JsonNode>> CallsAsync(Person person) =>
        [.. (await person.Clinic.Client.GetAsync("/v1/messages/call-list")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(i => i!).Where(i => (Guid)i["message"]!["patientId"]! == person.Id)];

    // The whole of the patient's book: the plain calculation knows what a reader of the API knows.
    private static async Task ReadAsync(Person person, DateTimeOffset at)
    {
        person.ChangedAt = at;
        foreach (var visit in (await person.Clinic.Client.GetAsync($"/v1/appointments?patientId={person.Id}&limit=200")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray())
        {
            var id = (Guid)visit!["id"]!;
            person.Visits[id] = new BookedVisit(id, (Guid?)visit["courseId"], (DateTimeOffset)visit["start"]!, (string)visit["state"]!, (string)visit["etag"]!);
        }
    }

    // Within a day half of the time, within ten otherwise; on a weekday, by the wall of the site.
    private (string Date, string Time) SomeTime(Person person, DateTimeOffset at)
    {
        var wall = person.SiteClock.At(at.AddMinutes(random.Next(2) == 0 ? random.Next(60, 1500) : random.Next(1500, 14400)));
        while (wall.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
        {
            wall = wall.AddDays(1);
        }

        var time = wall.Hour is >= 7 and < 18 ? new TimeOnly(wall.Hour, wall.Minute / 30 * 30) : new TimeOnly(random.Next(7, 18), 0);
        return (wall.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), time.ToString("HH:mm", CultureInfo.InvariantCulture));
    }

    private static int Counts(ApiAnswer answer) => answer.Status is HttpStatusCode.OK or HttpStatusCode.Created ? 1 : 0;

    private static string Date(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
