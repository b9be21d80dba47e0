using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Jobs;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.Testing.Api;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Jobs;

/// <summary>What is shown of the recurring jobs.</summary>
public sealed class JobListTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Jobs_ShowTheirLastRun_TheNext_AndHowLateTheyAre()
    {
        await using var api = await TestApi.StartAsync(postgres, TestContext.Current.CancellationToken);
        api.Clock.Set(VisitCalls.MondayMorning);
        var admin = await api.CreateClinicAsync();
        var before = await ListAsync(admin);
        Assert.Equal(JobCatalog.Default.Jobs.Select(j => $"{j.Name} never 0"), before["items"]!.AsArray().Select(j => $"{j!["name"]} {j["outcome"]} {j["lagSeconds"]}"));
        Assert.Equal((false, false), ((bool)before["enabledHere"]!, (bool)before["sending"]!["held"]!));

        await RunAsync(api, "send-messages");
        // What breaks is kept by its kind, and counted until it is mended.
        await api.ExecuteAsync("alter function clinics_with_expired_holds(timestamptz) rename to gone");
        for (var i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<Npgsql.PostgresException>(() => RunAsync(api, "sweep-expired-holds"));
        }

        api.Clock.Advance(TimeSpan.FromSeconds(65));
        var items = (await ListAsync(admin))["items"]!.AsArray();
        Assert.Equal("done 0  0 2027-02-22T11:00:20Z 45", Line(items, "send-messages"));
        Assert.Equal("failed  PostgresException 2 2027-02-22T11:01:00Z 5", Line(items, "sweep-expired-holds"));

        await api.ExecuteAsync("alter function gone(timestamptz) rename to clinics_with_expired_holds");
        await RunAsync(api, "sweep-expired-holds");
        Assert.Equal("done 0  0 2027-02-22T11:02:05Z 0", Line((await ListAsync(admin))["items"]!.AsArray(), "sweep-expired-holds"));
        (await (await api.CreateKeyAsync(admin.ClinicId, ["schedule:read"])).GetAsync("/v1/jobs")).Expect(HttpStatusCode.Forbidden, "scope_missing");
    }

    private static string Line(JsonArray items, string name) =>
        items.Single(j => (string?)j!["name"] == name) is { } job ? $"{job["outcome"]} {job["done"]} {job["error"]} {job["failuresInARow"]} {job["nextRunAt"]} {job["lagSeconds"]}" : "";

    private static async Task<JsonNode> ListAsync(ApiClient client) => (await client.GetAsync("/v1/jobs")).Expect(HttpStatusCode.OK).Json;

    private static Task RunAsync(TestApi api, string name) => api.Services.GetRequiredService<JobRunner>().RunAsync(name, TestContext.Current.CancellationToken);
}
