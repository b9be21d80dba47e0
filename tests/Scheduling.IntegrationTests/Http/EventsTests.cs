using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using Scheduling.Testing.Api;

namespace Scheduling.IntegrationTests.Http;

public sealed class EventsTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task Changes_ArePulledInOrderAndOnce()
    {
        var client = await api.CreateClinicAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await client.PostAsync("/v1/api-keys", new { name = "k", scopes = new[] { "admin" } })).Expect(HttpStatusCode.Created).Id.ToString());
        }

        var (seen, after) = await PullAsync(client, "", 5);
        Assert.Equal(ids, seen.Select(e => (string)e["subjectId"]!));
        Assert.All(seen, e => Assert.Equal("front-desk-1", (string?)e["actor"]));
        var more = (await client.PostAsync("/v1/api-keys", new { name = "k", scopes = new[] { "admin" } })).Id.ToString();
        (seen, _) = await PullAsync(client, after, 1);
        Assert.Equal(more, (string)Assert.Single(seen)["subjectId"]!);
    }

    [Fact]
    public async Task Change_BesideAnOlderOpenTransaction_WaitsForIt()
    {
        var client = await api.CreateClinicAsync();
        await using var connection = new NpgsqlConnection(api.Database.AdminConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await using var begin = new NpgsqlCommand("select pg_current_xact_id()", connection, transaction);
            await begin.ExecuteScalarAsync(TestContext.Current.CancellationToken);
            await client.PostAsync("/v1/api-keys", new { name = "k", scopes = new[] { "admin" } });
            Assert.Empty((await client.GetAsync("/v1/events")).Json["items"]!.AsArray());
        }

        Assert.Single((await PullAsync(client, "", 1)).Seen);
    }

    [Fact]
    public async Task Cursor_OfAnotherClinic_IsRefused()
    {
        var (a, b) = (await api.CreateClinicAsync(), await api.CreateClinicAsync());
        var next = (string)(await a.GetAsync("/v1/events")).Json["next"]!;
        (await b.GetAsync("/v1/events?after=" + next)).Expect(HttpStatusCode.BadRequest, "invalid_cursor");
        (await a.GetAsync("/v1/events?after=x")).Expect(HttpStatusCode.BadRequest, "invalid_cursor");
    }

    [Fact]
    public async Task Audit_ListsWhatWasRead_ToAdminsAlone()
    {
        var client = await api.CreateClinicAsync();
        await api.ExecuteAsync("insert into audit_entries (clinic_id, at, action, object_kind, outcome) values ($1, now(), 'read', 'patient', 'done')", client.ClinicId);
        var rows = (await client.GetAsync("/v1/audit")).Expect(HttpStatusCode.OK);
        Assert.Equal("patient", (string)Assert.Single(rows.Json["items"]!.AsArray())!["objectKind"]!);
        (await (await api.CreateKeyAsync(client.ClinicId, ["schedule:read"])).GetAsync("/v1/audit")).Expect(HttpStatusCode.Forbidden, "scope_missing");
        (await (await api.CreateKeyAsync(client.ClinicId, ["admin"], [Guid.CreateVersion7()])).GetAsync("/v1/audit")).Expect(HttpStatusCode.Forbidden, "site_not_allowed");
    }

    // Transactions of other tests in the same server hold events back too, so a reader may have to ask more than once.
    private static async Task<(List<JsonNode> Seen, string After)> PullAsync(ApiClient client, string after, int count)
    {
        var seen = new List<JsonNode>();
        for (var i = 0; i < 200 && seen.Count < count; i++)
        {
            var page = (await client.GetAsync("/v1/events?limit=2" + after)).Expect(HttpStatusCode.OK);
            seen.AddRange(page.Json["items"]!.AsArray().Select(e => e!));
            after = "&after=" + (string)page.Json["next"]!;
            await Task.Delay(i < 5 ? 0 : 50, TestContext.Current.CancellationToken);
        }

        return (seen, after);
    }
}
