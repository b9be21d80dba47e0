using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Repairs;

/// <summary>R15: whatever change takes a place from booked visits, its answer lists them and carries a repair; a dry run shows the same and stores nothing.</summary>
public sealed class DisruptionsTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly DateTimeOffset Now = new(2027, 2, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task CertificateEndsOnAWednesday_ItsVisitsStand_ThursdaysAreListedWithARepair()
    {
        var clinic = await SeedAsync(new ClinicBuilder().WithTechnicians(2));
        var visits = await BookAsync(clinic);
        var technician = TechnicianOf(visits.Single(v => (string)v!["localDate"]! == "2027-02-17")!);
        var theirs = visits.Where(v => TechnicianOf(v!) == technician).Select(v => (string)v!["localDate"]!).ToList();
        Assert.Contains("2027-02-18", theirs);
        var credential = new { kind = "operator", deviceModelId = clinic.ModelId, validFrom = "2020-01-01", validUntil = "2027-02-17" };

        var ended = (await clinic.Client.PutAsync($"/v1/staff/{technician}/credentials", new { credentials = new[] { credential } }, "\"1\"")).Expect(HttpStatusCode.OK);

        Assert.Equal(theirs.Where(d => string.CompareOrdinal(d, "2027-02-17") > 0), Dates(ended.Json["affected"]!));
        Assert.Equal("2027-02-18", Dates(ended.Json["affected"]!).First());
        Assert.All(ended.Json["affected"]!.AsArray(), a => Assert.Equal(("credential", "R3", "credential_missing"), Because(a!)));
        var repair = ended.Json["repair"]!;
        Assert.Equal(("staff", technician, "proposed"), ((string)repair["causeKind"]!, (string)repair["causeId"]!, (string)repair["status"]!));
        // A colleague may operate it: everybody keeps their time.
        Assert.Equal((0, 0, 0), ((int)repair["cost"]!["lost"]!, (int)repair["cost"]!["moved"]!, (int)repair["cost"]!["told"]!));
        Assert.Equal(Dates(ended.Json["affected"]!), repair["changes"]!.AsArray().Select(c => (string)c!["before"]!["localDate"]!));
        (await ApplyAsync(clinic, repair)).Expect(HttpStatusCode.OK);
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from appointment_staff s join appointments a on a.id = s.appointment_id where a.clinic_id = $1 and s.staff_id = $2::uuid and a.local_date > '2027-02-17'", clinic.Client.ClinicId, technician));
        Assert.Equal(theirs.Count(d => string.CompareOrdinal(d, "2027-02-17") <= 0), await api.QueryAsync<long>("select count(*) from appointment_staff s join appointments a on a.id = s.appointment_id where a.clinic_id = $1 and s.staff_id = $2::uuid", clinic.Client.ClinicId, technician));
        await AssertWholeAsync(clinic);
    }

    [Theory]
    [InlineData("roles")]
    [InlineData("credentials")]
    [InlineData("shifts")]
    [InlineData("exception")]
    [InlineData("model")]
    [InlineData("room")]
    [InlineData("hours")]
    [InlineData("holiday")]
    [InlineData("closure")]
    [InlineData("windows")]
    [InlineData("absence")]
    public async Task Change_ThatTakesPlaces_ShowsARepair_StoresNothingOnADryRun_ThenProposesTheSame(string change)
    {
        var clinic = await SeedAsync(new ClinicBuilder().WithDevices(2).WithTechnicians(2));
        var visits = await BookAsync(clinic);
        var (technician, device) = (TechnicianOf(visits[5]!), (string)visits[5]!["resources"]!.AsArray().Single(r => (string?)r!["kind"] == "device")!["id"]!);
        var elsewhere = (await clinic.Client.PostAsync("/v1/rooms", new { siteId = clinic.SiteId, name = "Elsewhere" })).Expect(HttpStatusCode.Created).Id;
        var empty = Array.Empty<object>();
        async Task<ApiAnswer> SendAsync(bool dryRun) => change switch
        {
            "roles" => await clinic.Client.PatchAsync($"/v1/staff/{technician}", new { roles = new[] { "nurse" }, dryRun }, "\"1\""),
            "credentials" => await clinic.Client.PutAsync($"/v1/staff/{technician}/credentials", new { credentials = empty, dryRun }, "\"1\""),
            "shifts" => await clinic.Client.PutAsync($"/v1/staff/{technician}/shifts", new { shifts = empty, shiftExceptions = empty, dryRun }, "\"1\""),
            "exception" => await clinic.Client.PatchAsync($"/v1/staff/{technician}", new { shiftExceptions = new[] { new { date = (string)visits[5]!["localDate"]!, shifts = empty } }, dryRun }, "\"1\""),
            "model" => await clinic.Client.PatchAsync($"/v1/device-models/{clinic.ModelId}", new { clearances = empty, dryRun }, "\"1\""),
            "room" => await clinic.Client.PatchAsync($"/v1/devices/{device}", new { roomId = elsewhere, dryRun }, "\"1\""),
            "hours" => await clinic.Client.PatchAsync($"/v1/sites/{clinic.SiteId}", new { openingHours = new[] { "monday", "tuesday", "wednesday", "thursday", "friday" }.Select(day => new { day, from = "12:00", until = "19:00" }), dryRun }, "\"1\""),
            "holiday" => await clinic.Client.PostAsync("/v1/holidays", new { date = "2027-02-15", name = "Presidents' Day", dryRun }),
            "closure" => await clinic.Client.PostAsync("/v1/closures", new { siteId = clinic.SiteId, from = "2027-02-15T05:00:00Z", until = "2027-02-16T05:00:00Z", reason = "Flood", dryRun }),
            "windows" => await clinic.Client.PutAsync($"/v1/patients/{clinic.Patients[0]}/windows", new { windows = new[] { new { day = "friday", from = "07:00", until = "19:00" } }, dryRun }, "\"1\""),
            _ => await clinic.Client.PostAsync($"/v1/patients/{clinic.Patients[0]}/absences", new { from = "2027-02-15", until = "2027-02-16", dryRun }),
        };
        var before = await StoredAsync(clinic);

        var shown = (await SendAsync(dryRun: true)).Expect(HttpStatusCode.OK);
        Assert.Equal(before, await StoredAsync(clinic));
        Assert.NotEmpty(shown.Json["affected"]!.AsArray());
        Assert.Equal((null, null, "proposed"), ((string?)shown.Json["repair"]!["id"], (string?)shown.Json["repair"]!["etag"], (string)shown.Json["repair"]!["status"]!));
        // What is stored is at the version it was at.
        Assert.True(!shown.Headers.TryGetValue("ETag", out var stored) || stored == "\"1\"", stored);

        var done = (await SendAsync(dryRun: false)).Expect(change is "holiday" or "closure" or "absence" ? HttpStatusCode.Created : HttpStatusCode.OK);
        JsonAssert.Equal(shown.Json["affected"]!.ToJsonString(), done.Json["affected"]!.ToJsonString());
        JsonAssert.Equal(shown.Json["repair"]!.ToJsonString(), done.Json["repair"]!.ToJsonString(), "id", "etag", "causeId", "createdAt");
        var repair = done.Json["repair"]!;
        Assert.NotEmpty(repair["changes"]!.AsArray());
        var applied = await ApplyAsync(clinic, repair);
        Assert.Equal("applied", (string)applied.Expect(HttpStatusCode.OK).Json["status"]!);
        Assert.Equal(0L, await api.OverlapsAsync());
        Assert.Equal((long)(int)repair["cost"]!["lost"]!, await api.QueryAsync<long>("select count(*) from appointments where clinic_id = $1 and state = 'needs_new_time'", clinic.Client.ClinicId));
        var left = (await clinic.Client.PostAsync("/v1/repairs", new { siteId = clinic.SiteId, dryRun = true })).Expect(HttpStatusCode.OK).Json["affected"]!.AsArray();
        Assert.All(left, a => Assert.Equal("no_place", (string)a!["because"]![0]!["flag"]!));
    }

    [Fact]
    public async Task Change_ThatVisitsDontDependOn_LeavesTheOpenRepairAlone()
    {
        var clinic = await SeedAsync(new ClinicBuilder().WithTechnicians(2));
        var visits = await BookAsync(clinic);
        var path = $"/v1/staff/{TechnicianOf(visits[0]!)}";
        var hit = (await clinic.Client.PatchAsync(path, new { roles = new[] { "nurse" } }, "\"1\"")).Expect(HttpStatusCode.OK);
        var renamed = (await clinic.Client.PatchAsync(path, new { name = "Robin" }, hit.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal((0, null), (renamed.Json["affected"]!.AsArray().Count, (string?)renamed.Json["repair"]?["id"]));
        Assert.Equal((string)hit.Json["repair"]!["id"]!, await OpenAsync(clinic));
    }

    [Fact]
    public async Task SecondChangeOfOnePerson_RenewsTheirRepair_ForAllThatTheyCantServe()
    {
        var clinic = await SeedAsync(new ClinicBuilder().WithTechnicians(2));
        var visits = await BookAsync(clinic);
        var technician = TechnicianOf(visits[0]!);
        var path = $"/v1/staff/{technician}";
        var dayOff = new[] { new { date = (string)visits[0]!["localDate"]!, shifts = Array.Empty<object>() } };
        var first = (await clinic.Client.PatchAsync(path, new { shiftExceptions = dayOff }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Single(first.Json["repair"]!["changes"]!.AsArray());

        var credential = new { kind = "operator", deviceModelId = clinic.ModelId, validFrom = "2020-01-01", validUntil = "2027-02-26" };
        var second = (await clinic.Client.PutAsync($"{path}/credentials", new { credentials = new[] { credential } }, first.ETag)).Expect(HttpStatusCode.OK);
        var listed = second.Json["affected"]!.AsArray();
        Assert.Equal(["credential", "shift"], listed.Select(a => (string)a!["because"]![0]!["flag"]!).Distinct().Order());
        Assert.Equal(Dates(second.Json["affected"]!), second.Json["repair"]!["changes"]!.AsArray().Select(c => (string)c!["before"]!["localDate"]!));
        var old = (await clinic.Client.GetAsync($"/v1/repairs/{(string)first.Json["repair"]!["id"]!}")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(("superseded", (string)second.Json["repair"]!["id"]!), ((string)old["status"]!, (string)old["supersededById"]!));
        Assert.Equal((string)second.Json["repair"]!["id"]!, await OpenAsync(clinic));

        // Proposed again it is of the same cause, from the book as it is then.
        var again = (await clinic.Client.PostAsync($"/v1/repairs/{(string)second.Json["repair"]!["id"]!}/propose-again")).Expect(HttpStatusCode.OK).Json["repair"]!;
        Assert.Equal(("staff", technician, second.Json["repair"]!["changes"]!.AsArray().Count), ((string)again["causeKind"]!, (string)again["causeId"]!, again["changes"]!.AsArray().Count));

        // All of it taken back: nothing is left to repair, and nothing is open.
        var whole = new[] { new { kind = "operator", deviceModelId = clinic.ModelId, validFrom = "2020-01-01" } };
        var back = (await clinic.Client.PatchAsync(path, new { shiftExceptions = Array.Empty<object>(), credentials = whole }, second.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal((0, true), (back.Json["affected"]!.AsArray().Count, back.Json["repair"] is null));
        Assert.Null(await OpenAsync(clinic));
    }

    [Fact]
    public async Task CauseThatIsGone_WithdrawsItsProposal_AndGivesBackThePlacesThatWereLostToIt()
    {
        var clinic = await SeedAsync(new ClinicBuilder());
        await BookAsync(clinic);
        var closure = (await clinic.Client.PostAsync("/v1/closures", new { resourceId = clinic.Devices[0], from = "2027-03-01T05:00:00Z", estimatedUntil = "2028-03-01T05:00:00Z", reason = "In service" })).Expect(HttpStatusCode.Created);
        var lost = (int)closure.Json["repair"]!["cost"]!["lost"]!;
        Assert.True(lost > 0);
        (await ApplyAsync(clinic, closure.Json["repair"]!)).Expect(HttpStatusCode.OK);
        (await clinic.Client.DeleteAsync($"/v1/closures/{(string)closure.Json["closure"]!["id"]!}", "\"1\"")).Expect(HttpStatusCode.NoContent);
        var back = (await clinic.Client.GetAsync($"/v1/repairs/{await OpenAsync(clinic)}")).Expect(HttpStatusCode.OK);
        Assert.Equal(("closure", 0, lost), ((string)back.Json["causeKind"]!, (int)back.Json["cost"]!["lost"]!, back.Json["changes"]!.AsArray().Count(c => (string)c!["step"]! is "restored" or "make_up")));
        (await ApplyAsync(clinic, back.Json)).Expect(HttpStatusCode.OK);
        Assert.Equal(36L, await api.QueryAsync<long>("select count(*) from appointments where clinic_id = $1 and state = 'booked'", clinic.Client.ClinicId));
        await AssertWholeAsync(clinic);

        var holiday = (await clinic.Client.PostAsync("/v1/holidays", new { date = "2027-02-17", name = "None" })).Expect(HttpStatusCode.Created);
        Assert.Equal("holiday", (string)holiday.Json["repair"]!["causeKind"]!);
        (await clinic.Client.DeleteAsync($"/v1/holidays/{(string)holiday.Json["holiday"]!["id"]!}", "\"1\"")).Expect(HttpStatusCode.NoContent);
        Assert.Null(await OpenAsync(clinic));
        await AssertWholeAsync(clinic);
    }

    private static string TechnicianOf(JsonNode visit) => (string)visit["resources"]!.AsArray().Single(r => (string?)r!["role"] == "technician")!["id"]!;

    private static IEnumerable<string> Dates(JsonNode affected) => affected.AsArray().Select(a => (string)a!["localDate"]!);

    private static (string, string, string) Because(JsonNode affected)
    {
        var because = Assert.Single(affected["because"]!.AsArray())!;
        return ((string)because["flag"]!, (string)because["rule"]!, (string)because["reason"]!);
    }

    private static Task<ApiAnswer> ApplyAsync(SmallClinic clinic, JsonNode repair) => clinic.Client.PostAsync($"/v1/repairs/{(string)repair["id"]!}/apply", new { }, (string)repair["etag"]!);

    private static async Task<string?> OpenAsync(SmallClinic clinic) =>
        (string?)(await clinic.Client.GetAsync("/v1/repairs?status=proposed")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().SingleOrDefault()?["id"];

    private async Task AssertWholeAsync(SmallClinic clinic)
    {
        Assert.Equal(0L, await api.OverlapsAsync());
        var found = (await clinic.Client.PostAsync("/v1/repairs", new { siteId = clinic.SiteId, dryRun = true })).Expect(HttpStatusCode.OK);
        Assert.True(found.Json["affected"]!.AsArray().Count == 0, found.Text);
    }

    // Everything of the clinic that a change could have written, row by row.
    private Task<string> StoredAsync(SmallClinic clinic) => api.QueryAsync<string>("""
        select concat_ws(' ', (select count(*) from repairs where clinic_id = $1), (select count(*) from closures where clinic_id = $1), (select count(*) from holidays where clinic_id = $1),
            (select count(*) from appointment_changes where clinic_id = $1), (select sum(version) from appointments where clinic_id = $1), (select count(*) from events where clinic_id = $1),
            (select sum(version) from staff where clinic_id = $1), (select sum(version) from devices where clinic_id = $1), (select sum(version) from device_models where clinic_id = $1),
            (select sum(version) from sites where clinic_id = $1), (select sum(version) from patients where clinic_id = $1))
        """, clinic.Client.ClinicId);

    private async Task<SmallClinic> SeedAsync(ClinicBuilder builder)
    {
        api.Clock.Set(Now);
        return await builder.SeedAsync(api);
    }

    private static async Task<JsonArray> BookAsync(SmallClinic clinic)
    {
        var course = await clinic.CreateCourseAsync(0);
        var booked = (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-08", preferredTime = "09:00" })).Expect(HttpStatusCode.Created);
        return booked.Json["appointments"]!.AsArray();
    }
}
