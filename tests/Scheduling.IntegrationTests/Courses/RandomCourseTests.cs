using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Courses;

/// <summary>A whole course with random misses, made up for now and then: it ends with its target, and nothing that has happened ever changes (R10-R12).</summary>
public sealed class RandomCourseTests : IClassFixture<ApiFixture>
{
    private const int MostDays = 200;
    private readonly TestApi api;

    public RandomCourseTests(ApiFixture fixture) => api = fixture.Api;

    [Fact]
    public async Task RandomMisses_MadeUp_EndWithTheTarget_AndChangeNothingThatHappened()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        api.Clock.Set(VisitCalls.MondayMorning);
        var clinic = await new ClinicBuilder().WithDevices(2).WithTechnicians(2).SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22", preferredTime = "09:00" })).Expect(HttpStatusCode.Created);
        var (made, missed) = (0, 0);
        for (var day = 0; ; day++)
        {
            Assert.True(day < MostDays, $"seed {seed}: the course does not end");
            var visits = await VisitsAsync(clinic, course);
            if (visits.FirstOrDefault(IsToCome) is { } next)
            {
                api.Clock.Set(((DateTimeOffset)next["start"]!).AddMinutes(15));
                missed += await RunAsync(clinic, next, random, seed) ? 0 : 1;
            }

            var read = (await clinic.Client.GetAsync($"/v1/courses/{course}")).Expect(HttpStatusCode.OK).Json;
            var progress = read["progress"]!;
            var (owed, booked) = ((int)progress["owed"]!, (int)progress["booked"]!);
            if (owed == 0 && booked == 0)
            {
                break;
            }

            // Not every time: owed sessions pile up as they do at a desk. But nobody is treated before the dose is determined.
            if (owed > 0 && (booked == 0 || (bool)read["initialMissed"]! || random.Next(3) == 0))
            {
                made += await MakeUpAsync(clinic, course, seed);
            }
        }

        var end = await clinic.ProgressAsync(course);
        Assert.True(((int)end["delivered"]!, (int)end["missed"]!) is (36, _), $"seed {seed}: {end}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{missed} missed, {made} made up, ended {end["lastDeliveredOn"]}");
        Assert.True(missed == 0 || made > 0, $"seed {seed}");
    }

    // Mostly delivered; the first of a course more often missed than others, for what follows from it.
    private static async Task<bool> RunAsync(SmallClinic clinic, JsonNode visit, Random random, int seed)
    {
        var (id, etag) = (Guid.Parse((string)visit["id"]!), (string)visit["etag"]!);
        var first = (string)visit["kind"]! == "initial";
        if (random.Next(100) < (first ? 50 : 15))
        {
            (await clinic.ActAsync(id, "no-show", new { }, etag)).Expect(HttpStatusCode.OK);
            return false;
        }

        var here = (await clinic.ActAsync(id, "check-in", new { }, etag)).Expect(HttpStatusCode.OK);
        if (random.Next(100) < 5)
        {
            (await clinic.ActAsync(id, "send-home", new { reason = "Unwell." }, here.ETag)).Expect(HttpStatusCode.OK);
            return false;
        }

        var begun = (await clinic.ActAsync(id, "start", new { }, here.ETag)).Expect(HttpStatusCode.OK);
        var inPart = random.Next(100) < 5;
        var done = (await clinic.ActAsync(id, "deliver", new { partial = inPart }, begun.ETag)).Expect(HttpStatusCode.OK);
        if (inPart)
        {
            var answer = await clinic.ActAsync(id, "decide-partial", new { decision = random.Next(2) == 0 ? "count" : "repeat", reason = "As seen." }, done.ETag);
            Assert.True(answer.Status == HttpStatusCode.OK, $"seed {seed}: {answer.Text}");
        }

        return true;
    }

    private async Task<int> MakeUpAsync(SmallClinic clinic, Guid course, int seed)
    {
        var before = await VisitsAsync(clinic, course);
        var answer = await clinic.Client.PostAsync($"/v1/courses/{course}/make-ups", new { }, (await clinic.Client.GetAsync($"/v1/courses/{course}")).ETag);
        Assert.True(answer.Status == HttpStatusCode.OK, $"seed {seed}: {answer.Text}");
        var after = await VisitsAsync(clinic, course);
        var told = $"seed {seed}, day {after.Count}";
        foreach (var was in before.Where(v => !IsToCome(v)))
        {
            Assert.True(after.Single(v => (string)v["id"]! == (string)was["id"]!).ToJsonString() == was.ToJsonString(), $"{told}: changed what had happened: {was}");
        }

        var live = after.Where(v => IsToCome(v) || (string)v["state"]! is "delivered" or "partial").ToList();
        Assert.True(live.Count(v => IsToCome(v) || (string)v["state"]! == "delivered" || (bool?)v["partialCounts"] == true) == 36, told);
        var first = live.First(v => (string)v["state"]! is not "partial" || (bool?)v["partialCounts"] == true);
        Assert.True((string)first["kind"]! == "initial" || live.Any(v => (string)v["state"]! == "partial" && (string)v["kind"]! == "initial"), $"{told}: begins with {first}");
        var acute = live.Where(v => (string)v["phase"]! == "acute").Select(DateOf).ToList();
        var taper = live.Where(v => (string)v["phase"]! != "acute").Select(DateOf).ToList();
        Assert.True(taper.Where(d => d > Today()).All(d => d > acute.Max()), told + ": the taper begins before the acute phase ends");
        var dates = live.Select(DateOf).Order().ToList();
        Assert.True(dates.Distinct().Count() == dates.Count, told + ": two on a day without an order");
        Assert.True(dates.GroupBy(d => ISOWeek.GetWeekOfYear(d.ToDateTime(default))).All(w => w.Count() <= 5), told + ": a week too full");
        Assert.True(taper.Order().Zip(taper.Order().Skip(1)).All(p => p.Second.DayNumber - p.First.DayNumber >= 2), told + ": tapering sessions too close");
        return answer.Json["booked"]!.AsArray().Count;
    }

    private DateOnly Today() => DateOnly.FromDateTime(api.Clock.InstantOf(default).DateTime);

    private static async Task<List<JsonNode>> VisitsAsync(SmallClinic clinic, Guid course) =>
        [.. (await clinic.Client.GetAsync($"/v1/appointments?courseId={course}&limit=200")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(v => v!)];

    private static bool IsToCome(JsonNode visit) => (string)visit["state"]! is "booked" or "confirmed" or "checked_in" or "in_progress";

    private static DateOnly DateOf(JsonNode visit) => DateOnly.Parse((string)visit["localDate"]!, CultureInfo.InvariantCulture);
}
