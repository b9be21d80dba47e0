using System.Net;
using Scheduling.IntegrationTests.Http.Probe;
using Scheduling.Testing.Api;

namespace Scheduling.IntegrationTests.Http;

public sealed class ConventionsTests(ProbeFixture fixture) : IClassFixture<ProbeFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task UnknownPath_IsAProblem()
    {
        var answer = (await (await api.CreateClinicAsync()).GetAsync("/v1/nothing")).Expect(HttpStatusCode.NotFound, "not_found");
        JsonAssert.Equal(
            """{"type":"/problems/not-found","title":"There is nothing here.","status":404,"detail":"There is nothing here.","code":"not_found"}""",
            answer.Text,
            "traceId");
    }

    [Fact]
    public async Task OtherMethod_IsAProblemThatListsThose()
    {
        var answer = (await (await api.CreateClinicAsync()).DeleteAsync("/v1/probes")).Expect(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        Assert.Equal("GET, POST", answer.Headers["Allow"]);
    }

    [Fact]
    public async Task OtherAccept_IsAProblem()
    {
        var client = await api.CreateClinicAsync();
        (await client.SendAsync(HttpMethod.Get, "/v1/probes", headers: ("Accept", "text/csv"))).Expect(HttpStatusCode.NotAcceptable, "not_acceptable");
        (await client.SendAsync(HttpMethod.Get, "/v1/probes", headers: ("Accept", "application/json"))).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/v1/probes")]
    [InlineData("/v1/nothing")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/problems")]
    public async Task EveryAnswer_HasTheSecurityHeaders(string path)
    {
        var answer = await (await api.CreateClinicAsync()).GetAsync(path);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", answer.Headers["Content-Security-Policy"]);
        Assert.False(answer.Headers.ContainsKey("Server"));
        Assert.False(answer.Headers.ContainsKey("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task TraceParent_IsHonouredAndReturned()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        var answer = await api.Anonymous().SendAsync(HttpMethod.Get, "/v1/probes", headers: ("traceparent", $"00-{trace}-b7ad6b7169203331-01"));
        Assert.Equal(trace, (string)answer.Expect(HttpStatusCode.Unauthorized).Json["traceId"]!);
        Assert.StartsWith($"00-{trace}-", answer.Headers["traceparent"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer nonsense")]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer sch_test_0000000000000000000000000000000000000000000000000")]
    public async Task Key_MissingOrMistyped_Is401(string? header)
    {
        var answer = header is null
            ? await api.Anonymous().GetAsync("/v1/probes")
            : await api.Anonymous().SendAsync(HttpMethod.Get, "/v1/probes", headers: ("Authorization", header));
        answer.Expect(HttpStatusCode.Unauthorized, "unauthorized");
        Assert.Equal("Bearer realm=\"scheduling\"", answer.Headers["WWW-Authenticate"]);
    }

    [Fact]
    public async Task Key_WellFormedButUnknown_Is401()
    {
        var stranger = api.Anonymous() with { Key = Scheduling.Application.ApiKeys.ApiKeySecret.Create("test").Text };
        (await stranger.GetAsync("/v1/probes")).Expect(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Scope_Missing_Is403AndNamed()
    {
        var clinic = await api.CreateClinicAsync();
        var other = await api.CreateKeyAsync(clinic.ClinicId, ["clinical:read"]);
        var answer = (await other.GetAsync("/v1/probes")).Expect(HttpStatusCode.Forbidden, "scope_missing");
        Assert.Equal("The key lacks the scope schedule:read.", (string)answer.Json["detail"]!);
    }

    [Fact]
    public async Task Actor_MissingOrTooLong_IsRefused()
    {
        var client = await api.CreateClinicAsync() with { Actor = null };
        var path = $"/v1/probes/{Guid.CreateVersion7()}";
        (await client.PutAsync(path, new { name = "a" }, "\"1\"")).Expect(HttpStatusCode.Forbidden, "actor_required");
        var answer = (await (client with { Actor = new string('x', 201) }).GetAsync(path)).Expect(HttpStatusCode.BadRequest, "invalid_request");
        Assert.NotNull(answer.Json["errors"]!["Scheduling-Actor"]);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.PreconditionRequired, "version_required")]
    [InlineData("\"2\"", HttpStatusCode.PreconditionFailed, "stale_version")]
    [InlineData("W/\"1\"", HttpStatusCode.PreconditionFailed, "stale_version")]
    [InlineData("*", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("1", HttpStatusCode.BadRequest, "invalid_request")]
    public async Task IfMatch_Wrong_ChangesNothing(string? ifMatch, HttpStatusCode status, string code)
    {
        var client = await api.CreateClinicAsync();
        var created = await client.PostAsync("/v1/probes", new { name = "a" });
        (await client.PutAsync($"/v1/probes/{created.Id}", new { name = "b" }, ifMatch)).Expect(status, code);
        Assert.Equal("a", (string)(await client.GetAsync($"/v1/probes/{created.Id}")).Json["name"]!);
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("\"7\", \"1\"")]
    public async Task IfMatch_Right_ChangesAndShowsTheNewVersion(string ifMatch)
    {
        var client = await api.CreateClinicAsync();
        var created = await client.PostAsync("/v1/probes", new { name = "a" });
        var changed = (await client.PutAsync($"/v1/probes/{created.Id}", new { name = "b" }, ifMatch)).Expect(HttpStatusCode.OK);
        Assert.Equal("\"2\"", changed.ETag);
    }

    [Fact]
    public async Task Id_ThatIsNone_LooksLikeAnUnknownOne()
    {
        var client = await api.CreateClinicAsync();
        var unknown = (await client.GetAsync($"/v1/probes/{Guid.CreateVersion7()}")).Expect(HttpStatusCode.NotFound, "not_found");
        var nonsense = (await client.GetAsync("/v1/probes/17")).Expect(HttpStatusCode.NotFound, "not_found");
        JsonAssert.Equal(unknown.Text, nonsense.Text, "traceId");
    }

    [Fact]
    public async Task Failure_Unhandled_Is500WithoutInternals()
    {
        var client = await api.CreateClinicAsync();
        fixture.Failures.Reset();
        fixture.Failures.Add(new InvalidOperationException("canary-5f1c"), 1);
        var answer = (await client.PostAsync("/v1/probes", new { name = "a" })).Expect(HttpStatusCode.InternalServerError, "internal_error");
        Assert.DoesNotContain("canary-5f1c", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(api.Log, line => line.Contains("canary-5f1c", StringComparison.Ordinal));
        Assert.Contains(api.Log, line => line.Contains("Unhandled System.InvalidOperationException", StringComparison.Ordinal) && line.Contains("ProbeController", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Log_HasOneLineARequest_WithoutIdsQueriesOrNames()
    {
        var client = await api.CreateClinicAsync() with { Actor = "canary-actor" };
        var id = Guid.CreateVersion7();
        await client.GetAsync($"/v1/probes/{id}");
        await client.GetAsync("/v1/probes?name=canary-query");
        await client.PostAsync("/v1/probes", new { name = "canary-body" }, idempotencyKey: "canary-key");
        var log = string.Join('\n', api.Log);
        Assert.Contains("GET v1/probes/{id} 404", log, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-", log, StringComparison.Ordinal);
        Assert.DoesNotContain(id.ToString(), log, StringComparison.Ordinal);
        Assert.DoesNotContain(client.Key!, log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_OfAKeyAndOfAnAddress_AreKept()
    {
        await using var limited = await TestApi.StartAsync(fixture.Postgres, TestContext.Current.CancellationToken,
            ("RateLimits:PerKeyPerMinute", "60"), ("RateLimits:PerKeyBurst", "5"), ("RateLimits:UnauthenticatedPerMinute", "3"));
        var client = await limited.CreateClinicAsync();
        var answers = new List<ApiAnswer>();
        for (var i = 0; i < 8; i++)
        {
            answers.Add(await client.GetAsync("/v1/api-keys"));
        }

        Assert.All(answers.Take(5), a => a.Expect(HttpStatusCode.OK));
        var refused = answers.First(a => a.Status != HttpStatusCode.OK).Expect(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        (await (await limited.CreateKeyAsync(client.ClinicId, ["admin"])).GetAsync("/v1/api-keys")).Expect(HttpStatusCode.OK);

        for (var i = 0; i < 3; i++)
        {
            (await limited.Anonymous().GetAsync("/v1/api-keys")).Expect(HttpStatusCode.Unauthorized);
        }

        (await limited.Anonymous().GetAsync("/v1/api-keys")).Expect(HttpStatusCode.TooManyRequests, "rate_limited");
    }
}
