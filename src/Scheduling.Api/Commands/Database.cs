using Npgsql;
using Scheduling.Application.Persistence;
using Scheduling.Application.Persistence.Embedded;

namespace Scheduling.Api.Commands;

/// <summary>The database of a command: the configured one, or a private server that stops with the command. Migrated when this returns.</summary>
public sealed class Database : IAsyncDisposable
{
    private const string PrivateName = "scheduling";
    private readonly EmbeddedPostgres? server;
    private readonly ILoggerFactory? loggers;

    private Database(string app, EmbeddedPostgres? server, ILoggerFactory? loggers)
    {
        AppConnectionString = app;
        this.server = server;
        this.loggers = loggers;
    }

    /// <summary>For the service's own role.</summary>
    public string AppConnectionString { get; }

    /// <summary>Opens it. With connection strings but <paramref name="migrate"/> false, the schema is left alone: several instances may share it.</summary>
    public static async Task<Database> OpenAsync(IConfiguration configuration, bool migrate, CancellationToken cancellationToken)
    {
        var owner = configuration.GetConnectionString("Owner");
        var app = configuration.GetConnectionString("App");
        if (app is not null)
        {
            if (migrate)
            {
                await MigrateAsync(owner ?? throw new InvalidOperationException("ConnectionStrings:Owner is missing: only the owner may migrate."), app, cancellationToken);
            }

            return new Database(app, null, null);
        }

        var options = configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true));
        var server = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions
            {
                Profile = EmbeddedPostgresProfile.Durable,
                DataFolder = string.IsNullOrEmpty(options.DataFolder) ? null : options.DataFolder,
                BinFolder = string.IsNullOrEmpty(options.BinFolder) ? null : options.BinFolder,
                Logger = loggers.CreateLogger<EmbeddedPostgres>(),
            },
            cancellationToken);
        try
        {
            await server.EnsureDatabaseAsync(PrivateName, cancellationToken);
            await MigrateAsync(server.OwnerConnectionString(PrivateName), server.AppConnectionString(PrivateName), cancellationToken);
            return new Database(server.AppConnectionString(PrivateName), server, loggers);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static async Task MigrateAsync(string owner, string app, CancellationToken cancellationToken)
    {
        await SchedulingDatabase.MigrateAsync(owner, app, cancellationToken);
        await ScheduledJobs.PrepareScheduledJobsAsync(owner, new NpgsqlConnectionStringBuilder(app).Username!, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        loggers?.Dispose();
    }
}
