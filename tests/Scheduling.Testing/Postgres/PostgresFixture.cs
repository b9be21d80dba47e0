using System.Globalization;
using Scheduling.Application.Persistence;
using Scheduling.Application.Persistence.Embedded;

namespace Scheduling.Testing.Postgres;

/// <summary>
/// One throwaway server for a test run, started when the first test asks for a database, and a migrated template that every
/// database is a copy of. Made for <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private const string Template = "migrated";

    private readonly SemaphoreSlim copying = new(1);
    private readonly EmbeddedPostgresProfile profile;
    private readonly string? folder;
    private readonly Lazy<Task<EmbeddedPostgres>> server;
    private int created;

    public PostgresFixture()
        : this(EmbeddedPostgresProfile.Throwaway, null)
    {
    }

    private PostgresFixture(EmbeddedPostgresProfile profile, string? folder)
    {
        (this.profile, this.folder) = (profile, folder);
        server = new Lazy<Task<EmbeddedPostgres>>(StartAsync);
    }

    /// <summary>A server that writes through, as an installation does, on an empty folder of the caller's: for measurements.</summary>
    public static PostgresFixture Durable(string folder) => new(EmbeddedPostgresProfile.Durable, folder);

    /// <summary>The server itself, for its log and for killing its processes.</summary>
    public Task<EmbeddedPostgres> ServerAsync() => server.Value;

    /// <summary>A new database, migrated and empty.</summary>
    public async Task<TestDatabase> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var running = await server.Value;
        var name = "t" + Interlocked.Increment(ref created).ToString(CultureInfo.InvariantCulture);
        await copying.WaitAsync(cancellationToken);
        try
        {
            await running.CreateDatabaseAsync(name, Template, cancellationToken);
        }
        finally
        {
            copying.Release();
        }

        return new TestDatabase(running, name);
    }

    public async ValueTask DisposeAsync()
    {
        if (server.IsValueCreated)
        {
            await (await server.Value).DisposeAsync();
        }

        copying.Dispose();
    }

    private async Task<EmbeddedPostgres> StartAsync()
    {
        var running = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { Profile = profile, DataFolder = folder, MaxConnections = 400 },
            CancellationToken.None);
        await running.CreateDatabaseAsync(Template, null, CancellationToken.None);
        await SchedulingDatabase.MigrateAsync(running.OwnerConnectionString(Template), running.AppConnectionString(Template), CancellationToken.None);
        await running.MakeTemplateAsync(Template, CancellationToken.None);
        return running;
    }
}
