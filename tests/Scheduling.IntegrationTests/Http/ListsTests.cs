using System.Net;
using Scheduling.IntegrationTests.Http.Probe;
using Scheduling.Testing.Api;

namespace Scheduling.IntegrationTests.Http;

public sealed class ListsTests(ProbeFixture fixture) : IClassFixture<ProbeFixture>
{
    private readonly TestApi api = fixture.Api;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_FollowedByLink_ShowEveryRowOnceInOrder(bool descending)
    {
        var client = await ClinicWithAsync("b", "a", "c", "a", "ä", "B", "a");
        var seen = new List<(string Name, string Id)>();
        var path = $"/v1/probes?limit=2{(descending ? "&descending=true" : "")}";
        while (true)
        {
            var page = (await client.GetAsync(path)).Expect(HttpStatusCode.OK);
            seen.AddRange(page.Json["items"]!.AsArray().Select(i => ((string)i!["name"]!, (string)i["id"]!)));
            if (page.Json["next"] is null)
            {
                Assert.False(page.Headers.ContainsKey("Link"));
                break;
            }

            var link = page.Headers["Link"];
            Assert.EndsWith(">; rel=\"next\"", link, StringComparison.Ordinal);
            path = link[1..link.IndexOf('>', StringComparison.Ordinal)];
        }

        Assert.Equal(7, seen.Distinct().Count());
        Assert.Equal(7, seen.Count);
        var expected = seen.OrderBy(s => s.Name, StringComparer.Ordinal).ThenBy(s => s.Id, StringComparer.Ordinal).ToList();
        Assert.Equal(descending ? expected.AsEnumerable().Reverse() : expected, seen);
    }

    [Fact]
    public async Task Rows_AddedMeanwhile_MoveNoOthers()
    {
        var client = await ClinicWithAsync("b", "d", "f");
        var first = await client.GetAsync("/v1/probes?limit=2");
        await client.PostAsync("/v1/probes", new { name = "a" });
        await client.PostAsync("/v1/probes", new { name = "e" });
        var second = await client.GetAsync("/v1/probes?limit=2&cursor=" + (string)first.Json["next"]!);
        Assert.Equal(["e", "f"], second.Json["items"]!.AsArray().Select(i => (string)i!["name"]!));
    }

    [Fact]
    public async Task Cursor_AlteredForeignOrOfAnotherFilter_IsRefused()
    {
        var (a, b) = (await ClinicWithAsync("a", "b"), await ClinicWithAsync("a", "b"));
        var cursor = (string)(await a.GetAsync("/v1/probes?limit=1")).Json["next"]!;
        (await a.GetAsync("/v1/probes?limit=2&cursor=" + cursor)).Expect(HttpStatusCode.OK);
        var middle = cursor.Length / 2;
        var altered = cursor[..middle] + (cursor[middle] == 'A' ? 'B' : 'A') + cursor[(middle + 1)..];
        foreach (var (client, path) in new[]
        {
            (a, "/v1/probes?cursor=" + altered), (a, "/v1/probes?cursor=x"), (a, "/v1/probes?cursor=" + cursor[..^1]), (a, "/v1/probes?cursor=" + cursor + "AA"),
            (a, "/v1/probes?name=a&cursor=" + cursor), (b, "/v1/probes?cursor=" + cursor), (a, "/v1/api-keys?cursor=" + cursor),
        })
        {
            var refused = (await client.GetAsync(path)).Expect(HttpStatusCode.BadRequest, "invalid_cursor");
            Assert.NotNull(refused.Json["errors"]!["?cursor"]);
        }
    }

    [Fact]
    public async Task Search_PagesByBody_AndBindsTheCursorToIt()
    {
        var client = await ClinicWithAsync("a1", "a2", "b1");
        var first = (await client.PostAsync("/v1/probes/search", new { name = "a", page = new { limit = 1 } }, idempotencyKey: "")).Expect(HttpStatusCode.OK);
        var cursor = (string)first.Json["next"]!;
        var second = (await client.PostAsync("/v1/probes/search", new { name = "a", page = new { limit = 1, cursor } }, idempotencyKey: "")).Expect(HttpStatusCode.OK);
        Assert.Equal("a2", (string)second.Json["items"]![0]!["name"]!);
        Assert.Null(second.Json["next"]);
        (await client.PostAsync("/v1/probes/search", new { name = "b", page = new { limit = 1, cursor } }, idempotencyKey: "")).Expect(HttpStatusCode.BadRequest, "invalid_cursor");
        (await client.PostAsync("/v1/probes/search", new { name = "b", page = new { limit = 201 } }, idempotencyKey: "")).Expect(HttpStatusCode.BadRequest, "invalid_request");
    }

    private async Task<ApiClient> ClinicWithAsync(params string[] names)
    {
        var client = await api.CreateClinicAsync();
        foreach (var name in names)
        {
            (await client.PostAsync("/v1/probes", new { name })).Expect(HttpStatusCode.Created);
        }

        return client;
    }
}
