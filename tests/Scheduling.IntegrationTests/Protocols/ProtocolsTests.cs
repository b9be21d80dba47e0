using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;

namespace Scheduling.IntegrationTests.Protocols;

public sealed class ProtocolsTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task Templates_AreAllListed_AndEachCanBeTakenOver()
    {
        var clinic = await api.CreateClinicAsync();
        var templates = (await clinic.GetAsync("/v1/protocols/templates")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal(12, templates.Count);
        foreach (var template in templates)
        {
            var code = (string)template!["code"]!;
            var taken = (await clinic.PostAsync("/v1/protocols", new { template = code })).Expect(HttpStatusCode.Created);
            JsonAssert.Equal(
                new JsonObject
                {
                    ["etag"] = "\"1\"",
                    ["code"] = code,
                    ["name"] = (string)template["name"]!,
                    ["enabled"] = (bool)template["enabledByDefault"]!,
                    ["templateCode"] = code,
                    ["latestVersion"] = 1,
                }.ToJsonString(),
                taken.Text, "id", "createdAt", "updatedAt");
            var version = (await clinic.GetAsync($"/v1/protocols/{taken.Id}/versions/1")).Expect(HttpStatusCode.OK);
            JsonAssert.Equal(template.ToJsonString(), version.Json["definition"]!.ToJsonString());
        }

        (await clinic.PostAsync("/v1/protocols", new { template = "saint" })).Expect(HttpStatusCode.Conflict, "already_exists");
        Assert.Equal(12, (await clinic.GetAsync("/v1/protocols")).Json["items"]!.AsArray().Count);
        Assert.Contains("accelerated_2x", (await clinic.GetAsync("/v1/protocols?enabled=false")).Json["items"]!.AsArray().Select(p => (string)p!["code"]!));
    }

    [Fact]
    public async Task Copy_IsEditedByANewVersion_AndTheOldOneStays()
    {
        var clinic = await api.CreateClinicAsync();
        var original = (await clinic.PostAsync("/v1/protocols", new { template = "rtms_10hz_19" })).Expect(HttpStatusCode.Created);
        (await clinic.PostAsync("/v1/protocols", new { copyOf = original.Id })).Expect(HttpStatusCode.BadRequest, "invalid_request");
        var copy = (await clinic.PostAsync("/v1/protocols", new { copyOf = original.Id, code = "rtms_own", name = "Notre protocole", enabled = false })).Expect(HttpStatusCode.Created);
        Assert.False((bool)copy.Json["enabled"]!);

        var first = (await clinic.GetAsync($"/v1/protocols/{copy.Id}/versions/1")).Expect(HttpStatusCode.OK);
        var definition = first.Json["definition"]!.AsObject();
        Assert.Equal(("rtms_own", "Notre protocole"), ((string)definition["code"]!, (string)definition["name"]!));
        definition["phases"]![0]!["defaultSessions"] = 20;
        definition["phases"]![0]!["minSessions"] = 10;
        var second = (await clinic.PostAsync($"/v1/protocols/{copy.Id}/versions", definition)).Expect(HttpStatusCode.Created);
        Assert.Equal($"/v1/protocols/{copy.Id}/versions/2", second.Headers["Location"]);
        JsonAssert.Equal(definition.ToJsonString(), second.Json["definition"]!.ToJsonString());
        JsonAssert.Equal(first.Text, (await clinic.GetAsync($"/v1/protocols/{copy.Id}/versions/1")).Text);
        Assert.Equal([2, 1], (await clinic.GetAsync($"/v1/protocols/{copy.Id}/versions")).Json["items"]!.AsArray().Select(v => (int)v!["number"]!));
        var now = (await clinic.GetAsync($"/v1/protocols/{copy.Id}")).Expect(HttpStatusCode.OK);
        Assert.Equal((2, "\"2\""), ((int)now.Json["latestVersion"]!, now.ETag));

        (await clinic.PatchAsync($"/v1/protocols/{copy.Id}", new { enabled = true }, "\"1\"")).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
        Assert.True((bool)(await clinic.PatchAsync($"/v1/protocols/{copy.Id}", new { enabled = true }, "\"2\"")).Expect(HttpStatusCode.OK).Json["enabled"]!);
        (await clinic.GetAsync($"/v1/protocols/{copy.Id}/versions/3")).Expect(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Definition_WithMistakes_NamesEachField()
    {
        var clinic = await api.CreateClinicAsync();
        var definition = (await clinic.GetAsync("/v1/protocols/templates")).Json["items"]![0]!.AsObject();
        definition["code"] = "own";
        var body = new JsonObject { ["definition"] = definition.DeepClone() };
        var made = (await clinic.PostAsync("/v1/protocols", body)).Expect(HttpStatusCode.Created);
        definition["phases"]![0]!["maxPerDay"] = 99;
        definition["visitKinds"]![0]!["minutes"] = 7;
        var refused = (await clinic.PostAsync($"/v1/protocols/{made.Id}/versions", definition.DeepClone())).Expect(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Superset(new HashSet<string> { "/phases/0/maxPerDay", "/visitKinds/0/minutes" }, refused.Json["errors"]!.AsObject().Select(e => e.Key).ToHashSet());
        refused = (await clinic.PostAsync("/v1/protocols", new JsonObject { ["definition"] = definition.DeepClone() })).Expect(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Contains("/definition/phases/0/maxPerDay", refused.Json["errors"]!.AsObject().Select(e => e.Key));

        var other = (await clinic.GetAsync($"/v1/protocols/{made.Id}/versions/1")).Json["definition"]!.AsObject();
        other["code"] = "another";
        refused = (await clinic.PostAsync($"/v1/protocols/{made.Id}/versions", other.DeepClone())).Expect(HttpStatusCode.BadRequest, "invalid_request");
        JsonAssert.Equal("""{"/code": ["must be the protocol's code"]}""", refused.Json["errors"]!.ToJsonString());
        other["code"] = "own";
        other["phases"]!.AsArray().Add((JsonNode?)null);
        (await clinic.PostAsync($"/v1/protocols/{made.Id}/versions", other)).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.PostAsync("/v1/protocols", """{"template": "saint", "copyOf": "01936f5e-8c00-7000-8000-000000000001"}""")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.PostAsync("/v1/protocols", """{"copyOf": "01936f5e-8c00-7000-8000-000000000001", "code": "x"}""")).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
        (await clinic.PostAsync("/v1/protocols", """{"template": "unheard_of"}""")).Expect(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task Versions_AddedAtOnce_AreNumberedWithoutGaps()
    {
        var clinic = await api.CreateClinicAsync();
        var made = (await clinic.PostAsync("/v1/protocols", new { template = "nbuvb" })).Expect(HttpStatusCode.Created);
        var definition = (await clinic.GetAsync($"/v1/protocols/{made.Id}/versions/1")).Json["definition"]!;
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => clinic.PostAsync($"/v1/protocols/{made.Id}/versions", definition.DeepClone())));
        Assert.All(answers, a => a.Expect(HttpStatusCode.Created));
        Assert.Equal(Enumerable.Range(1, 7).Reverse(), (await clinic.GetAsync($"/v1/protocols/{made.Id}/versions")).Json["items"]!.AsArray().Select(v => (int)v!["number"]!));
    }
}
