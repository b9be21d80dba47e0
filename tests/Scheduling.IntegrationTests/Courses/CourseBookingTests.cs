using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Courses;

/// <summary>Planning and booking a whole course (R1-R8) over HTTP.</summary>
public sealed class CourseBookingTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    // Monday, three weeks before New York's clocks go forward on 14 March 2027.
    private static readonly DateOnly Start = new(2027, 2, 22);

    [Fact]
    public async Task Book_AcrossAChangeOfClocks_KeepsTheLocalTime()
    {
        var clinic = await new ClinicBuilder().WithDevices(2).WithTechnicians(2).SeedAsync(api);
        var course = await clinic.CreateCourseAsync();

        var answer = await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = Start, preferredTime = "09:00" });

        var visits = answer.Expect(HttpStatusCode.Created).Json["appointments"]!.AsArray();
        Assert.Equal(36, visits.Count);
        Assert.Equal(Enumerable.Range(1, 36), visits.Select(v => (int)v!["sessionNumber"]!));
        Assert.All(visits, v => Assert.Equal("09:00", (string)v!["localTime"]!));
        Assert.Equal(["-04:00", "-05:00"], visits.Select(v => ((string)v!["start"]!)[^6..]).Distinct().Order());
        Assert.All(visits, v => Assert.Equal(["device", "room", "staff"], Kinds(v!).Distinct().Order()));
        Assert.Contains("prescriber", visits[0]!["resources"]!.AsArray().Select(r => (string?)r!["role"]));
        Assert.Equal(0, await api.OverlapsAsync());
    }

    [Fact]
    public async Task Book_TheSameKeyAgain_ReplaysTheAnswer()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        var request = new { startOnOrAfter = Start };

        var first = (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", request, idempotencyKey: "k-1")).Expect(HttpStatusCode.Created);
        var second = await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", request, idempotencyKey: "k-1");

        Assert.Equal(HttpStatusCode.Created, second.Status);
        Assert.Equal("true", second.Headers["Idempotent-Replayed"]);
        Assert.Equal(first.Text, second.Text);
    }

    [Fact]
    public async Task Book_AnOptionOfAPlan_BooksExactlyWhatWasShown()
    {
        var clinic = await new ClinicBuilder().WithDevices(2).WithTechnicians(2).SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        var plan = (await clinic.Client.PostAsync($"/v1/courses/{course}/plans", new { startOnOrAfter = Start, preferredTime = "10:00" })).Expect(HttpStatusCode.Created).Json;

        var booked = await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { planId = (string)plan["planId"]!, option = 1 });

        var visits = booked.Expect(HttpStatusCode.Created).Json["appointments"]!.AsArray();
        var shown = plan["options"]![0]!["sessions"]!.AsArray();
        Assert.Equal(shown.Select(Shape), visits.Select(Shape));
    }

    [Fact]
    public async Task Book_AnOptionWithOneVisitChanged_ChangesThatVisitAlone()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        var plan = (await clinic.Client.PostAsync($"/v1/courses/{course}/plans", new { startOnOrAfter = Start, preferredTime = "10:00" })).Expect(HttpStatusCode.Created).Json;
        var third = plan["options"]![0]!["sessions"]![2]!;

        var booked = await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new
        {
            planId = (string)plan["planId"]!,
            option = 1,
            changes = new[] { new { sessionNumber = 3, start = new { localDate = (string)third["localDate"]!, localTime = "15:30" } } },
        });

        var visits = booked.Expect(HttpStatusCode.Created).Json["appointments"]!.AsArray();
        Assert.Equal("15:30", (string)visits[2]!["localTime"]!);
        Assert.Equal(35, visits.Count(v => (string)v!["localTime"]! == "10:00"));
    }

    [Fact]
    public async Task Book_APlanWhoseTechnicianLostTheirCertificate_AnswersAFreshPlanAndStoresNothing()
    {
        var clinic = await new ClinicBuilder().WithTechnicians(2).SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        var plan = (await clinic.Client.PostAsync($"/v1/courses/{course}/plans", new { startOnOrAfter = Start })).Expect(HttpStatusCode.Created).Json;
        var operators = plan["options"]![0]!["sessions"]!.AsArray().SelectMany(s => s!["resources"]!.AsArray()).Where(r => (string?)r!["role"] == "technician").Select(r => (string)r!["id"]!).Distinct().ToList();
        await api.ExecuteAsync("update staff set credentials = '[]' where clinic_id = $1 and id = $2", clinic.Client.ClinicId, Guid.Parse(operators[0]));

        var answer = await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { planId = (string)plan["planId"]!, option = 1 });

        answer.Expect(HttpStatusCode.Conflict, "plan_outdated");
        Assert.All(answer.Json["conflicts"]!.AsArray(), c => Assert.Equal("R3", (string)c!["rule"]!));
        Assert.Equal(0L, await CountAsync("appointments", clinic));
        var fresh = await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { planId = (string)answer.Json["plan"]!["planId"]!, option = 1 });
        fresh.Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Book_ATechnicianWhoseCertificateEndsMidCourse_ServesNoVisitAfterThatDate()
    {
        var last = new DateOnly(2027, 3, 10);
        var clinic = await new ClinicBuilder().WithTechnicians(2).WhereTheFirstTechnicianMayOperateUntil(last).SeedAsync(api);
        var course = await clinic.CreateCourseAsync();

        var visits = (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = Start })).Expect(HttpStatusCode.Created).Json["appointments"]!.AsArray();

        var served = visits.Where(v => v!["resources"]!.AsArray().Any(r => (string)r!["id"]! == clinic.Technicians[0].ToString()));
        Assert.All(served, v => Assert.True(DateOnly.Parse((string)v!["localDate"]!, CultureInfo.InvariantCulture) <= last));
    }

    [Fact]
    public async Task Book_ACourseThatFitsNowhere_NamesEveryShortfallAndStoresNothing()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        await api.ExecuteAsync(
            "insert into closures (clinic_id, id, resource_id, starts_at, ends_at, end_is_estimated, reason, version, created_at, updated_at) values ($1, $2, $3, '2027-03-01Z', '2028-03-01Z', false, 'service', 1, now(), now())",
            clinic.Client.ClinicId, Guid.CreateVersion7(), clinic.Devices[0]);
        var course = await clinic.CreateCourseAsync();

        var answer = await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = Start, endOnOrBefore = "2027-06-30" });

        answer.Expect(HttpStatusCode.UnprocessableEntity, "course_does_not_fit");
        var shortfalls = answer.Json["shortfalls"]!.AsArray();
        Assert.Equal(Enumerable.Range(6, 31), shortfalls.Select(s => (int)s!["sessionNumber"]!));
        Assert.All(shortfalls, s => Assert.NotNull(s!["blockedBy"]!["rule"]));
        Assert.Contains(shortfalls, s => (string?)s!["blockedBy"]!["resource"]?["id"] == clinic.Devices[0].ToString() && s["blockedBy"]!["blockedBy"] is not null);
        Assert.Equal(0L, await CountAsync("appointments", clinic));
        Assert.Equal(0L, await CountAsync("plans", clinic));
    }

    [Fact]
    public async Task Plan_FlexibleWithEnoughShortfalls_BooksWhatFits()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync();

        var answer = await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = Start, endOnOrBefore = "2027-04-18", mode = "flexible", maxShortfalls = 6 });

        Assert.InRange(answer.Expect(HttpStatusCode.Created).Json["appointments"]!.AsArray().Count, 30, 36);
    }

    [Fact]
    public async Task Hold_UntilItExpires_KeepsTheDeviceFromOthers_AndThenOffersItWithEveryJobStopped()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).Open(new TimeOnly(9, 0), new TimeOnly(10, 30)).SeedAsync(api);
        var one = new[] { new { phase = "acute", sessions = 20 }, new { phase = "taper_3", sessions = 0 }, new { phase = "taper_2", sessions = 0 }, new { phase = "taper_1", sessions = 0 } };
        var first = await clinic.CreateCourseAsync(0, one);
        var second = await clinic.CreateCourseAsync(1, one);
        var now = new DateTimeOffset(2027, 1, 4, 12, 0, 0, TimeSpan.Zero);
        await using var own = new StoppedClock(api, now);

        var plan = (await clinic.Client.PostAsync($"/v1/courses/{first}/plans", new { startOnOrAfter = Start, holdMinutes = 15 })).Expect(HttpStatusCode.Created).Json;
        var firstDay = (string)plan["options"]![0]!["startsOn"]!;
        Assert.Equal(now.AddMinutes(15), (DateTimeOffset)plan["hold"]!["expiresAt"]!);

        var meanwhile = (await clinic.Client.PostAsync($"/v1/courses/{second}/plans", new { startOnOrAfter = Start })).Expect(HttpStatusCode.Created).Json;
        Assert.NotEqual(firstDay, (string)meanwhile["options"]![0]!["startsOn"]!);

        api.Clock.Advance(TimeSpan.FromMinutes(15));
        var after = (await clinic.Client.PostAsync($"/v1/courses/{second}/bookings", new { startOnOrAfter = Start })).Expect(HttpStatusCode.Created).Json;
        Assert.Equal(firstDay, (string)after["appointments"]![0]!["localDate"]!);
        (await clinic.Client.PostAsync($"/v1/courses/{first}/bookings", new { planId = (string)plan["planId"]!, option = 1 })).Expect(HttpStatusCode.Conflict, "plan_outdated");
    }

    [Fact]
    public async Task Hold_ThenBook_UsesTheHoldUp()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        var plan = (await clinic.Client.PostAsync($"/v1/courses/{course}/plans", new { startOnOrAfter = Start, holdMinutes = 30 })).Expect(HttpStatusCode.Created).Json;

        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { planId = (string)plan["planId"]!, option = 1 })).Expect(HttpStatusCode.Created);

        var hold = (await clinic.Client.GetAsync($"/v1/holds/{(string)plan["hold"]!["holdId"]!}")).Expect(HttpStatusCode.OK);
        Assert.Equal("consumed", (string)hold.Json["state"]!);
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from allocations where hold_id is not null and clinic_id = $1", clinic.Client.ClinicId));
    }

    [Fact]
    public async Task Hold_ThenAskAgain_IsNotInItsOwnWay_AndIsReplacedByTheNextHold()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        var request = new { startOnOrAfter = Start, preferredTime = "10:00", holdMinutes = 30 };
        var first = (await clinic.Client.PostAsync($"/v1/courses/{course}/plans", request)).Expect(HttpStatusCode.Created).Json;

        var second = (await clinic.Client.PostAsync($"/v1/courses/{course}/plans", request)).Expect(HttpStatusCode.Created).Json;

        Assert.Equal(first["options"]!.ToJsonString(), second["options"]!.ToJsonString());
        Assert.Equal("released", (string)(await clinic.Client.GetAsync($"/v1/holds/{(string)first["hold"]!["holdId"]!}")).Json["state"]!);
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = Start, preferredTime = "10:00" })).Expect(HttpStatusCode.Created);
        Assert.Equal("consumed", (string)(await clinic.Client.GetAsync($"/v1/holds/{(string)second["hold"]!["holdId"]!}")).Json["state"]!);
    }

    [Fact]
    public async Task Book_MoreThanTheUnits_IsAShortfall_OrTaggedWhereTheCallerSaysSo()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync(coverage: new { kind = "insured", units = 20, window = new { until = "2027-12-31" } });

        var refused = (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = Start })).Expect(HttpStatusCode.UnprocessableEntity, "course_does_not_fit");
        var booked = (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = Start, allowOutsideAuthorization = true })).Expect(HttpStatusCode.Created);

        Assert.Equal(Enumerable.Range(21, 16), refused.Json["shortfalls"]!.AsArray().Select(s => (int)s!["sessionNumber"]!));
        Assert.All(refused.Json["shortfalls"]!.AsArray(), s => Assert.Equal("R19", (string)s!["blockedBy"]!["rule"]!));
        Assert.Equal(
            Enumerable.Range(21, 16),
            booked.Json["appointments"]!.AsArray().Where(a => a!["flags"]!.AsArray().Any(f => (string)f! == "unauthorized")).Select(a => (int)a!["sessionNumber"]!));
    }

    [Fact]
    public async Task Create_ASecondOpenCourseOfTheModality_IsRefusedUnlessOrdered()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        await clinic.CreateCourseAsync();
        var body = new JsonObject
        {
            ["patientId"] = clinic.Patients[0].ToString(),
            ["siteId"] = clinic.SiteId.ToString(),
            ["protocolId"] = clinic.ProtocolId.ToString(),
            ["coverage"] = new JsonObject { ["kind"] = "self_pay" },
        };

        var refused = (await clinic.Client.PostAsync("/v1/courses", body.DeepClone())).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal("R8", (string)refused.Json["rule"]!);

        body["orders"] = new JsonArray(new JsonObject { ["kind"] = "second_course", ["reason"] = "Two indications." });
        (await clinic.Client.PostAsync("/v1/courses", body)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Get_ABookedCourse_ShowsItsProgress()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = Start })).Expect(HttpStatusCode.Created);

        var read = (await clinic.Client.GetAsync($"/v1/courses/{course}")).Expect(HttpStatusCode.OK).Json;

        Assert.Equal("ready", (string)read["state"]!);
        Assert.Equal(36, (int)read["progress"]!["target"]!);
        Assert.Equal(36, (int)read["progress"]!["booked"]!);
        Assert.Equal(0, (int)read["progress"]!["owed"]!);
        (await clinic.Client.PostAsync($"/v1/courses/{course}/plans", new { startOnOrAfter = Start })).Expect(HttpStatusCode.Conflict, "wrong_state");
    }

    private static IEnumerable<string> Kinds(JsonNode visit) => visit["resources"]!.AsArray().Select(r => (string)r!["kind"]!);

    private static string Shape(JsonNode? visit) =>
        $"{visit!["sessionNumber"]} {visit["kind"]} {visit["start"]} {visit["end"]} {string.Join(',', visit["resources"]!.AsArray().Select(r => $"{r!["role"]}:{r["id"]}").Order())}";

    private Task<long> CountAsync(string table, SmallClinic clinic) => api.QueryAsync<long>($"select count(*) from {table} where clinic_id = $1", clinic.Client.ClinicId);

    // The class shares one service, so a stopped clock must run again.
    private sealed class StoppedClock : IAsyncDisposable
    {
        private readonly TestApi api;

        public StoppedClock(TestApi api, DateTimeOffset at)
        {
            this.api = api;
            api.Clock.Set(at);
        }

        public ValueTask DisposeAsync()
        {
            api.Clock.Run();
            return ValueTask.CompletedTask;
        }
    }
}
