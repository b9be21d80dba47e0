using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Quartz;
using Scheduling.Application.Jobs;

namespace Scheduling.Jobs.Quartz;

/// <summary>Binds the catalogue to Quartz.NET, clustered over PostgreSQL, with tables in a schema of their own.</summary>
public static class ScheduledJobs
{
    public const string Engine = "Quartz";

    internal const string Group = "catalog";

    private const string Schema = "quartz";
    private const string Prefix = "qrtz_";
    private const string DataSourceKey = "jobs";

    // One at a time over all processes, like the migration; any constant of our own will do.
    private const long PrepareLock = 0x5343_4845_4451_5a01;

    /// <summary>Ticks the catalogue's jobs in this process, unless <see cref="JobsOptions.Enabled"/> says otherwise.</summary>
    /// <param name="appConnectionString">The app's, used unless <see cref="JobsOptions.ConnectionString"/> names another.</param>
    /// <param name="catalog">Null: the service's own.</param>
    public static IServiceCollection AddScheduledJobs(
        this IServiceCollection services, JobsOptions options, Func<IServiceProvider, string> appConnectionString, JobCatalog? catalog = null)
    {
        catalog ??= JobCatalog.Default;
        services.AddJobs(catalog);
        if (!options.Enabled)
        {
            return services;
        }

        // A pool of its own: the engine must not wait behind requests, nor they behind it.
        services.AddKeyedSingleton<DbDataSource>(DataSourceKey, (provider, _) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(
            string.IsNullOrEmpty(options.ConnectionString) ? appConnectionString(provider) : options.ConnectionString)
        {
            ApplicationName = "scheduling-jobs",
            MaxPoolSize = 10,
            SearchPath = Schema,
        }));
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "scheduling";
                scheduler.GenerateInstanceId = true;
                scheduler.DefaultMisfireHandling = DefaultMisfireHandling.FireAndProceed;
            });
            quartz.UseDefaultThreadPool(options.Workers);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(source => source.DataSourceServiceKey = DataSourceKey);
                store.UseSystemTextJsonSerializer();
                store.UseClustering();
                store.ConfigureStore(tables => tables.TablePrefix = Prefix);
            });
            foreach (var job in catalog.Jobs)
            {
                quartz.ScheduleJob<CatalogJob>(
                    trigger => trigger.WithIdentity(job.Name, Group).WithSimpleSchedule(s => s.WithInterval(job.Every).RepeatForever()),
                    stored => stored.WithIdentity(job.Name, Group));
            }
        });
        services.AddHostedService<RetiredJobs>();
        services.AddQuartzHostedService(host => host.WaitForJobsToComplete = true);
        return services;
    }

    /// <summary>Creates the engine's tables, as the owner, and lets the app's role work on them. Rerunnable.</summary>
    public static async Task PrepareScheduledJobsAsync(string ownerConnectionString, string appRole, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(ownerConnectionString);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, $"set local lock_timeout = '10s'; select pg_advisory_xact_lock({PrepareLock})", cancellationToken);
        await ExecuteAsync(connection, $"create schema if not exists {Schema}; set local search_path = {Schema}; set local client_min_messages = warning", cancellationToken);
        foreach (var statement in ReadScript().ReplaceLineEndings("\n").Split("\n--;;\n"))
        {
            await ExecuteAsync(connection, statement.Replace("{0}", Prefix, StringComparison.Ordinal).Replace("{1}", Prefix, StringComparison.Ordinal), cancellationToken);
        }

        var app = '"' + appRole.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
        await ExecuteAsync(
            connection,
            $"grant usage on schema {Schema} to {app}; grant select, insert, update, delete on all tables in schema {Schema} to {app}; grant usage on all sequences in schema {Schema} to {app}",
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Quartz.NET has no dashboard: nothing is there. <c>GET /v1/jobs</c> tells of the jobs with either engine.</summary>
    public static void UseJobDashboard(this IApplicationBuilder app, string path, Func<HttpContext, Task<bool>> mayLook)
    {
    }

    /// <summary>The package's own script, which creates only what is missing.</summary>
    private static string ReadScript()
    {
        const string name = "Quartz.Impl.AdoJobStore.Schema.create_postgres.sql";
        using var stream = typeof(IScheduler).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"Quartz has no {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
