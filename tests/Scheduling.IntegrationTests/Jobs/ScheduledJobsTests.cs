using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Scheduling.Application.Jobs;
using Scheduling.Application.Persistence;
using Scheduling.Application.Persistence.Embedded;
#if HANGFIRE
using Scheduling.Jobs.Hangfire;
#else
using Scheduling.Jobs.Quartz;
#endif
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Jobs;

/// <summary>One suite for whichever engine was chosen.</summary>
public sealed class ScheduledJobsTests(PostgresFixture postgres)
{
#if HANGFIRE
    private const string StoredNames = "select value from hangfire.set where key = 'recurring-jobs'";
#else
    private const string StoredNames = "select trigger_name from quartz.qrtz_triggers";
#endif

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_Started_RunsTheCatalogueAsTheAppRole()
    {
        await using var database = await PreparedAsync();
        var ticks = new Ticks();

        using var host = await StartAsync(database, ticks, new JobsOptions(), "first");
        var name = await ticks.Next.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancelled);
        await host.StopAsync(Cancelled);

        Assert.Equal("first", name);
        Assert.Equal("first", await NamesAsync(database));
        Assert.Equal("first 3 ended", await ScalarAsync(database, "select name || ' ' || done || case when ended_at >= started_at then ' ended' else '' end from job_runs"));
    }

    [Fact]
    public async Task Host_WithTheServicesOwnCatalogue_TakesEveryIntervalOfIt()
    {
        await using var database = await PreparedAsync();

        using var host = await StartAsync(database, new Ticks(), new JobsOptions(), JobCatalog.Default.Jobs.Select(j => (j.Name, j.Every)));

        await EventuallyAsync(database, string.Join(',', JobCatalog.Default.Jobs.Select(j => j.Name).Order(StringComparer.Ordinal)));
        await host.StopAsync(Cancelled);
    }

    [Fact]
    public async Task Host_JobEveryFewSeconds_TicksAgainAndAgain()
    {
        await using var database = await PreparedAsync();
        var ticks = new Ticks();

        using var host = await StartAsync(database, ticks, new JobsOptions(), [("often", TimeSpan.FromSeconds(5))]);
        await ticks.Third.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancelled);

        await host.StopAsync(Cancelled);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(0)]
    [InlineData(90)]
    public void Catalogue_IntervalThatAnEngineCannotKeep_IsRefused(int seconds) =>
        Assert.Throws<ArgumentException>(() => new JobCatalog([new ScheduledJob("odd", TimeSpan.FromSeconds(seconds), typeof(TickingJob))]));

    [Fact]
    public async Task Host_JobLeftTheCatalogue_ForgetsIt()
    {
        await using var database = await PreparedAsync();
        using (var before = await StartAsync(database, new Ticks(), new JobsOptions(), "kept", "retired"))
        {
            await EventuallyAsync(database, "kept,retired");
            await before.StopAsync(Cancelled);
        }

        using var after = await StartAsync(database, new Ticks(), new JobsOptions(), "kept");
        await EventuallyAsync(database, "kept");
        await after.StopAsync(Cancelled);
    }

    [Fact]
    public async Task Host_JobsDisabled_NeedsNoTablesAndTicksNothing()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancelled);

        using var host = await StartAsync(database, new Ticks(), new JobsOptions { Enabled = false }, "first");
        await host.StopAsync(Cancelled);

        Assert.Equal(0L, await ScalarAsync(database, "select count(*) from pg_namespace where nspname in ('quartz', 'hangfire')"));
    }

    [Fact]
    public async Task Prepare_Again_ChangesNothing()
    {
        await using var database = await PreparedAsync();

        await ScheduledJobs.PrepareScheduledJobsAsync(database.OwnerConnectionString, EmbeddedPostgres.AppRole, Cancelled);

        var owners = await ScalarAsync(database, "select string_agg(distinct tableowner::text, ',') from pg_tables where schemaname in ('quartz', 'hangfire')");
        Assert.Equal(EmbeddedPostgres.OwnerRole, owners);
    }

    private async Task<TestDatabase> PreparedAsync()
    {
        var database = await postgres.CreateDatabaseAsync(Cancelled);
        await ScheduledJobs.PrepareScheduledJobsAsync(database.OwnerConnectionString, EmbeddedPostgres.AppRole, Cancelled);
        return database;
    }

    private static Task<IHost> StartAsync(TestDatabase database, Ticks ticks, JobsOptions options, params string[] names) =>
        StartAsync(database, ticks, options, names.Select(name => (name, TimeSpan.FromMinutes(1))));

    private static async Task<IHost> StartAsync(TestDatabase database, Ticks ticks, JobsOptions options, IEnumerable<(string Name, TimeSpan Every)> jobs)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(ticks);
        var catalog = new JobCatalog([.. jobs.Select(job => new ScheduledJob(job.Name, job.Every, typeof(TickingJob)))]);
        builder.Services.AddPersistence(_ => database.AppConnectionString);
        builder.Services.AddScheduledJobs(options, _ => database.AppConnectionString, catalog);
        var host = builder.Build();
        await host.StartAsync(Cancelled);
        return host;
    }

    private static async Task EventuallyAsync(TestDatabase database, string expected)
    {
        for (var attempt = 0; await NamesAsync(database) is var names && names != expected; attempt++)
        {
            Assert.True(attempt < 200, $"stored: {names}");
            await Task.Delay(100, Cancelled);
        }
    }

    private static async Task<string?> NamesAsync(TestDatabase database) =>
        await ScalarAsync(database, $"select string_agg(name, ',' order by name) from ({StoredNames}) as stored (name)") as string;

    private static async Task<object?> ScalarAsync(TestDatabase database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database.AdminConnectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancelled);
    }

    private sealed class Ticks
    {
        private int count;

        public TaskCompletionSource<string> Next { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Third { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Tick(string name)
        {
            Next.TrySetResult(name);
            if (Interlocked.Increment(ref count) == 3)
            {
                Third.TrySetResult();
            }
        }
    }

    private sealed class TickingJob(Ticks ticks, JobCatalog catalog) : IJob
    {
        public Task<int> ExecuteAsync(CancellationToken cancellationToken)
        {
            ticks.Tick(catalog.Jobs[0].Name);
            return Task.FromResult(3);
        }
    }
}
