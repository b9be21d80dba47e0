using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Api.Demo;
using Scheduling.Application.Protocols;
using Scheduling.Testing.Api;

namespace Scheduling.IntegrationTests.Import;

[Collection(nameof(DemoClinicShared))]
public sealed partial class DemoClinicTests(DemoFixture fixture)
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

        (await fixture.Client(first.Key).GetAsync("/v1/sites")).Expect(HttpStatusCode.Unauthorized);
        (await fixture.Client(second.Key).GetAsync("/v1/sites")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Curl_RunTwice_BooksThirtySixVisitsOnceAtASteadyTimeAcrossTheChangeOfClocks()
    {
        var start = await Api.Services.GetRequiredService<DemoClinic>().BeginAsync(fixture.ClinicId, Cancelled);

        var answer = (await RunAsync(start.Curl(Api.Address), fixture.Client)).Expect(HttpStatusCode.Created);

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
            string.CompareOrdinal((string)v!["localDate"]!, start.ClocksChangeOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) < 0 ? offsets[0] : offsets[^1],
            ((string)v["start"]!)[^6..]));

        var replay = (await RunAsync(start.Curl(Api.Address), fixture.Client)).Expect(HttpStatusCode.Created);
        Assert.Equal("true", replay.Headers["Idempotent-Replayed"]);
        Assert.Equal(answer.Text, replay.Text);
        Assert.Equal(0L, await Api.OverlapsAsync());
    }

    [Theory]
    [InlineData("2027-02-07T17:00:00Z", "a Sunday, five weeks before clocks go forward, so that the draft competes with the demo's own visits")]
    [InlineData("2026-12-28T06:30:00Z", "a Monday between holidays, at half past one in the morning of the first site")]
    public async Task Curl_OnOtherDays_BooksTheWholeCourseToo(string now, string why)
    {
        await using var api = await TestApi.StartAsync(fixture.Postgres, Cancelled);
        api.Clock.Set(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));
        var demo = api.Services.GetRequiredService<DemoClinic>();
        var clinicId = await demo.EnsureAsync(Cancelled);
        var start = await demo.BeginAsync(clinicId, Cancelled);
        using var http = new HttpClient { BaseAddress = api.Address };

        var answer = (await RunAsync(start.Curl(api.Address), key => new ApiClient(http, clinicId, Guid.Empty, key))).Expect(HttpStatusCode.Created);

        Assert.True(answer.Json["appointments"]!.AsArray().Count == 36, why);
        Assert.Equal(2, answer.Json["appointments"]!.AsArray().Select(v => ((string)v!["start"]!)[^6..]).Distinct().Count());
        Assert.Equal(0L, await api.OverlapsAsync());
    }

    // What a shell would make of the line; curl itself is not on every machine.
    private static async Task<ApiAnswer> RunAsync(string line, Func<string, ApiClient> client)
    {
        var words = Words().Matches(line).Select(m => m.Groups["quoted"].Success ? m.Groups["quoted"].Value : m.Value).ToList();
        var headers = words.Where((_, i) => i > 0 && words[i - 1] == "-H").Select(h => h.Split(": ", 2)).ToDictionary(h => h[0], h => h[1]);
        var url = new Uri(words.Single(w => w.StartsWith("http://", StringComparison.Ordinal)));
        return await client(headers["Authorization"]["Bearer ".Length..])
            .SendAsync(new HttpMethod(words[words.IndexOf("-X") + 1]), url.PathAndQuery, words[words.IndexOf("-d") + 1], null, headers["Idempotency-Key"]);
    }

    private Task<long> CountAsync(string fromWhere, string alias = "") =>
        Api.QueryAsync<long>($"select count(*) from {fromWhere} {(fromWhere.Contains(" where ", StringComparison.Ordinal) ? "and" : "where")} {alias}clinic_id = $1", fixture.ClinicId);

    [GeneratedRegex("'(?<quoted>[^']*)'|[^ ']+")]
    private static partial Regex Words();
}
