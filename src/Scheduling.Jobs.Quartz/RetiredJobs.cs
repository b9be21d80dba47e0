using Microsoft.Extensions.Hosting;
using Quartz;
using Scheduling.Application.Jobs;

namespace Scheduling.Jobs.Quartz;

/// <summary>Removes what an earlier version of the program scheduled and this one does not know.</summary>
internal sealed class RetiredJobs(ISchedulerFactory schedulers, JobCatalog catalog) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var scheduler = await schedulers.GetScheduler(stoppingToken);
        foreach (var key in await scheduler.GetJobKeys(GroupMatcher<JobKey>.GroupEquals(ScheduledJobs.Group), stoppingToken))
        {
            if (catalog.Find(key.Name) is null)
            {
                await scheduler.DeleteJob(key, stoppingToken);
            }
        }
    }
}
