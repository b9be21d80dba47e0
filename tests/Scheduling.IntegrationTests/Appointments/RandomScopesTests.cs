using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Appointments;

/// <summary>R12 over random histories: visits under way, delivered, missed or past never change under any scope, and no visit is lost.</summary>
public sealed class RandomScopesTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const int Days = 14;
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task RandomHistories_UnderRandomScopes_NeverChangeWhatIsOver()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        api.Clock.Set(VisitCalls.MondayMorning);
        var clinic = await new ClinicBuilder().WithTechnicians(2).WithDevices(2).WithPatients(2).SeedAsync(api);
        await clinic.WholeCourseAsync(1, "13:00");
        var (course, _) = await clinic.WholeCourseAsync();
        var (changed, refused) = (0, 0);
        for (var day = 0; day < Days; day++)
        {
            var today = VisitCalls.MondayMorning.AddDays(day);
            var now = today;
            api.Clock.Set(now);
            foreach (var visit in (await clinic.VisitsAsync(course)).Where(v => (string)v["state"]! == "booked" && ((DateTimeOffset)v["start"]!).Date == today.Date))
            {
                now = ((DateTimeOffset)visit["start"]!).AddMinutes(10);
                api.Clock.Set(now);
                await ActAsync(clinic, visit, random);
            }

            for (var change = 0; change < 2; change++)
            {
                var visits = await clinic.VisitsAsync(course);
                var fixedOnes = visits.Where(v => (string)v["state"]! is not ("booked" or "confirmed" or "needs_new_time") || (DateTimeOffset)v["start"]! <= now).ToList();
                var named = visits[random.Next(visits.Count)];
                var (action, body, dry) = Change(clinic, named, random, mayCancel: day >= Days - 3);
                var before = await RowsAsync(course);
                var answer = await clinic.Client.PostAsync($"/v1/appointments/{named.Id()}/{action}", body, await clinic.CourseTagAsync(course));
                var after = await clinic.VisitsAsync(course);
                var told = $"seed {seed}, day {day}: {action} {body.ToJsonString()} gave {(int)answer.Status} {answer.Text}";
                Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity, told);
                Assert.Equal(visits.Count, after.Count);
                foreach (var was in fixedOnes)
                {
                    Assert.True(was.ToJsonString() == after.Single(v => v.Id() == was.Id()).ToJsonString(), told);
                }

                if (dry || answer.Status != HttpStatusCode.OK)
                {
                    Assert.True(before == await RowsAsync(course), told);
                    refused++;
                    continue;
                }

                changed++;
                var live = after.Where(v => (string)v["state"]! is "booked" or "confirmed").ToList();
                Assert.True(live.GroupBy(v => (string)v["localDate"]!).All(d => d.Count() == 1), told);
                Assert.True(await api.QueryAsync<long>("select count(*) from appointments a where a.course_id = $1 and a.state in ('booked', 'confirmed') and not exists (select 1 from allocations l where l.appointment_id = a.id and l.live and l.starts_at = a.starts_at)", course) == 0, told);
                Assert.True(await api.QueryAsync<long>("select count(*) from allocations l join appointments a on a.id = l.appointment_id where a.course_id = $1 and l.live and a.state like 'cancelled%' and l.ends_at > a.closed_at + interval '5 minutes'", course) == 0, told);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{changed} changed, {refused} refused or only looked at");
        Assert.True(changed > 0 && refused > 0, $"seed {seed}: {changed} changed, {refused} refused or only looked at");
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

    private static (string Action, JsonObject Body, bool Dry) Change(SmallClinic clinic, JsonNode named, Random random, bool mayCancel)
    {
        var dry = random.Next(4) == 0;
        var body = new JsonObject { ["scope"] = random.Next(2) == 0 ? "following" : "remaining", ["dryRun"] = dry };
        // Nothing can be changed any more once all that remains is cancelled.
        if (mayCancel && random.Next(4) == 0)
        {
            (body["by"], body["reason"]) = ("patient", "Moves away.");
            return ("cancel", body, dry);
        }

        switch (random.Next(4))
        {
            case 0:
                body["localTime"] = $"{random.Next(7, 19):00}:{random.Next(12) * 5:00}";
                break;
            case 1:
                body["shiftMinutes"] = random.Next(-24, 24) * 5;
                break;
            case 2:
                body["start"] = new JsonObject { ["localDate"] = DateOnly.FromDateTime(((DateTimeOffset)named["start"]!).DateTime).AddDays(random.Next(-3, 8)).ToString("yyyy-MM-dd", null), ["localTime"] = "10:00" };
                break;
            default:
                body["resources"] = new JsonObject { ["staff"] = new JsonArray(new JsonObject { ["role"] = "technician", ["staffId"] = clinic.Technicians[random.Next(2)].ToString() }) };
                break;
        }

        return ("move", body, dry);
    }

    private Task<string> RowsAsync(Guid course) => api.QueryAsync<string>(
        "select md5((select c::text from courses c where c.id = $1) || (select string_agg(a::text, ',' order by a.id) from appointments a where a.course_id = $1) || (select string_agg(l::text, ',' order by l.id) from allocations l join appointments a on a.id = l.appointment_id where a.course_id = $1) || (select count(*) from appointment_changes))", course);
}
