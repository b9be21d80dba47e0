using System.Globalization;
using Hangfire;
using Hangfire.Storage;
using Microsoft.Extensions.Hosting;
using Scheduling.Application.Jobs;

namespace Scheduling.Jobs.Hangfire;

/// <summary>Makes Hangfire's recurring jobs those of the catalogue: adds, changes, removes retired ones, and runs each once at start.</summary>
internal sealed class CatalogSchedule(JobStorage storage, IRecurringJobManager recurring, JobCatalog catalog) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using (var connection = storage.GetConnection())
        {
            foreach (var stored in connection.GetRecurringJobs().Where(stored => catalog.Find(stored.Id) is null))
            {
                recurring.RemoveIfExists(stored.Id);
            }
        }

        foreach (var job in catalog.Jobs)
        {
            var name = job.Name;
            recurring.AddOrUpdate<CatalogJob>(name, run => run.RunAsync(name, CancellationToken.None), Cron(job.Every), new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc });
            recurring.Trigger(name);
        }

        return Task.CompletedTask;
    }

    private static string Cron(TimeSpan every) => every switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"*/{every.Seconds} * * * * *"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"*/{every.Minutes} * * * *"),
        _ => "0 * * * *",
    };
}
