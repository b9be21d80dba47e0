using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Scheduling.Application.Persistence.Embedded;
#if HANGFIRE
using Scheduling.Jobs.Hangfire;
#else
using Scheduling.Jobs.Quartz;
#endif
using Scheduling.Testing.Api;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Jobs;

/// <summary>Who may look at the engine's dashboard. Quartz.NET has none, and then nothing is there.</summary>
public sealed class JobDashboardTests(PostgresFixture postgres)
{
#if HANGFIRE
    private const HttpStatusCode Shown = HttpStatusCode.OK;
    private const HttpStatusCode Asked = HttpStatusCode.Unauthorized;
#else
    private const HttpStatusCode Shown = HttpStatusCode.NotFound;
    private const HttpStatusCode Asked = HttpStatusCode.NotFound;
#endif

    [Fact]
    public async Task Dashboard_WhereSwitchedOn_OpensToAdminsOnly_AndChangesNothing()
    {
        await using var api = await StartAsync("true");
        var admin = await api.CreateClinicAsync();
        var desk = await api.CreateKeyAsync(admin.ClinicId, ["schedule:read", "schedule:write"]);

        Assert.Equal(Asked, await GetAsync(api, null));
        Assert.Equal(Asked, await GetAsync(api, "nonsense"));
        Assert.Equal(Asked, await GetAsync(api, desk.Key));
        Assert.Equal(Shown, await GetAsync(api, admin.Key));
        Assert.NotEqual(HttpStatusCode.NoContent, await PostAsync(api, admin.Key!, "/jobs/recurring/trigger"));
    }

    [Fact]
    public async Task Dashboard_ByDefault_IsNotThere()
    {
        await using var api = await StartAsync("false");
        var admin = await api.CreateClinicAsync();

        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(api, admin.Key));
    }

    private Task<TestApi> StartAsync(string dashboard) => TestApi.StartAsync(
        postgres,
        builder => (builder.Configuration["Jobs:Enabled"], builder.Configuration["Jobs:Dashboard"]) = ("true", dashboard),
        TestContext.Current.CancellationToken,
        database => ScheduledJobs.PrepareScheduledJobsAsync(database.OwnerConnectionString, EmbeddedPostgres.AppRole, TestContext.Current.CancellationToken));

    private static async Task<HttpStatusCode> GetAsync(TestApi api, string? password)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/jobs");
        return await SendAsync(api, request, password);
    }

    private static async Task<HttpStatusCode> PostAsync(TestApi api, string password, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([KeyValuePair.Create("jobs[]", "send-messages")]) };
        return await SendAsync(api, request, password);
    }

    private static async Task<HttpStatusCode> SendAsync(TestApi api, HttpRequestMessage request, string? password)
    {
        if (password is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{password}")));
        }

        using var http = new HttpClient { BaseAddress = api.Address };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
