using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Http;
using Scheduling.IntegrationTests.Sites;
using Scheduling.Testing.Api;

namespace Scheduling.IntegrationTests.Staffing;

public sealed class StaffTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task Create_AnswersThePersonWhole()
    {
        var clinic = await api.CreateClinicAsync();
        var site = await clinic.CreateSiteAsync("Here");
        var model = await clinic.CreateModelAsync();
        var body = $$"""
            {"name": "Dr. Åsa Öberg-Nguyễn", "roles": ["prescriber", "supervisor"], "capacity": 2,
             "credentials": [{"kind": "operator", "deviceModelId": "{{model.Id}}", "validFrom": "2026-01-01", "validUntil": "2027-12-31"}, {"kind": "bls", "deviceModelId": null, "validFrom": "2026-01-01", "validUntil": null}],
             "shifts": [{"siteId": "{{site.Id}}", "day": "monday", "from": "08:00", "until": "00:00", "mode": "virtual_av", "validFrom": "2026-01-01", "validUntil": null}],
             "shiftExceptions": [{"date": "2026-12-24", "shifts": [], "reason": "Eve"}, {"date": "2026-12-23", "shifts": [{"siteId": "{{site.Id}}", "from": "08:00", "until": "12:00", "mode": "in_person"}], "reason": null}]}
            """;
        var created = (await clinic.PostAsync("/v1/staff", body)).Expect(HttpStatusCode.Created);
        var expected = JsonNode.Parse(body)!.AsObject();
        (expected["etag"], expected["retiredAt"]) = ("\"1\"", null);
        var exceptions = expected["shiftExceptions"]!.AsArray();
        expected["shiftExceptions"] = new JsonArray(exceptions[1]!.DeepClone(), exceptions[0]!.DeepClone());
        JsonAssert.Equal(expected.ToJsonString(), created.Text, "id", "createdAt", "updatedAt");
        JsonAssert.Equal(created.Text, (await clinic.GetAsync($"/v1/staff/{created.Id}")).Expect(HttpStatusCode.OK).Text);
        JsonAssert.Equal(new JsonObject { ["credentials"] = expected["credentials"]!.DeepClone() }.ToJsonString(), (await clinic.GetAsync($"/v1/staff/{created.Id}/credentials")).Text);
        JsonAssert.Equal(
            new JsonObject { ["shifts"] = expected["shifts"]!.DeepClone(), ["shiftExceptions"] = expected["shiftExceptions"]!.DeepClone() }.ToJsonString(),
            (await clinic.GetAsync($"/v1/staff/{created.Id}/shifts")).Text);
    }

    [Fact]
    public async Task Create_WithMistakes_NamesEachField()
    {
        var clinic = await api.CreateClinicAsync();
        var site = await clinic.CreateSiteAsync("Here");
        var refused = (await clinic.PostAsync("/v1/staff", $$"""
            {"name": "A", "roles": ["technician", "technician"], "credentials": [{"kind": "operator", "validFrom": "2026-01-01"}, {"kind": "bls", "validFrom": "2026-01-02", "validUntil": "2026-01-01"}],
             "shifts": [{"siteId": "{{site.Id}}", "day": "monday", "from": "12:00", "until": "08:00"}], "shiftExceptions": [{"date": "2026-12-24", "shifts": []}, {"date": "2026-12-24", "shifts": [{"siteId": "{{site.Id}}", "from": "08:01", "until": "12:00"}]}]}
            """)).Expect(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(
            ["/credentials/0/deviceModelId", "/credentials/1/validUntil", "/roles/1", "/shiftExceptions/1/date", "/shiftExceptions/1/shifts/0/from", "/shifts/0/until"],
            refused.Json["errors"]!.AsObject().Select(e => e.Key).Order(StringComparer.Ordinal));
        var unknown = (await clinic.PostAsync("/v1/staff", """
            {"name": "A", "roles": ["nurse"], "shifts": [{"siteId": "01936f5e-8c00-7000-8000-000000000001", "day": "monday", "from": "08:00", "until": "12:00"}]}
            """)).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
        Assert.Equal(["/shifts/0/siteId"], unknown.Json["errors"]!.AsObject().Select(e => e.Key));
        (await clinic.PostAsync("/v1/staff", """{"name": "A", "roles": ["surgeon"]}""")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.PostAsync("/v1/staff", """{"name": "A", "roles": [], "capacity": 0}""")).Expect(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task Key_OfOneSite_ChangesOnlyThoseWhoWorkThereAlone()
    {
        var clinic = await api.CreateClinicAsync();
        var (own, other) = (await clinic.CreateSiteAsync("Own"), await clinic.CreateSiteAsync("Other"));
        var model = await clinic.CreateModelAsync();
        var (here, there) = (await clinic.CreateTechnicianAsync(own.Id, model.Id), await clinic.CreateTechnicianAsync(other.Id, model.Id));
        var limited = await api.CreateKeyAsync(clinic.ClinicId, ["admin", "schedule:read"], [own.Id]);
        (await limited.PatchAsync($"/v1/staff/{here.Id}", new { name = "Renamed" }, "\"1\"")).Expect(HttpStatusCode.OK);
        (await limited.PatchAsync($"/v1/staff/{there.Id}", new { name = "Renamed" }, "\"1\"")).Expect(HttpStatusCode.Forbidden, "site_not_allowed");
        (await limited.PatchAsync($"/v1/staff/{here.Id}", new { shifts = new[] { new { siteId = other.Id, day = "monday", from = "08:00", until = "09:00" } } }, "\"2\"")).Expect(HttpStatusCode.Forbidden, "site_not_allowed");
    }

    [Fact]
    public async Task Delete_TakesThePersonOffTheStaff()
    {
        var clinic = await api.CreateClinicAsync();
        var site = await clinic.CreateSiteAsync("Here");
        var model = await clinic.CreateModelAsync();
        var person = await clinic.CreateTechnicianAsync(site.Id, model.Id);
        (await clinic.DeleteAsync($"/v1/staff/{person.Id}", "\"1\"")).Expect(HttpStatusCode.NoContent);
        Assert.Empty((await clinic.GetAsync("/v1/staff")).Json["items"]!.AsArray());
        (await clinic.PutAsync($"/v1/staff/{person.Id}/shifts", new { shifts = Array.Empty<object>(), shiftExceptions = Array.Empty<object>() }, "\"2\"")).Expect(HttpStatusCode.Conflict, "wrong_state");
    }
}
