using System.Net;
using Hangfire;
using Hangfire.PostgreSql;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Scheduling.Application.Jobs;

namespace Scheduling.Jobs.Hangfire;

/// <summary>Binds the catalogue to Hangfire over PostgreSQL, with tables in a schema of their own.</summary>
public static class ScheduledJobs
{
    public const string Engine = "Hangfire";

    private const string Schema = "hangfire";

    // One at a time over all processes, like the migration; any constant of our own will do.
    private const long PrepareLock = 0x5343_4845_4448_4601;

    /// <summary>Ticks the catalogue's jobs in this process, unless <see cref="JobsOptions.Enabled"/> says otherwise.</summary>
    /// <param name="appConnectionString">The app's, used unless <see cref="JobsOptions.ConnectionString"/> names another.</param>
    /// <param name="catalog">Null: the service's own.</param>
    public static IServiceCollection AddScheduledJobs(
        this IServiceCollection services, JobsOptions options, Func<IServiceProvider, string> appConnectionString, JobCatalog? catalog = null)
    {
        services.AddJobs(catalog ?? JobCatalog.Default);
        if (!options.Enabled)
        {
            return services;
        }

        services.AddTransient<CatalogJob>();
        services.AddHangfire((provider, hangfire) => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings()
            .UsePostgreSqlStorage(
                postgres => postgres.UseNpgsqlConnection(ConnectionString(provider)),
                new PostgreSqlStorageOptions { SchemaName = Schema, PrepareSchemaIfNecessary = false, UseSlidingInvisibilityTimeout = true }));

        // Before the server: it stops after it, and the server finds the catalogue's schedule.
        services.AddHostedService<CatalogSchedule>();
        services.AddHangfireServer(server =>
        {
            server.WorkerCount = options.Workers;
            // Jobs that run every few seconds are looked for as often.
            server.SchedulePollingInterval = TimeSpan.FromSeconds(5);
        });
        return services;

        // A pool of its own (another application name): the engine must not wait behind requests, nor they behind it.
        string ConnectionString(IServiceProvider provider) => new NpgsqlConnectionStringBuilder(
            string.IsNullOrEmpty(options.ConnectionString) ? appConnectionString(provider) : options.ConnectionString)
        {
            ApplicationName = "scheduling-jobs",
            MaxPoolSize = 10 + options.Workers,
        }.ConnectionString;
    }

    /// <summary>Creates the engine's tables, as the owner, and lets the app's role work on them. Rerunnable.</summary>
    public static async Task PrepareScheduledJobsAsync(string ownerConnectionString, string appRole, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(ownerConnectionString);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_lock({PrepareLock})", cancellationToken);
        try
        {
            PostgreSqlObjectsInstaller.Install(connection, Schema);
            var app = '"' + appRole.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
            await ExecuteAsync(
                connection,
                $"grant usage on schema {Schema} to {app}; grant select, insert, update, delete on all tables in schema {Schema} to {app}; grant usage on all sequences in schema {Schema} to {app}",
                cancellationToken);
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({PrepareLock})", CancellationToken.None);
        }
    }

    /// <summary>
    /// Shows Hangfire's dashboard, to look at only: it shows the jobs of all clinics, and whoever may look at one clinic's must not stop another's. Nobody gets it from another machine.
    /// </summary>
    /// <param name="mayLook">Whether the caller may; it has answered when not.</param>
    public static void UseJobDashboard(this IApplicationBuilder app, string path, Func<HttpContext, Task<bool>> mayLook)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments(path), branch =>
        {
            branch.Use(async (context, next) =>
            {
                if (context.Connection.RemoteIpAddress is not { } from || !IPAddress.IsLoopback(from))
                {
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                }
                else if (await mayLook(context))
                {
                    await next(context);
                }
            });
            branch.UseHangfireDashboard(path, new DashboardOptions { Authorization = [], IsReadOnlyFunc = _ => true, AppPath = null, DisplayStorageConnectionString = false, DashboardTitle = "Jobs" });
        });
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
