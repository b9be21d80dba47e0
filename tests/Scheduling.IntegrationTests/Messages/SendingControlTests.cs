using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Scheduling.Application.Messaging;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.Testing.Api;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Messages;

/// <summary>After a restore nothing leaves until a person says so; a restart, a crash or a takeover holds nothing back.</summary>
public sealed class SendingControlTests(PostgresFixture postgres)
{
    private const string Phone = "+12025550111";
    private static readonly DateTimeOffset Ten = VisitCalls.MondayMorning.AddHours(4);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RestoredDump_SendsNothing_UntilItIsReleased()
    {
        var (api, folder) = await DueAsync();
        await using var _ = api;
        await using var empty = await postgres.CreateDatabaseAsync(Cancelled);
        await DumpAsync(api.Database.AdminConnectionString, empty.AdminConnectionString);

        var (restored, its) = await OverAsync(empty);
        await using var __ = restored;
        await restored.SendAsync();
        Assert.Empty(MessageCalls.Texts(its));
        Assert.Equal("""{"status":"degraded","sending":"held"}""", (await restored.Anonymous().GetAsync("/health/ready")).Expect(HttpStatusCode.OK).Text);
        Assert.Contains(restored.Log, l => l.StartsWith("Warning Sending is held", StringComparison.Ordinal));
        Assert.Equal(0, await Control(restored).ReleaseAsync("Kim", dropDue: false, Cancelled));
        await restored.SendAsync();
        Assert.Single(MessageCalls.Texts(its));
        Assert.Null(await Control(restored).ReleaseAsync("Kim", dropDue: false, Cancelled));
        Assert.Equal("release sending by Kim", await ScalarAsync<string>(empty, "select action || ' ' || object_kind || ' ' || detail from audit_entries where object_kind = 'sending'"));

        // The one that was dumped goes on.
        await api.SendAsync();
        Assert.Single(MessageCalls.Texts(folder));
    }

    [Fact]
    public async Task DumpLoadedOverItself_IsHeld_AndWhatWasDueNeedNotLeave()
    {
        var (api, folder) = await DueAsync();
        await using var _ = api;
        Assert.False((await Control(api).CheckAsync(Cancelled)).IsHeld);

        // Only the data, into the same tables of the same database, by COPY as dumps do it: nothing but who wrote the row tells.
        await using (var connection = new NpgsqlConnection(api.Database.AdminConnectionString))
        {
            await connection.OpenAsync(Cancelled);
            string dump;
            using (var reader = await connection.BeginTextExportAsync("copy sending_control to stdout", Cancelled))
            {
                dump = await reader.ReadToEndAsync(Cancelled);
            }

            await api.ExecuteAsync("delete from sending_control");
            await using var writer = await connection.BeginTextImportAsync("copy sending_control from stdin", Cancelled);
            await writer.WriteAsync(dump);
        }

        Assert.Equal("loaded_from_dump", (await Control(api).CheckAsync(Cancelled)).Why);
        await api.SendAsync();
        Assert.Equal(1, await Control(api).ReleaseAsync("Kim", dropDue: true, Cancelled));
        await api.SendAsync();
        Assert.Empty(MessageCalls.Texts(folder));
        Assert.Equal("suppressed restored", await api.QueryAsync<string>("select state || ' ' || reason from messages where kind = 'visit_change'"));
    }

