using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Repairs;

/// <summary>R15: staff of other sites as an option of a repair, for a whole day, only when asked, never at two sites on one day.</summary>
public sealed class StaffLendingTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly DateTimeOffset Now = new(2027, 2, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday"];
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task OnlyTechnicianIll_ColleagueOfTheOtherSiteFree_KeepsTheTime_WhenAsked()
    {
        var (clinic, other, colleague) = await SeedAsync();
        var ill = new { resourceId = clinic.Technicians[0], from = "2027-02-17T05:00:00Z", until = "2027-02-18T05:00:00Z", reason = "Ill" };
        var without = (await clinic.Client.PostAsync("/v1/closures", ill)).Expect(HttpStatusCode.Created).Json["repair"]!;
        Assert.Equal((1, 0), ((int)without["cost"]!["moved"]!, without["lentStaff"]!.AsArray().Count));

        var asked = (await clinic.Client.PostAsync($"/v1/repairs/{(string)without["id"]!}/propose-again?staffOfOtherSites=true")).Expect(HttpStatusCode.OK).Json["repair"]!;
        Assert.Equal((0, 0, 0), ((int)asked["cost"]!["lost"]!, (int)asked["cost"]!["moved"]!, (int)asked["cost"]!["told"]!));
        var lent = $$"""[{"staffId": "{{colleague}}", "name": "Colleague", "date": "2027-02-17", "fromSiteId": "{{other}}", "toSiteId": "{{clinic.SiteId}}", "from": "08:00", "until": "16:00"}]""";
        JsonAssert.Equal(lent, asked["lentStaff"]!.ToJsonString());
        Assert.Contains(colleague, Assert.Single(asked["changes"]!.AsArray())!["after"]!["resources"]!.AsArray().Select(r => (string)r!["id"]!));
        var calls = (await clinic.Client.GetAsync($"/v1/repairs/{(string)asked["id"]!}/call-list")).Expect(HttpStatusCode.OK).Json;
        JsonAssert.Equal(lent, calls["staff"]!.ToJsonString());
        Assert.Empty(calls["items"]!.AsArray());

        var applied = (await ApplyAsync(clinic, asked)).Expect(HttpStatusCode.OK);
        JsonAssert.Equal(
            $$"""[{"date": "2027-02-17", "shifts": [{"siteId": "{{clinic.SiteId}}", "from": "08:00", "until": "16:00", "mode": "in_person"}], "reason": "Lent by a repair"}]""",
            (await ExceptionsAsync(clinic, colleague)).ToJsonString());
        await AssertWholeAsync(clinic);
        // That day they can't be booked at their own site any more.
        var visit = new { patientId = clinic.Patients[0], siteId = other, kind = "consult", start = new { local = "2027-02-17T10:00" } };
        Assert.NotEqual(HttpStatusCode.Created, (await clinic.Client.PostAsync("/v1/appointments", visit)).Status);

        (await clinic.Client.DeleteAsync($"/v1/closures/{(string)asked["causeId"]!}", "\"1\"")).Expect(HttpStatusCode.NoContent);
        (await clinic.Client.PostAsync($"/v1/repairs/{(string)asked["id"]!}/undo", ifMatch: applied.ETag)).Expect(HttpStatusCode.OK);
        Assert.Empty(await ExceptionsAsync(clinic, colleague));
        await AssertWholeAsync(clinic);
    }

    [Theory]
    [InlineData("closed")]
    [InlineData("off")]
    [InlineData("exception")]
    [InlineData("here_too")]
    [InlineData("no_credential")]
    [InlineData("by_video")]
    public async Task ColleagueNotFreeForTheDay_IsNotLent(string why)
    {
        var (clinic, other, colleague) = await SeedAsync();
        var path = $"/v1/staff/{colleague}";
        object Shift(Guid site, string day, string mode = "in_person") => new { siteId = site, day, from = "08:00", until = "16:00", mode };
        ApiAnswer? changed = why switch
        {
            "closed" => await clinic.Client.PostAsync("/v1/closures", new { resourceId = colleague, from = "2027-02-17T20:00:00Z", until = "2027-02-17T21:00:00Z", reason = "Dentist" }),
            "off" => await clinic.Client.PatchAsync(path, new { shifts = Weekdays.Where(d => d != "wednesday").Select(d => Shift(other, d)) }, "\"1\""),
            "exception" => await clinic.Client.PatchAsync(path, new { shiftExceptions = new[] { new { date = "2027-02-17", shifts = new[] { new { siteId = other, from = "08:00", until = "16:00" } } } } }, "\"1\""),
            "here_too" => await clinic.Client.PatchAsync(path, new { shifts = Weekdays.Select(d => Shift(other, d)).Append(new { siteId = clinic.SiteId, day = "wednesday", from = "17:00", until = "19:00", mode = "in_person" }) }, "\"1\""),
            "no_credential" => await clinic.Client.PatchAsync(path, new { credentials = Array.Empty<object>() }, "\"1\""),
            _ => await clinic.Client.PatchAsync(path, new { shifts = Weekdays.Select(d => Shift(other, d, "virtual_av")) }, "\"1\""),
        };
        Assert.True(changed.Status is HttpStatusCode.OK or HttpStatusCode.Created, changed.Text);
        var ill = new { resourceId = clinic.Technicians[0], from = "2027-02-17T05:00:00Z", until = "2027-02-18T05:00:00Z", reason = "Ill", staffOfOtherSites = true, dryRun = true };
        var repair = (await clinic.Client.PostAsync("/v1/closures", ill)).Expect(HttpStatusCode.OK).Json["repair"]!;
        Assert.Empty(repair["lentStaff"]!.AsArray());
    }

    [Fact]
    public async Task ColleagueBookedSince_RefusesTheRepair_AndTheFreshOneDoesWithoutThem()
    {
        var (clinic, _, colleague) = await SeedAsync();
        var ill = new { resourceId = clinic.Technicians[0], from = "2027-02-17T05:00:00Z", until = "2027-02-18T05:00:00Z", reason = "Ill", staffOfOtherSites = true };
        var repair = (await clinic.Client.PostAsync("/v1/closures", ill)).Expect(HttpStatusCode.Created).Json["repair"]!;
        Assert.Single(repair["lentStaff"]!.AsArray());
        (await clinic.Client.PostAsync("/v1/closures", new { resourceId = colleague, from = "2027-02-17T20:00:00Z", until = "2027-02-17T21:00:00Z", reason = "Dentist" })).Expect(HttpStatusCode.Created);

        var refused = (await ApplyAsync(clinic, repair)).Expect(HttpStatusCode.Conflict, "plan_outdated");
        Assert.Empty(await ExceptionsAsync(clinic, colleague));
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from appointment_changes where clinic_id = $1 and kind in ('swapped', 'moved')", clinic.Client.ClinicId));
        Assert.NotNull(refused.Json["repair"]);
    }

    private static Task<ApiAnswer> ApplyAsync(SmallClinic clinic, JsonNode repair) => clinic.Client.PostAsync($"/v1/repairs/{(string)repair["id"]!}/apply", new { }, (string)repair["etag"]!);

    private static async Task<JsonArray> ExceptionsAsync(SmallClinic clinic, string person) => (await clinic.Client.GetAsync($"/v1/staff/{person}/shifts")).Expect(HttpStatusCode.OK).Json["shiftExceptions"]!.AsArray();

    private async Task AssertWholeAsync(SmallClinic clinic)
    {
        Assert.Equal(0L, await api.OverlapsAsync());
        var found = (await clinic.Client.PostAsync("/v1/repairs", new { siteId = clinic.SiteId, dryRun = true })).Expect(HttpStatusCode.OK);
        Assert.True(found.Json["affected"]!.AsArray().Count == 0, found.Text);
    }

    // A site with one technician and a booked course, and another of the clinic with a colleague who may operate the same model.
    private async Task<(SmallClinic Clinic, Guid Other, string Colleague)> SeedAsync()
    {
        api.Clock.Set(Now);
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var hours = Weekdays.Select(day => new { day, from = "07:00", until = "19:00" });
        var other = (await clinic.Client.PostAsync("/v1/sites", new { name = "Other", timeZone = "America/New_York", openingHours = hours })).Expect(HttpStatusCode.Created).Id;
        var colleague = (await clinic.Client.PostAsync("/v1/staff", new
        {
            name = "Colleague",
            roles = new[] { "technician" },
            credentials = new[] { new { kind = "operator", deviceModelId = clinic.ModelId, validFrom = "2020-01-01" } },
            shifts = Weekdays.Select(day => new { siteId = other, day, from = "08:00", until = "16:00" }),
        })).Expect(HttpStatusCode.Created).Id;
        var course = await clinic.CreateCourseAsync(0);
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-08", preferredTime = "09:00" })).Expect(HttpStatusCode.Created);
        return (clinic, Guid.Parse($"{other}"), $"{colleague}");
    }
}
