using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Appointments;

/// <summary>Random days at the desk: whatever is tried in whatever order, the table of states holds, and with it numbers, places and versions.</summary>
public sealed class RandomDaysTests : IClassFixture<ApiFixture>
{
    private const int Steps = 80;

    // The table of states once more, written by hand.
    private static readonly Dictionary<string, string[]> May = new()
    {
        ["booked"] = ["confirm>confirmed", "check-in>checked_in", "deliver>delivered", "no-show>no_show", "cancel>cancelled_by_patient", "move>booked"],
        ["confirmed"] = ["check-in>checked_in", "deliver>delivered", "no-show>no_show", "cancel>cancelled_by_patient", "move>booked"],
        ["checked_in"] = ["start>in_progress", "deliver>delivered", "send-home>sent_home", "undo>booked", "undo>confirmed"],
        ["in_progress"] = ["deliver>delivered", "deliver-part>partial"],
        ["delivered"] = ["undo>checked_in", "undo>booked", "undo>confirmed"],
        ["partial"] = ["undo>checked_in", "decide-partial>partial"],
        ["sent_home"] = ["undo>checked_in"],
        ["no_show"] = ["undo>booked", "undo>confirmed"],
        ["cancelled_by_patient"] = ["undo>booked", "undo>confirmed"],
    };

    private static readonly string[] Actions = ["confirm", "check-in", "start", "deliver", "deliver-part", "decide-partial", "send-home", "no-show", "cancel", "move", "undo"];
    private readonly TestApi api;

    public RandomDaysTests(ApiFixture fixture) => api = fixture.Api;

    [Fact]
    public async Task RandomSequences_KeepTableNumbersPlacesAndVersions()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var now = VisitCalls.MondayMorning;
        api.Clock.Set(now);
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync(4);
        HashSet<string> seen = [];
        for (var step = 0; step < Steps; step++)
        {
            now = now.AddMinutes(random.Next(0, 90));
            api.Clock.Set(now);
            var visit = visits[random.Next(visits.Count)];
            var before = await clinic.VisitAsync(visit);
            // Mostly what the table allows; otherwise anything.
            var allowed = May[(string)before.Json["state"]!].Select(a => a.Split('>')[0]).ToList();
            var action = random.Next(4) == 0 ? Actions[random.Next(Actions.Length)] : allowed[random.Next(allowed.Count)];
            var version = await VersionAsync(course);
            var answer = await clinic.ActAsync(visit, action == "deliver-part" ? "deliver" : action, BodyOf(action, before.Json, now, random), before.ETag);
            var after = await clinic.VisitAsync(visit);
            var (from, to) = ((string)before.Json["state"]!, (string)after.Json["state"]!);
            var told = $"seed {seed}, step {step}: {action} of {from} gave {(int)answer.Status}, now {to}: {answer.Text}";
            if (answer.Status == HttpStatusCode.OK)
            {
                Assert.True(May[from].Contains($"{action}>{to}"), told);
                Assert.True(await VersionAsync(course) > version, told);
                Assert.NotEqual(before.ETag, after.ETag);
                seen.Add($"{from}:{action}");
            }
            else
            {
                Assert.True(answer.Code is "wrong_state" or "unprocessable" or "place_taken" or "rule_broken", told);
                Assert.Equal(before.Text, after.Text);
                Assert.Equal(version, await VersionAsync(course));
            }

            await CheckAsync(clinic, course, visits, told);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(' ', seen.Order(StringComparer.Ordinal)));
        Assert.True(seen.Count > 8, $"seed {seed}: only {string.Join(' ', seen)}");
    }

    private async Task CheckAsync(SmallClinic clinic, Guid course, IReadOnlyList<Guid> visits, string told)
    {
        var all = (await clinic.Client.GetAsync($"/v1/appointments?courseId={course}")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(v => v!).ToList();
        Assert.True(all.Count == visits.Count, told);
        bool Given(JsonNode v) => (string)v["state"]! == "delivered" || (bool?)v["partialCounts"] == true;
        bool ToCome(JsonNode v) => (string)v["state"]! is "booked" or "confirmed" or "checked_in" or "in_progress";
        var numbered = all.Where(v => Given(v) || ToCome(v)).OrderBy(v => Given(v) ? 0 : 1).ThenBy(v => (DateTimeOffset)v["start"]!).Select(v => (int?)v["sessionNumber"]).ToList();
        Assert.True(numbered.SequenceEqual(Enumerable.Range(1, numbered.Count).Cast<int?>()), $"{told}: numbers {string.Join(' ', numbered)}");
        Assert.True(all.Where(v => !Given(v) && !ToCome(v)).All(v => v["sessionNumber"] is null), told);
        var progress = await clinic.ProgressAsync(course);
        Assert.True(
            ((int)progress["delivered"]!, (int)progress["booked"]!, (int)progress["owed"]!) == (all.Count(Given), all.Count(ToCome), 36 - all.Count(Given) - all.Count(ToCome)),
            $"{told}: {progress}");
        // A place for each visit whose state takes one, whole; of the others nothing that was still to come when they were closed.
        Assert.True(
            await api.QueryAsync<long>(
                """
                select count(*) from appointments a where a.course_id = $1 and
                    case when a.state in ('booked', 'confirmed', 'checked_in', 'in_progress', 'delivered', 'partial')
                    then not exists (select 1 from allocations l where l.appointment_id = a.id and l.live and l.resource_id = a.patient_id and l.starts_at = a.starts_at and l.ends_at = a.ends_at)
                    else exists (select 1 from allocations l join lateral (select max(c.at) as at from appointment_changes c where c.appointment_id = a.id) c on true
                        where l.appointment_id = a.id and l.live and l.ends_at > c.at + interval '5 minutes') end
                """,
                course) == 0,
            told + ": places");
        Assert.True(
            await api.QueryAsync<long>("select count(*) from appointment_changes c join appointments a on a.id = c.appointment_id where a.course_id = $1 and c.actor is distinct from 'front-desk-1'", course) == 0,
            told + ": actors");
    }

    private static object BodyOf(string action, JsonNode visit, DateTimeOffset now, Random random)
    {
        // Afterwards, at some time around the visit, or now.
        var around = ((DateTimeOffset)visit["start"]!).AddMinutes(random.Next(-30, 120));
        DateTimeOffset? at = random.Next(4) == 0 || around > now ? null : around;
        return action switch
        {
            "send-home" => new { at, reason = "Unwell." },
            "deliver-part" => new { at, partial = true },
            "decide-partial" => new { decision = random.Next(2) == 0 ? "count" : "repeat", reason = "As seen." },
            "cancel" => new { scope = "this", by = "patient", reason = "Ill." },
            "move" => new { scope = "this", localTime = $"{random.Next(8, 17):00}:00" },
            "undo" => new { },
            _ => new { at },
        };
    }

    private Task<int> VersionAsync(Guid course) => api.QueryAsync<int>("select version from courses where id = $1", course);
}
