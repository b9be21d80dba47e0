using System.Net;
using Scheduling.Testing.Api;

namespace Scheduling.IntegrationTests.Http;

public sealed class ApiKeysTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task Create_ShowsTheSecretOnce_AndItWorks()
    {
        var admin = await api.CreateClinicAsync();
        var created = (await admin.PostAsync("/v1/api-keys", new { name = "Front desk", scopes = new[] { "admin" } }, idempotencyKey: "k1")).Expect(HttpStatusCode.Created);
        var secret = (string)created.Json["key"]!;
        Assert.Equal($"/v1/api-keys/{created.Id}", created.Headers["Location"]);

        var replay = (await admin.PostAsync("/v1/api-keys", new { name = "Front desk", scopes = new[] { "admin" } }, idempotencyKey: "k1")).Expect(HttpStatusCode.Created);
        Assert.Equal("true", replay.Headers["Idempotent-Replayed"]);
        Assert.Null(replay.Json["key"]);
        JsonAssert.Equal(created.Text, replay.Text, "key");
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from idempotency_keys where convert_from(body, 'UTF8') like '%' || $1 || '%'", secret));

        var listed = (await (admin with { Key = secret }).GetAsync("/v1/api-keys")).Expect(HttpStatusCode.OK);
        Assert.Equal(2, listed.Json["items"]!.AsArray().Count);
        Assert.DoesNotContain(secret, listed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoke_StopsTheKeyAtOnce()
    {
        var admin = await api.CreateClinicAsync();
        var other = await api.CreateKeyAsync(admin.ClinicId, ["admin"]);
        (await other.GetAsync("/v1/api-keys")).Expect(HttpStatusCode.OK);
        (await admin.PostAsync($"/v1/api-keys/{other.KeyId}/revoke")).Expect(HttpStatusCode.OK);
        (await other.GetAsync("/v1/api-keys")).Expect(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Expiry_StopsTheKey()
    {
        var admin = await api.CreateClinicAsync();
        var expired = await api.CreateKeyAsync(admin.ClinicId, ["admin"], expiresAt: DateTimeOffset.UtcNow.AddMinutes(-1));
        (await expired.GetAsync("/v1/api-keys")).Expect(HttpStatusCode.Unauthorized, "unauthorized");
    }
}
