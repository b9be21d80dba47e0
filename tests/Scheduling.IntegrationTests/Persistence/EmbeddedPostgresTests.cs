using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Scheduling.Application.Persistence.Embedded;

namespace Scheduling.IntegrationTests.Persistence;

public sealed class EmbeddedPostgresTests : IDisposable
{
    // Not the temp folder: as root the server runs as another user, who must be able to enter.
    private readonly string folder = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : "/var/tmp", "scheduling-test-" + Guid.NewGuid().ToString("N")[..8]);

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartAsync_OnDataOfAnEarlierStart_StillHasWhatWasCommitted()
    {
        await using (var first = await StartDurableAsync())
        {
            await first.EnsureDatabaseAsync("kept", Cancelled);
            await ExecuteAsync(first.OwnerConnectionString("kept"), "create table notes (note text); insert into notes values ('still here')");
        }

        await using var second = await StartDurableAsync();
        await second.EnsureDatabaseAsync("kept", Cancelled);

        Assert.Equal("still here", await ScalarAsync(second.OwnerConnectionString("kept"), "select note from notes"));
    }

    [Fact]
    public async Task DisposeAsync_Always_LeavesNoProcess()
    {
        var cluster = await StartDurableAsync();
        var before = ProcessesIn(folder);
        await cluster.DisposeAsync();

        Assert.NotEmpty(before);
        Assert.Empty(ProcessesIn(folder));
    }

    [Fact]
    public async Task StartAsync_WhileAnotherHoldsTheFolder_SaysSoAndLeavesItRunning()
    {
        await using var first = await StartDurableAsync();

        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(StartDurableAsync);

        Assert.StartsWith($"Another process already runs on the data in {folder}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await ScalarAsync(first.AdminConnectionString(), "select 1"));
    }

    [Fact]
    public async Task Server_PostmasterKilled_IsStartedAgainWithWhatWasCommitted()
    {
        await using var cluster = await StartDurableAsync();
        await cluster.EnsureDatabaseAsync("kept", Cancelled);
        var owner = cluster.OwnerConnectionString("kept");
        await ExecuteAsync(owner, "create table notes (note text); insert into notes values ('still here')");
        var killed = cluster.ProcessId!.Value;

        Process.GetProcessById(killed).Kill();

        Assert.Equal("still here", await EventuallyAsync(() => ScalarAsync(owner, "select note from notes")));
        Assert.NotEqual(killed, cluster.ProcessId);
    }

    [Fact]
    public async Task StartAsync_PidFileNamesALivingProcessThatIsNoServer_Starts()
    {
        await using (await StartDurableAsync())
        {
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "pg", "data", "postmaster.pid"), Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n", Cancelled);

        await using var again = await StartDurableAsync();
        Assert.Equal(1, await ScalarAsync(again.AdminConnectionString(), "select 1"));
    }

    [Fact]
    public async Task StartAsync_KilledWhileMakingTheData_MakesItAnew()
    {
        var half = Directory.CreateDirectory(Path.Combine(folder, "pg", "data.new"));
        await File.WriteAllTextAsync(Path.Combine(half.FullName, "PG_VERSION"), "15\n", Cancelled);

        await using var cluster = await StartDurableAsync();
        Assert.Equal(1, await ScalarAsync(cluster.AdminConnectionString(), "select 1"));
    }

    [Fact]
    public async Task StartAsync_PathTooLongForASocket_PutsTheSocketElsewhere()
    {
        var deep = Path.Combine(folder, new string('d', 100));
        await using var cluster = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { Profile = EmbeddedPostgresProfile.Durable, DataFolder = deep }, Cancelled);

        Assert.Equal(1, await ScalarAsync(cluster.AdminConnectionString(), "select 1"));
    }

    [Fact]
    public async Task StartAsync_DataOfAVersionThatIsNotInstalled_NamesIt()
    {
        await using (await StartDurableAsync())
        {
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "pg", "data", "PG_VERSION"), "9\n", Cancelled);

        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(StartDurableAsync);
        Assert.StartsWith("The data was made by PostgreSQL 9, but only ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_BinFolderWithoutAServer_NamesIt()
    {
        var options = new EmbeddedPostgresOptions { Profile = EmbeddedPostgresProfile.Durable, DataFolder = folder, BinFolder = "/nowhere" };

        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(options, Cancelled));

        Assert.Equal("There is no PostgreSQL server in /nowhere.", refusal.Message);
    }

    [Fact]
    public async Task Roles_Always_AreNoSuperusersAndBypassNothing()
    {
        await using var cluster = await StartDurableAsync();

        var roles = await ScalarAsync(
            cluster.AdminConnectionString(),
            "select string_agg(rolname || ' ' || rolsuper || ' ' || rolbypassrls || ' ' || rolcreaterole, ', ' order by rolname) from pg_roles where rolname like 'scheduling%'");

        Assert.Equal("scheduling_app false false false, scheduling_owner false false true", roles);
    }

    private Task<EmbeddedPostgres> StartDurableAsync() =>
        EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { Profile = EmbeddedPostgresProfile.Durable, DataFolder = folder }, Cancelled);

    private static List<string> ProcessesIn(string folder) =>
        [.. Directory.GetDirectories("/proc").Where(p => IsUnder(Path.Combine(p, "cwd"), folder))];

    private static bool IsUnder(string link, string folder)
    {
        try
        {
            return new FileInfo(link).LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancelled);
    }

    private static async Task<object?> EventuallyAsync(Func<Task<object?>> ask)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (NpgsqlException) when (patience.Elapsed < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(100, Cancelled);
            }
        }
    }
}
