using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Courses;

/// <summary>R12, R13 and R23 over random histories: visits under way, delivered, missed or past never change under any amendment, and no session is lost.</summary>
public sealed class RandomAmendmentsTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const int Days = 12;
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task RandomHistories_UnderRandomAmendments_NeverChangeWhatIsOver()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        api.Clock.Set(VisitCalls.MondayMorning);
        var clinic = await new ClinicBuilder().WithTechnicians(2).WithDevices(2).WithPatients(2).SeedAsync(api);
        var sister = await SisterSite.SeedAsync(api, clinic);
        await clinic.WholeCourseAsync(1, "13:00");
        var (course, _) = await clinic.WholeCourseAsync();
        var (changed, refused) = (0, 0);
        for (var day = 0; day < Days; day++)
        {
            var today = VisitCalls.MondayMorning.AddDays(day);
            var now = today;
            api.Clock.Set(now);
            foreach (var visit in (await clinic.VisitsAsync(course)).Where(v => (string)v["state"]! == "booked" && (string)v["localDate"]! == $"{today:yyyy-MM-dd}"))
            {
                now = ((DateTimeOffset)visit["start"]!).AddMinutes(10);
                api.Clock.Set(now);
                await ActAsync(clinic, visit, random);
            }

            var visits = await clinic.VisitsAsync(course);
            var over = visits.Where(v => (string)v["state"]! is not ("booked" or "confirmed" or "needs_new_time") || (DateTimeOffset)v["start"]! <= now).ToList();
            var body = Amendment(clinic, sister, random, today);
            var before = await RowsAsync(course);
            var answer = await clinic.Client.PostAsync($"/v1/courses/{course}/amendments", body, await clinic.CourseTagAsync(course));
            var after = await clinic.VisitsAsync(course);
            var told = $"seed {seed}, day {day}: {body.ToJsonString()} gave {(int)answer.Status} {answer.Text}";
            Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity, told);
            foreach (var was in over)
            {
                Assert.True(was.ToJsonString() == after.Single(v => v.Id() == was.Id()).ToJsonString(), told);
            }

            if ((bool?)body["dryRun"] == true || answer.Status != HttpStatusCode.OK)
            {
                Assert.True(before == await RowsAsync(course), told);
                refused++;
                continue;
            }

            changed++;
            var outlook = answer.Json["course"]!;
            Assert.True((int)outlook["target"]! == (int)outlook["delivered"]! + (int)outlook["booked"]! + (int)outlook["owed"]!, told);
            var live = after.Where(v => (string)v["state"]! is "booked" or "confirmed" && (DateTimeOffset)v["start"]! > now).ToList();
            Assert.True(live.GroupBy(v => (string)v["localDate"]!).All(d => d.Count() == 1), told);
            var phases = answer.Json["targets"]!.AsArray().Select(t => (string)t!["phase"]!).ToList();
            Assert.True(live.Select(v => phases.IndexOf((string)v["phase"]!)).ToList() is var ranks && ranks.SequenceEqual(ranks.Order()), told);
            Assert.True(await api.QueryAsync<long>("select count(*) from appointments a where a.course_id = $1 and a.state in ('booked', 'confirmed') and not exists (select 1 from allocations l where l.appointment_id = a.id and l.live and l.starts_at = a.starts_at)", course) == 0, told);
        }

        Assert.True(changed > 0, $"seed {seed}: {changed} changed, {refused} refused or only looked at");
    }

    private static async Task ActAsync(SmallClinic clinic, JsonNode visit, Random random)
    {
        // Nothing is given before the initial visit (R10): that one is not missed.
        var (steps, etag) = (((string)visit["kind"]! == "initial" ? 4 : random.Next(5)) switch
        {
            0 => new[] { "no-show" },
            1 => ["check-in"],
            2 => ["check-in", "start"],
            3 => [],
            _ => ["check-in", "deliver"],
        }, (string)visit["etag"]!);
        foreach (var step in steps)
        {
            etag = (await clinic.ActAsync(visit.Id(), step, new { }, etag)).Expect(HttpStatusCode.OK).ETag;
        }
    }

    private static JsonObject Amendment(SmallClinic clinic, SisterSite sister, Random random, DateTimeOffset today)
    {
        var body = new JsonObject { ["reason"] = "Random.", ["dryRun"] = random.Next(5) == 0 };
        if (random.Next(2) == 0)
        {
            body["from"] = $"{today.AddDays(random.Next(0, 15)):yyyy-MM-dd}";
        }

        switch (random.Next(6))
        {
            case 0:
                body["cadence"] = new JsonObject { ["maxPerWeek"] = random.Next(2, 6) };
                break;
            case 1:
                body["preferredTime"] = $"{random.Next(7, 18):00}:00";
                break;
            case 2:
                body["site"] = new JsonObject { ["siteId"] = (random.Next(2) == 0 ? sister.SiteId : clinic.SiteId).ToString() };
                break;
            case 3:
                body["targets"] = new JsonArray(new JsonObject { ["phase"] = "acute", ["sessions"] = random.Next(20, 40) });
                break;
            case 4:
                body["phases"] = new JsonArray(new JsonObject { ["phase"] = $"extra_{random.Next(3)}", ["sessions"] = random.Next(1, 4), ["cadence"] = 1, ["after"] = random.Next(2) == 0 ? "acute" : null });
                ((JsonObject)body["phases"]![0]!).Remove(random.Next(4) == 0 ? "cadence" : "none");
                break;
            default:
                body["phases"] = new JsonArray(new JsonObject { ["phase"] = random.Next(2) == 0 ? "taper_2" : "acute", ["sessions"] = random.Next(0, 30) });
                break;
        }

        return body;
    }

    private Task<string> RowsAsync(Guid course) => api.QueryAsync<string>(
        "select md5((select c::text from courses c where c.id = $1) || (select string_agg(a::text, ',' order by a.id) from appointments a where a.course_id = $1) || (select string_agg(l::text, ',' order by l.id) from allocations l join appointments a on a.id = l.appointment_id where a.course_id = $1) || (select count(*) from appointment_changes) || (select count(*) from protocol_versions))", course);
}
