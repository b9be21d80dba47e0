using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Scheduling.Application.Persistence.Embedded;

/// <summary>
/// A private PostgreSQL server on a unix socket that only its own user (and root) can reach: started, restarted after a
/// crash, and stopped by this process. It has the two roles of a real installation: an owner who migrates, and the
/// application's, who owns nothing.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    public const string OwnerRole = "scheduling_owner";
    public const string AppRole = "scheduling_app";

    private const string Superuser = "postgres";
    private const int CrashesBeforeGivingUp = 5;

    private readonly EmbeddedPostgresOptions options;
    private readonly ClusterFolder folder;
    private readonly ServerAccount account;
    private readonly PostgresBinaries binaries;
    private readonly CancellationTokenSource stopping = new();
    private ServerProcess? server;
    private Task supervision = Task.CompletedTask;

    private EmbeddedPostgres(EmbeddedPostgresOptions options, ClusterFolder folder, ServerAccount account, PostgresBinaries binaries)
    {
        this.options = options;
        this.folder = folder;
        this.account = account;
        this.binaries = binaries;
    }

    public string DataFolder => folder.Path;

    /// <summary>The server's own log; tests search it for lines that must not be there.</summary>
    public string LogPath => folder.Log;

    /// <summary>The postmaster's process id, or null while it is down.</summary>
    public int? ProcessId => ReadPostmasterId(folder.Data);

    /// <summary>Starts the server on new or existing data; it accepts connections and has both roles when this returns.</summary>
    /// <exception cref="EmbeddedPostgresException">It can't be had; the message says why in one line.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        var folder = ClusterFolder.Take(options);
        EmbeddedPostgres? cluster = null;
        try
        {
            var account = await ServerAccount.ChooseAsync(folder.Data, cancellationToken);
            var binaries = await PostgresBinaries.FindAsync(options.BinFolder, MajorOf(folder.Data), cancellationToken);
            cluster = new EmbeddedPostgres(options, folder, account, binaries);
            await cluster.PrepareAsync(cancellationToken);
            await cluster.StartServerAsync(cancellationToken);
            await cluster.CreateRolesAsync(cancellationToken);
            cluster.supervision = cluster.SuperviseAsync();
            return cluster;
        }
        catch
        {
            if (cluster is null)
            {
                folder.RemoveThrowaway();
                folder.Dispose();
            }
            else
            {
                await cluster.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>For the superuser, unpooled: creating databases, ending other people's connections.</summary>
    public string AdminConnectionString(string database = "postgres") => ConnectionString(Superuser, database, pooling: false);

    /// <summary>For the role that owns the databases and migrates them.</summary>
    public string OwnerConnectionString(string database) => ConnectionString(OwnerRole, database, pooling: true);

    /// <summary>For the role the service works as: no owner, no superuser, held by row-level security.</summary>
    public string AppConnectionString(string database) => ConnectionString(AppRole, database, pooling: true);

    /// <summary>Creates a database of the owner's, as a copy of <paramref name="template"/> if given; nobody may be connected to that.</summary>
    public async Task CreateDatabaseAsync(string name, string? template, CancellationToken cancellationToken)
    {
        var copy = template is null ? "template template0" : $"template {Quote(template)} strategy file_copy";
        await ExecuteAsync($"create database {Quote(name)} owner {OwnerRole} {copy}", cancellationToken);
    }

    /// <summary>Creates the database unless it is there.</summary>
    public async Task EnsureDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await CreateDatabaseAsync(name, null, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            // From an earlier start.
        }
    }

    /// <summary>Closes a database to connections, so that it can be copied at any time.</summary>
    public async Task MakeTemplateAsync(string name, CancellationToken cancellationToken)
    {
        NpgsqlConnection.ClearAllPools();
        await ExecuteAsync($"alter database {Quote(name)} with is_template true allow_connections false", cancellationToken);
        await ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name.Replace("'", "''", StringComparison.Ordinal)}'", cancellationToken);
    }

    public async Task DropDatabaseAsync(string name, CancellationToken cancellationToken) =>
        await ExecuteAsync($"drop database if exists {Quote(name)} with (force)", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await supervision;
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        folder.RemoveThrowaway();
        folder.Dispose();
        stopping.Dispose();
    }

    internal static int? ReadPostmasterId(string dataFolder)
    {
        try
        {
            var first = File.ReadLines(Path.Combine(dataFolder, "postmaster.pid")).FirstOrDefault();
            return int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int? MajorOf(string dataFolder)
    {
        var version = Path.Combine(dataFolder, "PG_VERSION");
        return File.Exists(version) ? int.Parse(File.ReadAllText(version).Trim(), CultureInfo.InvariantCulture) : null;
    }

    private static string Quote(string identifier) => '"' + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    private string ConnectionString(string user, string database, bool pooling) => new NpgsqlConnectionStringBuilder
    {
        Host = folder.SocketFolder,
        Username = user,
        Database = database,
        Pooling = pooling,
    }.ConnectionString;

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (var made in (string[])[folder.Server, folder.SocketFolder])
        {
            Directory.CreateDirectory(made);
            await account.OwnAsync(made, cancellationToken);
        }

        if (Directory.Exists(folder.Data))
        {
            await ClearLeftoversAsync(cancellationToken);
            return;
        }

        // Made aside and renamed when whole: a kill halfway leaves nothing that looks like data.
        var incomplete = folder.Data + ".new";
        if (Directory.Exists(incomplete))
        {
            Directory.Delete(incomplete, recursive: true);
        }

        // Lower case and order must know all letters, whatever locales the machine has.
        string[] locale = binaries.Major >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"] : ["--locale=C.UTF-8"];
        string[] sync = options.Profile == EmbeddedPostgresProfile.Throwaway ? ["--no-sync"] : [];
        await ClusterShell.RunAsync(
            account.Command([binaries.Initdb, "-D", incomplete, "-U", Superuser, "-A", "trust", "-E", "UTF8", "--no-instructions", .. locale, .. sync]),
            cancellationToken);
        Directory.Move(incomplete, folder.Data);
    }

    private async Task ClearLeftoversAsync(CancellationToken cancellationToken)
    {
        await ClusterProcesses.StopOrphansAsync(folder.Data, cancellationToken);

        // Nobody is left, so this file is stale. PostgreSQL would refuse to start if its number now belongs to another process.
        File.Delete(Path.Combine(folder.Data, "postmaster.pid"));
        var log = new FileInfo(folder.Log);
        if (log is { Exists: true, Length: > 8 << 20 })
        {
            File.Move(folder.Log, folder.Log + ".1", overwrite: true);
        }
    }

    private async Task StartServerAsync(CancellationToken cancellationToken)
    {
        var throwaway = options.Profile == EmbeddedPostgresProfile.Throwaway;
        List<string> settings =
        [
            "listen_addresses=",
            $"unix_socket_directories={folder.SocketFolder}",
            "unix_socket_permissions=0700",
            $"max_connections={options.MaxConnections.ToString(CultureInfo.InvariantCulture)}",
            "shared_buffers=128MB",
            "jit=off",
            "timezone=UTC",
            "log_timezone=UTC",
            "lc_messages=C",
            "log_line_prefix=%m [%p] %u@%d ",
            "log_min_messages=warning",
            .. throwaway
                ? (string[])["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=2GB", "checkpoint_timeout=30min"]

                // The values in a failing statement may be a patient's; they stay out of the log.
                : ["log_error_verbosity=terse", "log_min_error_statement=panic"],
        ];
        server = ServerProcess.Start(
            account,
            folder.Log,
            throwaway ? "QUIT" : "INT",
            [binaries.Postgres, "-D", folder.Data, .. settings.SelectMany(s => new[] { "-c", s })]);
        await WaitUntilReadyAsync(server, throwaway ? TimeSpan.FromSeconds(60) : TimeSpan.FromMinutes(5), cancellationToken);
    }

    private async Task WaitUntilReadyAsync(ServerProcess started, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(limit);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(AdminConnectionString());
                await connection.OpenAsync(both.Token);
                return;
            }
            catch (NpgsqlException e) when (!cancellationToken.IsCancellationRequested)
            {
                // Not there yet, or still replaying what a kill left.
                if (started.HasExited || timer.IsCancellationRequested)
                {
                    throw new EmbeddedPostgresException($"PostgreSQL did not start: {LastLogLine()} (log: {folder.Log})", e);
                }
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    private string LastLogLine() => File.Exists(folder.Log) ? File.ReadLines(folder.Log).LastOrDefault(l => l.Length > 0) ?? "it said nothing" : "it said nothing";

    private async Task CreateRolesAsync(CancellationToken cancellationToken)
    {
        // As a real installation's roles would be: the owner is no superuser either, and forced row-level security holds it too.
        await ExecuteAsync(
            $"""
            do $$ begin
              if not exists (select from pg_roles where rolname = '{OwnerRole}') then
                create role {OwnerRole} login nosuperuser createdb createrole nobypassrls;
                grant pg_signal_backend to {OwnerRole};
              end if;
              if not exists (select from pg_roles where rolname = '{AppRole}') then
                create role {AppRole} login nosuperuser nocreatedb nocreaterole nobypassrls;
              end if;
            end $$
            """,
            cancellationToken);
    }

    /// <summary>Starts a server again that ended by itself (killed for its memory, say); its clients reconnect.</summary>
    private async Task SuperviseAsync()
    {
        try
        {
            for (var crashes = 1; ; crashes++)
            {
                await server!.WaitForExitAsync(stopping.Token);
                options.Logger.LogError("The embedded PostgreSQL ended by itself (time {Crashes}); it is started again. Its log: {Log}", crashes, folder.Log);
                await server.DisposeAsync();
                server = null;
                if (crashes == CrashesBeforeGivingUp)
                {
                    options.Logger.LogCritical("The embedded PostgreSQL ended {Crashes} times and stays down", crashes);
                    return;
                }

                await ClearLeftoversAsync(stopping.Token);
                await StartServerAsync(stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // We are stopping.
        }
        catch (EmbeddedPostgresException e)
        {
            options.Logger.LogCritical(e, "The embedded PostgreSQL stays down");
        }
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(AdminConnectionString());
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
