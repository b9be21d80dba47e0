using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;

namespace Scheduling.IntegrationTests.Sites;

public sealed class SitesTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task Create_AnswersTheSiteWhole_AndItIsReadAndListedTheSame()
    {
        var clinic = await api.CreateClinicAsync();
        var created = (await clinic.PostAsync("/v1/sites", """
            {"name": "Ząbki Łódź 診療所 🏥", "alias": "Gabinet", "phone": "+48221234567", "timeZone": "Europe/Warsaw", "weekStartsOn": "sunday",
             "openingHours": [{"day": "tuesday", "from": "08:00", "until": "18:00"}, {"day": "monday", "from": "13:00", "until": "00:00"}, {"day": "monday", "from": "08:00", "until": "12:00"}]}
            """)).Expect(HttpStatusCode.Created);

        Assert.Equal("\"1\"", created.ETag);
        Assert.Equal($"/v1/sites/{created.Id}", created.Headers["Location"]);
        JsonAssert.Equal(
            """
            {"etag": "\"1\"", "name": "Ząbki Łódź 診療所 🏥", "alias": "Gabinet", "phone": "+48221234567", "timeZone": "Europe/Warsaw", "weekStartsOn": "sunday",
             "openingHours": [{"day": "monday", "from": "08:00", "until": "12:00"}, {"day": "monday", "from": "13:00", "until": "00:00"}, {"day": "tuesday", "from": "08:00", "until": "18:00"}],
             "appliesSmallRepairs": false, "retiredAt": null, "facilityType": null}
            """,
            created.Text, "id", "createdAt", "updatedAt");
        var read = (await clinic.GetAsync($"/v1/sites/{created.Id}")).Expect(HttpStatusCode.OK);
        JsonAssert.Equal(created.Text, read.Text);
        Assert.Equal("\"1\"", read.ETag);
        var listed = (await clinic.GetAsync("/v1/sites")).Expect(HttpStatusCode.OK);
        JsonAssert.Equal(new JsonObject { ["items"] = new JsonArray(created.Json), ["next"] = null }.ToJsonString(), listed.Text);
    }

    [Fact]
    public async Task Create_WithMistakes_NamesEachField()
    {
        var clinic = await api.CreateClinicAsync();
        var refused = (await clinic.PostAsync("/v1/sites", """
            {"name": "  ", "timeZone": "-05:00",
             "openingHours": [{"day": "monday", "from": "08:03", "until": "12:00"}, {"day": "monday", "from": "15:00", "until": "14:00"}, {"day": "friday", "from": "08:00", "until": "12:00"}, {"day": "friday", "from": "11:55", "until": "13:00"}]}
            """)).Expect(HttpStatusCode.BadRequest, "invalid_request");
        JsonAssert.Equal(
            """
            {"/name": ["must not be blank"], "/timeZone": ["must be an IANA time zone such as America/New_York"],
             "/openingHours/0/from": ["must be a multiple of 5 minutes"], "/openingHours/1/until": ["must be after from; 00:00 is the end of the day"],
             "/openingHours/3": ["overlaps another window of the day"]}
            """,
            refused.Json["errors"]!.ToJsonString());
        foreach (var (body, pointer) in new[]
        {
            ("""{"name": "A", "timeZone": "Europe/Warsaw", "phone": "0221234567"}""", "/phone"),
            ("""{"name": "A", "timeZone": "Europe/Warsaw", "colour": "red"}""", "/colour"),
            ("""{"name": "A"}""", "/timeZone"),
            ("""{"name": "A", "timeZone": "Europe/Warsaw", "openingHours": [{"day": "monday", "from": "8", "until": "12:00"}]}""", "/openingHours/0/from"),
        })
        {
            var answer = (await clinic.PostAsync("/v1/sites", body)).Expect(HttpStatusCode.BadRequest, "invalid_request");
            Assert.True(answer.Json["errors"]!.AsObject().ContainsKey(pointer), answer.Text);
        }

        (await clinic.PostAsync("/v1/sites", """{"name": "Same", "timeZone": "Europe/Warsaw"}""")).Expect(HttpStatusCode.Created);
        (await clinic.PostAsync("/v1/sites", """{"name": "Same", "timeZone": "Europe/Warsaw"}""")).Expect(HttpStatusCode.Conflict, "already_exists");
    }

    [Fact]
    public async Task Change_LeavesWhatIsLeftOut_ClearsWhatIsNull_AndNeedsTheVersion()
    {
        var clinic = await api.CreateClinicAsync();
        var site = await clinic.CreateSiteAsync("North");
        var changed = (await clinic.PatchAsync($"/v1/sites/{site.Id}", """{"phone": null, "name": "North side"}""", "\"1\"")).Expect(HttpStatusCode.OK);
        var expected = site.Json.AsObject();
        (expected["name"], expected["phone"], expected["etag"]) = ("North side", null, "\"2\"");
        JsonAssert.Equal(new JsonObject { ["site"] = expected, ["affected"] = new JsonArray(), ["repair"] = null }.ToJsonString(), changed.Text, "updatedAt");
        Assert.Equal("\"2\"", changed.ETag);

        (await clinic.PatchAsync($"/v1/sites/{site.Id}", """{"name": "X"}""", "\"1\"")).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
        (await clinic.PatchAsync($"/v1/sites/{site.Id}", """{"name": "X"}""")).Expect((HttpStatusCode)428, "version_required");
        var refused = (await clinic.PatchAsync($"/v1/sites/{site.Id}", """{"name": null}""", "\"2\"")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        JsonAssert.Equal("""{"/name": ["may be left out but not null"]}""", refused.Json["errors"]!.ToJsonString());
    }

    [Fact]
    public async Task Change_TwiceAtOnceWithOneVersion_OneWins()
    {
        var clinic = await api.CreateClinicAsync();
        var site = await clinic.CreateSiteAsync("Race");
        for (var version = 1; version <= 20; version++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => clinic.PatchAsync($"/v1/sites/{site.Id}", new { alias = $"Alias {version} {i}" }, $"\"{version}\"")));
            Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
            Assert.Equal(3, answers.Count(a => a is { Status: HttpStatusCode.PreconditionFailed, Code: "stale_version" }));
        }
    }

    [Fact]
    public async Task Delete_RetiresTheSite_AndIsRefusedWhileItHasRooms()
    {
        var clinic = await api.CreateClinicAsync();
        var site = await clinic.CreateSiteAsync("Closing");
        var room = (await clinic.PostAsync("/v1/rooms", new { siteId = site.Id, name = "Room 1" })).Expect(HttpStatusCode.Created);
        (await clinic.DeleteAsync($"/v1/sites/{site.Id}", "\"1\"")).Expect(HttpStatusCode.Conflict, "in_use");
        (await clinic.DeleteAsync($"/v1/rooms/{room.Id}", "\"1\"")).Expect(HttpStatusCode.NoContent);
        (await clinic.DeleteAsync($"/v1/sites/{site.Id}", "\"1\"")).Expect(HttpStatusCode.NoContent);

        Assert.NotNull((await clinic.GetAsync($"/v1/sites/{site.Id}")).Expect(HttpStatusCode.OK).Json["retiredAt"]);
        Assert.Empty((await clinic.GetAsync("/v1/sites")).Json["items"]!.AsArray());
        (await clinic.PatchAsync($"/v1/sites/{site.Id}", new { name = "Back" }, "\"2\"")).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await clinic.PostAsync("/v1/rooms", new { siteId = site.Id, name = "Room 2" })).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
        await clinic.CreateSiteAsync("Closing");
    }

    [Fact]
    public async Task Key_LimitedToASite_SeesAndChangesOnlyThat()
    {
        var clinic = await api.CreateClinicAsync();
        var (own, other) = (await clinic.CreateSiteAsync("Own"), await clinic.CreateSiteAsync("Other"));
        var limited = await api.CreateKeyAsync(clinic.ClinicId, ["schedule:read", "admin"], [own.Id]);
        var items = (await limited.GetAsync("/v1/sites")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal(own.Id.ToString(), (string?)Assert.Single(items)!["id"]);
        (await limited.GetAsync($"/v1/sites/{other.Id}")).Expect(HttpStatusCode.Forbidden, "site_not_allowed");
        (await limited.PatchAsync($"/v1/sites/{other.Id}", new { name = "X" }, "\"1\"")).Expect(HttpStatusCode.Forbidden, "site_not_allowed");
        (await limited.PostAsync("/v1/holidays", new { date = "2027-01-01", name = "New Year" })).Expect(HttpStatusCode.Forbidden, "site_not_allowed");
        (await limited.PostAsync("/v1/rooms", new { siteId = other.Id, name = "R" })).Expect(HttpStatusCode.Forbidden, "site_not_allowed");
        (await limited.PatchAsync($"/v1/sites/{own.Id}", new { name = "Mine" }, "\"1\"")).Expect(HttpStatusCode.OK);

        var reader = await api.CreateKeyAsync(clinic.ClinicId, ["schedule:read", "schedule:write"]);
        (await reader.PostAsync("/v1/sites", new { name = "New", timeZone = "UTC" })).Expect(HttpStatusCode.Forbidden, "scope_missing");
        var stranger = await api.CreateClinicAsync();
        (await stranger.GetAsync($"/v1/sites/{own.Id}")).Expect(HttpStatusCode.NotFound, "not_found");
        (await stranger.DeleteAsync($"/v1/sites/{own.Id}", "\"1\"")).Expect(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Change_LeavesAnEventAndAnAuditRow()
    {
        var clinic = await api.CreateClinicAsync();
        var site = await clinic.CreateSiteAsync("Audited");
        (await clinic.PatchAsync($"/v1/sites/{site.Id}", new { name = "Audited twice" }, "\"1\"")).Expect(HttpStatusCode.OK);
        (await clinic.DeleteAsync($"/v1/sites/{site.Id}", "\"2\"")).Expect(HttpStatusCode.NoContent);
        Assert.Equal("site.created,site.changed,site.retired", await api.QueryAsync<string>("select string_agg(kind, ',' order by id) from events where subject_id = $1", site.Id));
        Assert.Equal("create,update,delete", await api.QueryAsync<string>("select string_agg(action, ',' order by id) from audit_entries where object_id = $1 and actor = 'front-desk-1'", site.Id));
    }

    [Fact]
    public async Task Holidays_AreListedByDate_ForASiteAndForAll()
    {
        var clinic = await api.CreateClinicAsync();
        var (a, b) = (await clinic.CreateSiteAsync("A"), await clinic.CreateSiteAsync("B"));
        var all = (await clinic.PostAsync("/v1/holidays", new { date = "2027-07-04", name = "Święto" })).Expect(HttpStatusCode.Created);
        (await clinic.PostAsync("/v1/holidays", new { siteId = a.Id, date = "2027-03-01", name = "Site day" })).Expect(HttpStatusCode.Created);
        (await clinic.PostAsync("/v1/holidays", new { date = "2027-07-04", name = "Again" })).Expect(HttpStatusCode.Conflict, "already_exists");
        JsonAssert.Equal("""{"holiday": {"etag": "\"1\"", "siteId": null, "date": "2027-07-04", "name": "Święto"}, "affected": [], "repair": null}""", all.Text, "id", "createdAt", "updatedAt");
        Assert.Equal(["2027-03-01", "2027-07-04"], Dates(await clinic.GetAsync($"/v1/holidays?siteId={a.Id}")));
        Assert.Equal(["2027-07-04"], Dates(await clinic.GetAsync($"/v1/holidays?siteId={b.Id}")));
        Assert.Equal(["2027-03-01"], Dates(await clinic.GetAsync("/v1/holidays?from=2027-03-01&until=2027-07-04")));
        var id = (string)all.Json["holiday"]!["id"]!;
        (await clinic.PatchAsync($"/v1/holidays/{id}", new { date = "2027-07-05" }, "\"1\"")).Expect(HttpStatusCode.OK);
        (await clinic.DeleteAsync($"/v1/holidays/{id}", "\"1\"")).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
        (await clinic.DeleteAsync($"/v1/holidays/{id}", "\"2\"")).Expect(HttpStatusCode.NoContent);
        (await clinic.GetAsync($"/v1/holidays/{id}")).Expect(HttpStatusCode.NotFound, "not_found");
        (await clinic.PostAsync("/v1/holidays", """{"date": "2026-02-30", "name": "Never"}""")).Expect(HttpStatusCode.BadRequest, "invalid_request");

        static IEnumerable<string> Dates(ApiAnswer answer) => answer.Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(h => (string)h!["date"]!);
    }

    [Fact]
    public async Task Lists_PageByCursor()
    {
        var clinic = await api.CreateClinicAsync();
        var site = await clinic.CreateSiteAsync("Paged");
        foreach (var name in new[] { "d", "b", "a", "c", "e" })
        {
            (await clinic.PostAsync("/v1/rooms", new { siteId = site.Id, name })).Expect(HttpStatusCode.Created);
        }

        List<string> seen = [];
        string? path = $"/v1/rooms?siteId={site.Id}&limit=2";
        while (path is not null)
        {
            var page = (await clinic.GetAsync(path)).Expect(HttpStatusCode.OK);
            seen.AddRange(page.Json["items"]!.AsArray().Select(r => (string)r!["name"]!));
            path = (string?)page.Json["next"] is { } next ? $"/v1/rooms?siteId={site.Id}&limit=2&cursor={next}" : null;
        }

        Assert.Equal(["a", "b", "c", "d", "e"], seen);
    }
}
