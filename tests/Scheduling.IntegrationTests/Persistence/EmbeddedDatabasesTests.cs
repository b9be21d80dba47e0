using Npgsql;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Persistence;

public sealed class EmbeddedDatabasesTests(PostgresFixture postgres)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CreateDatabaseAsync_Twice_GivesDatabasesOfTheirOwn()
    {
        await using var first = await postgres.CreateDatabaseAsync(Cancelled);
        await using var second = await postgres.CreateDatabaseAsync(Cancelled);

        await ExecuteAsync(first.OwnerConnectionString, "create table only_here (id int)");

        var missing = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(second.OwnerConnectionString, "select * from only_here"));
        Assert.Equal(PostgresErrorCodes.UndefinedTable, missing.SqlState);
    }

    [Fact]
    public async Task LogPath_AfterADeadlock_HasTheLineThatOtherTestsLookFor()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancelled);
        await ExecuteAsync(database.OwnerConnectionString, "create table pairs (id int primary key); insert into pairs values (1), (2)");
        await using var source = NpgsqlDataSource.Create(database.OwnerConnectionString);
        await using var one = await source.OpenConnectionAsync(Cancelled);
        await using var other = await source.OpenConnectionAsync(Cancelled);
        await RunAsync(one, "begin; select from pairs where id = 1 for update");
        await RunAsync(other, "begin; select from pairs where id = 2 for update");

        var crossing = Task.WhenAll(
            RunAsync(one, "select from pairs where id = 2 for update"),
            RunAsync(other, "select from pairs where id = 1 for update"));

        var victim = await Assert.ThrowsAsync<PostgresException>(() => crossing);
        Assert.Equal(PostgresErrorCodes.DeadlockDetected, victim.SqlState);
        var log = await File.ReadAllTextAsync((await postgres.ServerAsync()).LogPath, Cancelled);
        Assert.Contains($"@{database.Name} ERROR:  deadlock detected", log, StringComparison.Ordinal);
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
