using System.Net;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Scheduling.IntegrationTests.Http.Probe;
using Scheduling.Testing.Api;

namespace Scheduling.IntegrationTests.Http;

public sealed class DatabaseFailureTests(ProbeFixture fixture) : IClassFixture<ProbeFixture>
{
    private readonly TestApi api = fixture.Api;

    [Theory]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    [InlineData(PostgresErrorCodes.SerializationFailure)]
    [InlineData(PostgresErrorCodes.ExclusionViolation)]
    public async Task LostTwice_IsRunAgain_AndWrittenOnce(string sqlState)
    {
        var client = await FailingAsync(Failure(sqlState), 2);
        (await client.PostAsync("/v1/probes", new { name = "a" })).Expect(HttpStatusCode.Created);
        Assert.Equal(3, fixture.Failures.Begun);
        Assert.Equal(1L, await CountAsync(client));
    }

    [Theory]
    [InlineData(PostgresErrorCodes.DeadlockDetected, HttpStatusCode.ServiceUnavailable, "unavailable")]
    [InlineData(PostgresErrorCodes.SerializationFailure, HttpStatusCode.ServiceUnavailable, "unavailable")]
    [InlineData(PostgresErrorCodes.ExclusionViolation, HttpStatusCode.Conflict, "conflict")]
    public async Task LostThrice_IsRefused(string sqlState, HttpStatusCode status, string code)
    {
        var client = await FailingAsync(new DbUpdateException("", Failure(sqlState)), 3);
        var answer = (await client.PostAsync("/v1/probes", new { name = "a" }, idempotencyKey: "k")).Expect(status, code);
        Assert.Equal(status == HttpStatusCode.ServiceUnavailable, answer.Headers.ContainsKey("Retry-After"));
        Assert.Equal(3, fixture.Failures.Begun);
        Assert.Equal(0L, await CountAsync(client));
        (await client.PostAsync("/v1/probes", new { name = "a" }, idempotencyKey: "k")).Expect(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(PostgresErrorCodes.UniqueViolation, HttpStatusCode.Conflict, "already_exists")]
    [InlineData(PostgresErrorCodes.ForeignKeyViolation, HttpStatusCode.Conflict, "in_use")]
    [InlineData(PostgresErrorCodes.LockNotAvailable, HttpStatusCode.ServiceUnavailable, "unavailable")]
    [InlineData(PostgresErrorCodes.AdminShutdown, HttpStatusCode.ServiceUnavailable, "unavailable")]
    [InlineData(PostgresErrorCodes.TooManyConnections, HttpStatusCode.ServiceUnavailable, "unavailable")]
    public async Task Other_IsRefusedAtOnce(string sqlState, HttpStatusCode status, string code)
    {
        var client = await FailingAsync(new DbUpdateException("", Failure(sqlState)), 1);
        (await client.PostAsync("/v1/probes", new { name = "a" })).Expect(status, code);
        Assert.Equal(1, fixture.Failures.Begun);
    }

    [Fact]
    public async Task Database_Away_Is503_AndBackAgain()
    {
        await using var alone = await TestApi.StartAsync(fixture.Postgres, TestContext.Current.CancellationToken);
        var client = await alone.CreateClinicAsync();
        (await client.GetAsync("/v1/api-keys")).Expect(HttpStatusCode.OK);
        (await client.GetAsync("/health/ready")).Expect(HttpStatusCode.OK);

        var server = await fixture.Postgres.ServerAsync();
        await ServerAsync(server.AdminConnectionString(), $"alter database {alone.Database.Name} allow_connections false");
        await ServerAsync(server.AdminConnectionString(), $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{alone.Database.Name}'");
        // First over the connection that was cut, then over ones that can't be made.
        var away = new[] { await client.GetAsync("/v1/api-keys"), await client.GetAsync("/v1/api-keys"), await client.GetAsync("/v1/api-keys") };
        Assert.All(away, a => Assert.Equal("unavailable", a.Code));
        Assert.All(away, a => Assert.True(a.Headers.ContainsKey("Retry-After")));
        Assert.Equal(3, alone.Log.Count(line => line.StartsWith("Warning unavailable: ", StringComparison.Ordinal) && line.Contains("Exception", StringComparison.Ordinal)));
        (await client.GetAsync("/health/ready")).Expect(HttpStatusCode.ServiceUnavailable, "unavailable");
        (await client.GetAsync("/health/live")).Expect(HttpStatusCode.OK);

        await ServerAsync(server.AdminConnectionString(), $"alter database {alone.Database.Name} allow_connections true");
        (await client.GetAsync("/v1/api-keys")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Ready_WithoutTheLastMigration_Is503()
    {
        await using var alone = await TestApi.StartAsync(fixture.Postgres, TestContext.Current.CancellationToken);
        await alone.ExecuteAsync("delete from \"__EFMigrationsHistory\" where \"MigrationId\" = (select max(\"MigrationId\") from \"__EFMigrationsHistory\")");
        (await alone.Anonymous().GetAsync("/health/ready")).Expect(HttpStatusCode.ServiceUnavailable, "unavailable");
    }

    private static PostgresException Failure(string sqlState) => new("message", "ERROR", "ERROR", sqlState);

    private static async Task ServerAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<ApiClient> FailingAsync(Exception e, int times)
    {
        var client = await api.CreateClinicAsync();
        fixture.Failures.Reset();
        fixture.Failures.Add(e, times);
        return client;
    }

    private Task<long> CountAsync(ApiClient client) => api.QueryAsync<long>("select count(*) from api_keys where clinic_id = $1 and prefix = 'probe'", client.ClinicId);
}