    [Fact]
    public async Task CopyOfADatabase_OrOfItsRowsOnAnotherServer_IsHeld()
    {
        var (api, _) = await DueAsync();
        await using var __ = api;
        await Control(api).CheckAsync(Cancelled);
        await api.ExecuteAsync("update sending_control set database_id = database_id + 1, written_in = txid_current()");
        Assert.Equal("other_database", (await Control(api).CheckAsync(Cancelled)).Why);
        await Control(api).ReleaseAsync("Kim", dropDue: false, Cancelled);

        var folder = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : "/var/tmp", "scheduling-test-" + Guid.NewGuid().ToString("N")[..8]);
        try
        {
            await using var other = PostgresFixture.Durable(folder);
            await using var there = await other.CreateDatabaseAsync(Cancelled);
            await DumpAsync(api.Database.AdminConnectionString, there.AdminConnectionString);
            var (restored, its) = await OverAsync(there);
            await using var ___ = restored;
            await restored.SendAsync();
            Assert.Equal(("other_server", 0), ((await Control(restored).CheckAsync(Cancelled)).Why, MessageCalls.Texts(its).Count));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task RestartCrashAndTakeover_HoldNothing_RecoveryToAnEarlierTimeDoes()
    {
        var (api, folder) = await DueAsync();
        await using var _ = api;
        await api.SendAsync();
        Assert.Single(MessageCalls.Texts(folder));
        await api.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        await api.ExecuteAsync("vacuum full sending_control");
        await api.ExecuteAsync("vacuum freeze sending_control");
        api.Clock.Advance(TimeSpan.FromDays(3));
        Assert.False((await Eventually(() => Control(api).CheckAsync(Cancelled))).IsHeld);

        await api.ExecuteAsync("update sending_control set timeline = '000000FF', written_in = txid_current()");
        api.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.False((await Control(api).CheckAsync(Cancelled)).IsHeld);

        await api.ExecuteAsync("update sending_control set timeline = '000000FF', written_in = txid_current()");
        api.Clock.Advance(TimeSpan.FromMinutes(90));
        Assert.Equal("recovered_to_earlier", (await Control(api).CheckAsync(Cancelled)).Why);
        // Held is held, however often it is looked at.
        Assert.True((await Control(api).CheckAsync(Cancelled)).IsHeld);
    }

    private async Task<(TestApi Api, string Folder)> DueAsync()
    {
        var (api, folder) = await MessageCalls.StartAsync(postgres);
        var clinic = await TwilioCalls.ClinicAsync(api, Phone);
        await clinic.BookConsultAsync("2027-03-02", "09:00");
        await api.SendAsync();
        api.Clock.Set(Ten);
        return (api, folder);
    }

    private async Task<(TestApi Api, string Folder)> OverAsync(TestDatabase database)
    {
        var folder = Directory.CreateTempSubdirectory("scheduling-outbox-").FullName;
        var api = await TestApi.StartAsync(postgres, Cancelled, ("Messaging:Folder", folder), ("ConnectionStrings:App", database.AppConnectionString));
        api.Own(folder);
        api.Clock.Set(Ten);
        return (api, folder);
    }

    private static SendingControl Control(TestApi api) => api.Services.GetRequiredService<SendingControl>();

    // A connection that was cut is found out when it is used.
    private static async Task<T> Eventually<T>(Func<Task<T>> ask)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ask();
            }
            catch (NpgsqlException) when (attempt < 20)
            {
            }
        }
    }

    private static async Task DumpAsync(string from, string to)
    {
        var file = Path.Combine(Path.GetTempPath(), $"scheduling-{Guid.NewGuid():N}.dump");
        try
        {
            await RunAsync("pg_dump", from, "--format=custom", $"--file={file}");
            await RunAsync("pg_restore", to, "--clean", "--if-exists", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task RunAsync(string program, string connectionString, params string[] arguments)
    {
        var to = new NpgsqlConnectionStringBuilder(connectionString);
        var found = Folders().Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, $"{program} is not installed beside the server.");
        var start = new ProcessStartInfo(found!) { RedirectStandardError = true };
        foreach (var argument in (string[])[$"--host={to.Host}", "--port=" + to.Port.ToString(CultureInfo.InvariantCulture), $"--username={to.Username}", $"--dbname={to.Database}", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["PGPASSWORD"] = to.Password;
        using var process = Process.Start(start)!;
        var said = await process.StandardError.ReadToEndAsync(Cancelled);
        await process.WaitForExitAsync(Cancelled);
        Assert.True(process.ExitCode == 0, said);
    }

    private static IEnumerable<string> Folders()
    {
        const string debian = "/usr/lib/postgresql";
        return [
            Environment.GetEnvironmentVariable("PG_BIN") ?? "",
            .. Directory.Exists(debian) ? Directory.GetDirectories(debian).OrderByDescending(d => d, StringComparer.Ordinal).Select(d => Path.Combine(d, "bin")) : [],
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'),
        ];
    }

    private static async Task<T> ScalarAsync<T>(TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.AdminConnectionString);
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Cancelled))!;
    }
}
