using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Appointments;

public sealed class ReadingVisitsTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public ReadingVisitsTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task List_Filters_AndPagesByStart()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync();
        var consult = await clinic.BookConsultAsync("2027-02-23", "14:00", 1);
        (await clinic.ActAsync(visits[2], "cancel", new { scope = "this", by = "clinic", reason = "Closed." }, "\"1\"")).Expect(HttpStatusCode.OK);
        async Task<IEnumerable<Guid>> ListAsync(string query) => (await clinic.Client.GetAsync("/v1/appointments?" + query)).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(i => Guid.Parse((string)i!["id"]!));

        Assert.Equal([visits[0], visits[1], consult.Id, visits[2]], await ListAsync($"siteId={clinic.SiteId}"));
        Assert.Equal([visits[1], consult.Id], await ListAsync("date=2027-02-23"));
        Assert.Equal([consult.Id, visits[2]], await ListAsync("from=2027-02-23T19:00:00Z"));
        Assert.Equal([visits[0], visits[1]], await ListAsync("until=2027-02-23T14:00:00-05:00"));
        Assert.Equal([consult.Id], await ListAsync($"patientId={clinic.Patients[1]}"));
        Assert.Equal(visits, await ListAsync($"courseId={course}"));
        Assert.Equal([visits[0], consult.Id], await ListAsync($"resourceId={clinic.Prescriber}"));
        Assert.Equal([visits[2]], await ListAsync("state=cancelled_by_clinic"));
        Assert.Equal([visits[0], visits[1], consult.Id, visits[2]], await ListAsync("state=cancelled_by_clinic&state=booked"));
        (await clinic.Client.GetAsync("/v1/appointments?state=Booked")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.Client.GetAsync("/v1/appointments?day=2027-02-23")).Expect(HttpStatusCode.BadRequest, "invalid_request");

        List<Guid> seen = [];
        for (var cursor = ""; cursor is not null;)
        {
            var page = (await clinic.Client.GetAsync($"/v1/appointments?limit=1{cursor}")).Expect(HttpStatusCode.OK);
            seen.AddRange(page.Json["items"]!.AsArray().Select(i => Guid.Parse((string)i!["id"]!)));
            cursor = (string?)page.Json["next"] is { } next ? "&cursor=" + next : null;
        }

        Assert.Equal([visits[0], visits[1], consult.Id, visits[2]], seen);
        var limited = await api.CreateKeyAsync(clinic.Client.ClinicId, ["schedule:read"], [Guid.NewGuid()]);
        Assert.Empty((await limited.GetAsync("/v1/appointments")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray());
        (await limited.GetAsync($"/v1/appointments/{consult.Id}")).Expect(HttpStatusCode.Forbidden, "site_not_allowed");
        Assert.True(await api.QueryAsync<long>("select count(*) from audit_entries where action = 'search' and object_kind = 'appointment' and object_id = $1", clinic.Patients[1]) > 0);
    }

    [Fact]
    public async Task Availability_ShowsWhatIsFree_AndEveryStartShownCanBeBooked()
    {
        var clinic = await new ClinicBuilder().WithPatients(3).SeedAsync(api);
        await clinic.BookConsultAsync("2027-02-23", "10:00");
        var path = $"/v1/availability?siteId={clinic.SiteId}&kind=consult&from=2027-02-23&until=2027-02-23";
        var found = (await clinic.Client.GetAsync(path + "&step=30&limit=200")).Expect(HttpStatusCode.OK);
        var times = found.Json["items"]!.AsArray().Select(i => (string)i!["localTime"]!).ToList();
        Assert.Equal(["07:00", "07:30", "08:00", "08:30", "09:00", "11:00"], times.Take(6));
        Assert.Equal("18:00", times[^1]);
        Assert.False((bool)found.Json["more"]!);
        JsonAssert.Equal(
            $$"""
            {"siteId": "{{clinic.SiteId}}", "start": "2027-02-23T07:00:00-05:00", "end": "2027-02-23T08:00:00-05:00", "localDate": "2027-02-23", "localTime": "07:00",
             "resources": [{"kind": "staff", "id": "{{clinic.Prescriber}}", "name": "Prescriber", "role": "prescriber"}, {"kind": "room", "id": "{{clinic.Rooms[0]}}", "name": "Room 1", "role": null}]}
            """,
            found.Json["items"]![0]!.ToJsonString());
        var five = (await clinic.Client.GetAsync(path + "&limit=2")).Expect(HttpStatusCode.OK);
        Assert.Equal(["07:00", "07:05"], five.Json["items"]!.AsArray().Select(i => (string)i!["localTime"]!));
        Assert.True((bool)five.Json["more"]!);
        foreach (var time in times.Where((_, i) => i % 4 == 0))
        {
            (await clinic.Client.PostAsync("/v1/appointments", new { kind = "consult", start = VisitCalls.At("2027-02-23", time), patientId = clinic.Patients[1], siteId = clinic.SiteId, dryRun = true }, idempotencyKey: "")).Expect(HttpStatusCode.OK);
        }

        Assert.DoesNotContain("10:00", times);
        (await clinic.Client.GetAsync($"/v1/availability?siteId={clinic.SiteId}&kind=consult&from=2027-02-23&until=2027-03-26")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.Client.GetAsync(path + "&step=7")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.Client.GetAsync($"/v1/availability?siteId={clinic.SiteId}&kind=nonsense&from=2027-02-23&until=2027-02-23")).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        (await clinic.Client.GetAsync($"/v1/availability?siteId={clinic.SiteId}&from=2027-02-23&until=2027-02-23")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        var kinds = (await clinic.Client.GetAsync("/v1/visit-kinds")).Expect(HttpStatusCode.OK);
        Assert.Equal(["consult", "prescriber_review", "phone_screen", "observation"], kinds.Json["items"]!.AsArray().Select(k => (string)k!["code"]!));
    }

    [Fact]
    public async Task Availability_OfACourse_KeepsItsCadenceAndOrder_AndOfAProtocol_NeedsNoPatient()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, _) = await clinic.WeekAsync(2);
        var found = (await clinic.Client.GetAsync($"/v1/availability?siteId={clinic.SiteId}&kind=treatment&courseId={course}&from=2027-02-22&until=2027-02-26&step=60&limit=200")).Expect(HttpStatusCode.OK);
        // Monday and Tuesday have their session (R6).
        Assert.Equal(["2027-02-24", "2027-02-25", "2027-02-26"], found.Json["items"]!.AsArray().Select(i => (string)i!["localDate"]!).Distinct());
        var anyone = (await clinic.Client.GetAsync($"/v1/availability?siteId={clinic.SiteId}&kind=initial&protocolId={clinic.ProtocolId}&from=2027-02-24&until=2027-02-24&limit=1")).Expect(HttpStatusCode.OK);
        Assert.Equal(["prescriber", "technician"], anyone.Json["items"]![0]!["resources"]!.AsArray().Where(r => r!["role"] is not null).Select(r => (string)r!["role"]!).Order());
    }

    [Fact]
    public async Task Options_AreNearestFirst_TheVisitsOwnPlaceIsFree_AndTellWhatWouldChange()
    {
        var clinic = await new ClinicBuilder().WithTechnicians(2).WithPatients(2).SeedAsync(api);
        var (_, visits) = await clinic.WeekAsync(2);
        var visit = await clinic.VisitAsync(visits[1]);
        // The visit's own technician is busy from 9:40 on, so another would serve 9:30.
        (await clinic.PostVisitAsync(new
        {
            kind = "phone_screen",
            start = VisitCalls.At("2027-02-23", "09:40"),
            patientId = clinic.Patients[1],
            siteId = clinic.SiteId,
            resources = new { staff = new[] { new { role = "technician", staffId = visit.Json.Person("technician") } } },
        })).Expect(HttpStatusCode.Created);
        var options = (await clinic.Client.GetAsync($"/v1/appointments/{visits[1]}/options?limit=4&step=15")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal(["08:45", "09:15", "08:30", "09:30"], options.Select(o => (string)o!["localTime"]!));
        Assert.Equal("start|start,staff|start|start,staff", string.Join('|', options.Select(o => string.Join(',', o!["changes"]!.AsArray().Select(c => (string)c!)))));
        foreach (var option in options)
        {
            (await clinic.Client.PostAsync($"/v1/appointments/{visits[1]}/move", new { scope = "this", start = (string)option!["start"]!, dryRun = true }, "\"1\"", "")).Expect(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task DaySheet_ShowsTheDayWhole_AndNotesEveryPatientInTheAudit()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync(2);
        (await clinic.Client.PostAsync("/v1/closures", new { resourceId = clinic.Devices[0], from = "2027-02-23T17:00:00-05:00", until = "2027-02-23T18:00:00-05:00", reason = "service" })).Expect(HttpStatusCode.Created);
        var sheet = (await clinic.Client.GetAsync($"/v1/sites/{clinic.SiteId}/day/2027-02-23")).Expect(HttpStatusCode.OK);
        var visit = await clinic.VisitAsync(visits[1]);
        JsonAssert.Equal(
            $$"""
            {"siteId": "{{clinic.SiteId}}", "siteName": "Main", "date": "2027-02-23", "timeZone": "America/New_York", "holiday": null,
             "openingHours": [{"from": "2027-02-23T07:00:00-05:00", "until": "2027-02-23T19:00:00-05:00"}],
             "closures": [{"resourceId": "{{clinic.Devices[0]}}", "resourceName": "Device 1", "from": "2027-02-23T17:00:00-05:00", "until": "2027-02-23T18:00:00-05:00", "reason": "service"}],
             "staff": [
               {"name": "Prescriber", "roles": ["prescriber", "supervisor"], "shifts": [{"from": "2027-02-23T07:00:00-05:00", "until": "2027-02-23T19:00:00-05:00", "mode": "in_person"}]},
               {"name": "Technician 1", "roles": ["technician"], "shifts": [{"from": "2027-02-23T07:00:00-05:00", "until": "2027-02-23T19:00:00-05:00", "mode": "in_person"}]}],
             "visits": [{"appointmentId": "{{visits[1]}}", "etag": "\"1\"", "start": "2027-02-23T09:00:00-05:00", "end": "2027-02-23T09:30:00-05:00", "localTime": "09:00",
               "patient": {"givenName": "Pat", "familyName": "Example 1"}, "courseId": "{{course}}", "kind": "treatment", "session": "2 of 36", "state": "booked",
               "resources": [{"kind": "staff", "name": "Technician 1", "role": "technician"}, {"kind": "device", "name": "Device 1", "role": null}, {"kind": "room", "name": "Room 1", "role": null}],
               "flags": [], "missing": ["phone"], "gateOpen": true}],
             "notClosed": [], "notClosedBefore": 0}
            """,
            sheet.Text, "id");
        Assert.Equal(1L, await api.QueryAsync<long>("select count(*) from audit_entries where action = 'day_sheet' and object_id = $1", clinic.Patients[0]));
        (await clinic.Client.GetAsync($"/v1/sites/{Guid.NewGuid()}/day/2027-02-23")).Expect(HttpStatusCode.NotFound, "not_found");
        (await clinic.Client.GetAsync($"/v1/sites/{clinic.SiteId}/day/2027-02-30")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(visits[1].ToString(), (string)visit.Json["id"]!);
    }

    [Theory]
    [InlineData("2027-02-22", "America/New_York", "-05:00", "-04:00")]
    [InlineData("2027-10-18", "America/New_York", "-04:00", "-05:00")]
    [InlineData("2027-03-15", "Europe/Warsaw", "+01:00", "+02:00")]
    public async Task WeeklySeries_OverAChangeOfClocks_KeepsItsLocalTime(string monday, string zone, string before, string after)
    {
        var clinic = await new ClinicBuilder().InZone(zone).SeedAsync(api);
        var first = DateOnly.ParseExact(monday, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        List<JsonNode> visits = [];
        for (var week = 0; week < 5; week++)
        {
            var date = first.AddDays(7 * week).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            visits.Add((await clinic.BookConsultAsync(date, "09:00")).Json);
        }

        Assert.All(visits, v => Assert.Equal("09:00", (string)v["localTime"]!));
        Assert.Equal([before, after], visits.Select(v => ((string)v["start"]!)[^6..]).Distinct());
        Assert.Equal(["09:00:00"], visits.Select(v => ((string)v["start"]!)[11..19]).Distinct());
    }
}
