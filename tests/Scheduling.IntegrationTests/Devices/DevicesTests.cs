using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Http;
using Scheduling.IntegrationTests.Sites;
using Scheduling.Testing.Api;

namespace Scheduling.IntegrationTests.Devices;

public sealed class DevicesTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task Model_IsCreatedChangedListedAndRemoved()
    {
        var clinic = await api.CreateClinicAsync();
        var model = (await clinic.PostAsync("/v1/device-models", """
            {"name": "Ħelix ☂", "manufacturer": "Acme", "capabilities": ["figure8", "h1"], "clearances": [{"capability": "h1", "indication": "ocd", "minAge": 22, "maxAge": 68, "adjunct": true}]}
            """)).Expect(HttpStatusCode.Created);
        JsonAssert.Equal(
            """{"etag": "\"1\"", "name": "Ħelix ☂", "manufacturer": "Acme", "capabilities": ["figure8", "h1"], "clearances": [{"capability": "h1", "indication": "ocd", "minAge": 22, "maxAge": 68, "adjunct": true}]}""",
            model.Text, "id", "createdAt", "updatedAt");
        JsonAssert.Equal(new JsonObject { ["items"] = new JsonArray(model.Json), ["next"] = null }.ToJsonString(), (await clinic.GetAsync("/v1/device-models")).Text);
        var changed = (await clinic.PatchAsync($"/v1/device-models/{model.Id}", """{"manufacturer": null}""", "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Null(changed.Json["deviceModel"]!["manufacturer"]);
        var refused = (await clinic.PatchAsync($"/v1/device-models/{model.Id}", """{"capabilities": ["figure8", "Figure 8"]}""", "\"2\"")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        JsonAssert.Equal(
            """{"/capabilities/1": ["must have 1 to 64 lower-case letters, digits, _ . or -"], "/clearances/0/capability": ["must be one of the model's capabilities"]}""", refused.Json["errors"]!.ToJsonString());
        (await clinic.DeleteAsync($"/v1/device-models/{model.Id}", "\"2\"")).Expect(HttpStatusCode.NoContent);
        (await clinic.GetAsync($"/v1/device-models/{model.Id}")).Expect(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Device_StandsInARoomOfItsSite_OrIsPortable()
    {
        var clinic = await api.CreateClinicAsync();
        var (site, other) = (await clinic.CreateSiteAsync("Here"), await clinic.CreateSiteAsync("There"));
        var model = await clinic.CreateModelAsync();
        var room = (await clinic.PostAsync("/v1/rooms", new { siteId = site.Id, name = "Room 1" })).Expect(HttpStatusCode.Created);
        var elsewhere = (await clinic.PostAsync("/v1/rooms", new { siteId = other.Id, name = "Room 1" })).Expect(HttpStatusCode.Created);
        var device = (await clinic.PostAsync("/v1/devices", new { siteId = site.Id, modelId = model.Id, roomId = room.Id, name = "A", serialNumber = "S-1" })).Expect(HttpStatusCode.Created);
        JsonAssert.Equal(
            new JsonObject
            {
                ["etag"] = "\"1\"",
                ["siteId"] = site.Id.ToString(),
                ["modelId"] = model.Id.ToString(),
                ["roomId"] = room.Id.ToString(),
                ["name"] = "A",
                ["serialNumber"] = "S-1",
                ["retiredAt"] = null,
            }.ToJsonString(),
            device.Text, "id", "createdAt", "updatedAt");
        var refused = (await clinic.PostAsync("/v1/devices", new { siteId = site.Id, modelId = Guid.NewGuid(), roomId = elsewhere.Id, name = "B" })).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
        Assert.Equal(["/modelId", "/roomId"], refused.Json["errors"]!.AsObject().Select(e => e.Key).Order());
        (await clinic.PostAsync("/v1/devices", new { siteId = site.Id, modelId = model.Id, name = "A" })).Expect(HttpStatusCode.Conflict, "already_exists");
        (await clinic.DeleteAsync($"/v1/rooms/{room.Id}", "\"1\"")).Expect(HttpStatusCode.Conflict, "in_use");

        var portable = (await clinic.PatchAsync($"/v1/devices/{device.Id}", """{"roomId": null}""", "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Null(portable.Json["device"]!["roomId"]);
        (await clinic.PatchAsync($"/v1/devices/{device.Id}", """{"modelId": "01936f5e-8c00-7000-8000-000000000001"}""", "\"2\"")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.DeleteAsync($"/v1/device-models/{model.Id}", "\"1\"")).Expect(HttpStatusCode.Conflict, "in_use");
        (await clinic.DeleteAsync($"/v1/devices/{device.Id}", "\"2\"")).Expect(HttpStatusCode.NoContent);
        Assert.Empty((await clinic.GetAsync($"/v1/devices?siteId={site.Id}&modelId={model.Id}")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray());
        (await clinic.GetAsync("/v1/devices?site=1")).Expect(HttpStatusCode.BadRequest, "invalid_request");
    }
}
