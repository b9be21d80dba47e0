using Npgsql;
using Scheduling.Application.Persistence.Embedded;

namespace Scheduling.Testing.Postgres;

/// <summary>A database of a test class's own, gone when disposed.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgres server;

    internal TestDatabase(EmbeddedPostgres server, string name)
    {
        this.server = server;
        Name = name;
    }

    public string Name { get; }

    public string OwnerConnectionString => server.OwnerConnectionString(Name);

    public string AppConnectionString => server.AppConnectionString(Name);

    /// <summary>The superuser's, unpooled: ending connections, looking past row-level security.</summary>
    public string AdminConnectionString => server.AdminConnectionString(Name);

    /// <summary>Deadlocks that the server has broken in this database, by its own log: a retry hides them from clients.</summary>
    public async Task<int> DeadlocksAsync()
    {
        var lines = await File.ReadAllLinesAsync(server.LogPath);
        return lines.Count(line => line.Contains($"@{Name} ERROR:  deadlock detected", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connectionString in (string[])[OwnerConnectionString, AppConnectionString])
        {
            await using var pooled = new NpgsqlConnection(connectionString);
            NpgsqlConnection.ClearPool(pooled);
        }

        await server.DropDatabaseAsync(Name, CancellationToken.None);
    }
}
