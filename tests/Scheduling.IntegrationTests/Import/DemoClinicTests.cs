using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Api.Demo;
using Scheduling.Application.Protocols;
using Scheduling.Testing.Api;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Import;

public sealed partial class DemoClinicTests(DemoFixture fixture) : IClassFixture<DemoFixture>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private TestApi Api => fixture.Api;

    [Theory]
    [InlineData("sites", 2)]
    [InlineData("devices", 6)]
    [InlineData("device_models", 2)]
    [InlineData("staff", 12)]
    public async Task EnsureAsync_AnEmptyDatabase_MakesTheClinicAsPromised(string table, long count) =>
        Assert.Equal(count, await CountAsync(table));

    [Fact]
    public async Task EnsureAsync_AnEmptyDatabase_HasFortyPatientsInMidCourse()
    {
        Assert.Equal(40L, await CountAsync("patients p where exists (select from courses c where c.patient_id = p.id and c.state = 'active')", "p."));
        // Mid-course: something is delivered, and everything still owed is booked.
        Assert.Equal(0L, await CountAsync("courses c where c.state = 'active' and not exists (select from appointments a where a.course_id = c.id and a.state = 'delivered')", "c."));
        Assert.Equal(0L, await CountAsync("courses c where c.state = 'active' and not exists (select from appointments a where a.course_id = c.id and a.state = 'booked' and a.starts_at > now())", "c."));
        Assert.Equal(0L, await CountAsync("""
            courses c where c.state = 'active' and (select sum((t ->> 'sessions')::int) from jsonb_array_elements(c.targets) t)
                <> (select count(*) from appointments a where a.course_id = c.id and a.counts_as_session and a.state in ('delivered', 'booked'))
            """, "c."));
        Assert.True(await CountAsync("appointments where state = 'no_show'") > 0);
        Assert.Equal(0L, await CountAsync("appointments where state = 'delivered' and starts_at > now()"));
    }

    [Fact]
    public async Task EnsureAsync_EveryTemplateOnByDefault_IsEnabled() => Assert.Equal(
        ProtocolTemplates.All.Where(t => t.EnabledByDefault).Select(t => t.Code),
        (await Api.QueryAsync<string[]>("select array_agg(code order by code) from protocols where clinic_id = $1 and enabled", fixture.ClinicId)).Order(StringComparer.Ordinal));

    [Fact]
    public async Task EnsureAsync_ContactData_IsNobodys()
    {
        Assert.Equal(0L, await CountAsync(@"patients where phone !~ '^\+1[0-9]{3}55501[0-9]{2}$' or email !~ '@patients\.example\.com$'"));
    }

    [Fact]
    public async Task EnsureAsync_Twice_MakesOneClinic() =>
        Assert.Equal(fixture.ClinicId, await Api.Services.GetRequiredService<DemoClinic>().EnsureAsync(Cancelled));

    [Fact]
    public async Task BeginAsync_Again_RevokesTheLastKey()
    {
        var demo = Api.Services.GetRequiredService<DemoClinic>();
        var first = await demo.BeginAsync(fixture.ClinicId, Cancelled);
        var second = await demo.BeginAsync(fixture.ClinicId, Cancelled);

        (await Client(first.Key).GetAsync("/v1/sites")).Expect(HttpStatusCode.Unauthorized);
        (await Client(second.Key).GetAsync("/v1/sites")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Curl_RunTwice_BooksThirtySixVisitsOnceAtASteadyTimeAcrossTheChangeOfClocks()
    {
        var start = await Api.Services.GetRequiredService<DemoClinic>().BeginAsync(fixture.ClinicId, Cancelled);

        var answer = (await RunAsync(start.Curl(Api.Address))).Expect(HttpStatusCode.Created);

        var visits = answer.Json["appointments"]!.AsArray();
        Assert.Equal(36, visits.Count);
        Assert.Equal(Enumerable.Range(1, 36), visits.Select(v => (int)v!["sessionNumber"]!));
        Assert.All(visits, v =>
        {
            var kinds = v!["resources"]!.AsArray().Select(r => (string?)r!["kind"]).ToHashSet();
            Assert.Superset(new HashSet<string?> { "staff", "device", "room" }, kinds);
            Assert.Equal((string?)visits[0]!["patientId"], (string?)v["patientId"]);
            Assert.Contains(v["resources"]!.AsArray(), r => (string?)r!["role"] == "technician");
        });
        Assert.Contains(visits[0]!["resources"]!.AsArray(), r => (string?)r!["role"] == "prescriber");
        Assert.Equal("initial", (string?)visits[0]!["kind"]);
        Assert.Single(visits.Select(v => (string?)v!["localTime"]).Distinct());
        var offsets = visits.Select(v => ((string)v!["start"]!)[^6..]).ToList();
        Assert.Equal(2, offsets.Distinct().Count());
        Assert.All(visits, v => Assert.Equal(
            string.CompareOrdinal((string)v!["localDate"]!, start.ClocksChangeOn.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)) < 0 ? offsets[0] : offsets[^1],
            ((string)v["start"]!)[^6..]));

        var replay = (await RunAsync(start.Curl(Api.Address))).Expect(HttpStatusCode.Created);
        Assert.Equal("true", replay.Headers["Idempotent-Replayed"]);
        Assert.Equal(answer.Text, replay.Text);
        Assert.Equal(0L, await Api.OverlapsAsync());
    }

    // What a shell would make of the line; curl itself is not on every machine.
    private async Task<ApiAnswer> RunAsync(string line)
    {
        var words = Words().Matches(line).Select(m => m.Groups["quoted"].Success ? m.Groups["quoted"].Value : m.Value).ToList();
        var headers = words.Where((_, i) => i > 0 && words[i - 1] == "-H").Select(h => h.Split(": ", 2)).ToDictionary(h => h[0], h => h[1]);
        var url = new Uri(words.Single(w => w.StartsWith("http://", StringComparison.Ordinal)));
        return await Client(headers["Authorization"]["Bearer ".Length..])
            .SendAsync(new HttpMethod(words[words.IndexOf("-X") + 1]), url.PathAndQuery, words[words.IndexOf("-d") + 1], null, headers["Idempotency-Key"]);
    }

    private ApiClient Client(string key) => new(fixture.Http, fixture.ClinicId, Guid.Empty, key);

    private Task<long> CountAsync(string fromWhere, string alias = "") =>
        Api.QueryAsync<long>($"select count(*) from {fromWhere} {(fromWhere.Contains(" where ", StringComparison.Ordinal) ? "and" : "where")} {alias}clinic_id = $1", fixture.ClinicId);

    [GeneratedRegex("'(?<quoted>[^']*)'|[^ ']+")]
    private static partial Regex Words();
}

/// <summary>The service over a database with the demo clinic.</summary>
public sealed class DemoFixture(PostgresFixture postgres) : IAsyncLifetime
{
    private TestApi? api;

    public TestApi Api => api ?? throw new InvalidOperationException("Not started.");

    public Guid ClinicId { get; private set; }

    public HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.StartAsync(postgres, CancellationToken.None);
        Http = new HttpClient { BaseAddress = api.Address };
        ClinicId = await api.Services.GetRequiredService<DemoClinic>().EnsureAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (api is not null)
        {
            await api.DisposeAsync();
        }
    }
}
