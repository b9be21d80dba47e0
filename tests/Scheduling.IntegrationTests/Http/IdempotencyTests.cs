using System.Net;
using Scheduling.IntegrationTests.Http.Probe;
using Scheduling.Testing.Api;

namespace Scheduling.IntegrationTests.Http;

public sealed class IdempotencyTests(ProbeFixture fixture) : IClassFixture<ProbeFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task Repeat_SameBodyInOtherSpelling_ReplaysStatusBodyAndHeaders()
    {
        var client = await api.CreateClinicAsync();
        var first = (await client.PostAsync("/v1/probes", """{"name":"a","count":2}""", idempotencyKey: "k")).Expect(HttpStatusCode.Created);
        var again = (await client.PostAsync("/v1/probes", """{ "count": 2, "name": "\u0061" }""", idempotencyKey: "k")).Expect(HttpStatusCode.Created);
        Assert.Equal(first.Text, again.Text);
        Assert.Equal(first.ETag, again.ETag);
        Assert.Equal(first.Headers["Location"], again.Headers["Location"]);
        Assert.Equal(first.Headers["Content-Type"], again.Headers["Content-Type"]);
        Assert.False(first.Headers.ContainsKey("Idempotent-Replayed"));
        Assert.Equal("true", again.Headers["Idempotent-Replayed"]);
        Assert.Equal(1L, await CountAsync(client));
    }

    [Fact]
    public async Task Repeat_OtherBody_IsRefused()
    {
        var client = await api.CreateClinicAsync();
        (await client.PostAsync("/v1/probes", new { name = "a" }, idempotencyKey: "k")).Expect(HttpStatusCode.Created);
        (await client.PostAsync("/v1/probes", new { name = "b" }, idempotencyKey: "k")).Expect(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        (await client.PostAsync($"/v1/api-keys/{client.KeyId}/revoke", idempotencyKey: "k")).Expect(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        Assert.Equal(1L, await CountAsync(client));
    }

    [Fact]
    public async Task Key_OfAnotherClinic_IsAnotherKey()
    {
        var (a, b) = (await api.CreateClinicAsync(), await api.CreateClinicAsync());
        var first = (await a.PostAsync("/v1/probes", new { name = "a" }, idempotencyKey: "k")).Expect(HttpStatusCode.Created);
        var second = (await b.PostAsync("/v1/probes", new { name = "a" }, idempotencyKey: "k")).Expect(HttpStatusCode.Created);
        Assert.NotEqual(first.Id, second.Id);
    }

    [Fact]
    public async Task Key_Missing_IsNamed_ExceptForSearchesAndDryRuns()
    {
        var client = await api.CreateClinicAsync();
        var answer = (await client.PostAsync("/v1/probes", new { name = "a" }, idempotencyKey: "")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        Assert.NotNull(answer.Json["errors"]!["Idempotency-Key"]);
        (await client.PostAsync("/v1/probes/search", new { name = "a" }, idempotencyKey: "")).Expect(HttpStatusCode.OK);
        (await client.PostAsync("/v1/probes", new { name = "a", dryRun = true }, idempotencyKey: "")).Expect(HttpStatusCode.Created);
        Assert.Equal(0L, await CountAsync(client));
    }

    [Fact]
    public async Task Refusal_IsNotKept()
    {
        var client = await api.CreateClinicAsync();
        (await client.PostAsync("/v1/probes", new { name = "a", start = "2026-03-09T13:01:00Z" }, idempotencyKey: "k")).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        (await client.PostAsync("/v1/probes", new { name = "a", start = "2026-03-09T13:05:00Z" }, idempotencyKey: "k")).Expect(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(10)]
    public async Task Copies_AtOnce_HaveOneEffect(int copies)
    {
        var client = await api.CreateClinicAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, copies).Select(_ => client.PostAsync("/v1/probes", new { name = "a" }, idempotencyKey: "k")));
        var done = answers.Where(a => a.Status == HttpStatusCode.Created).ToList();
        Assert.Single(done, a => !a.Headers.ContainsKey("Idempotent-Replayed"));
        Assert.Single(done.Select(a => a.Text).Distinct());
        foreach (var other in answers.Except(done))
        {
            other.Expect(HttpStatusCode.Conflict, "idempotency_in_flight");
            Assert.Equal("1", other.Headers["Retry-After"]);
        }

        Assert.Equal(1L, await CountAsync(client));
        Assert.Equal("true", (await client.PostAsync("/v1/probes", new { name = "a" }, idempotencyKey: "k")).Headers["Idempotent-Replayed"]);
    }

    [Fact]
    public async Task SecondCopy_WhileTheFirstRuns_IsToldToWait()
    {
        var client = await api.CreateClinicAsync();
        fixture.Failures.Reset();
        using var gate = new SemaphoreSlim(0);
        fixture.Failures.Gate = gate;
        var first = client.PostAsync("/v1/probes", new { name = "a" }, idempotencyKey: "k");
        while (fixture.Failures.Begun == 0)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        (await client.PostAsync("/v1/probes", new { name = "a" }, idempotencyKey: "k")).Expect(HttpStatusCode.Conflict, "idempotency_in_flight");
        gate.Release();
        (await first).Expect(HttpStatusCode.Created);
        fixture.Failures.Reset();
    }

    private Task<long> CountAsync(ApiClient client) => api.QueryAsync<long>("select count(*) from api_keys where clinic_id = $1 and prefix = 'probe'", client.ClinicId);
}
