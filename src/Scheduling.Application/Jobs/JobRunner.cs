using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Scheduling.Application.Jobs;

/// <summary>What an engine calls at each tick, with the only thing it knows of our work: a name. Notes each run in our own table.</summary>
public sealed class JobRunner(JobCatalog catalog, JobRuns runs, IServiceScopeFactory scopes, ILogger<JobRunner> logger)
{
    public async Task RunAsync(string name, CancellationToken cancellationToken)
    {
        if (catalog.Find(name) is not { } scheduled)
        {
            // Stored by another version of the program; ours is not to fail at it again and again.
            logger.LogWarning("Job {Job} is not in the catalogue and was passed over", name);
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var job = (IJob)scope.ServiceProvider.GetRequiredService(scheduled.Type);
        var began = await runs.BeginAsync(name, cancellationToken);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var done = await job.ExecuteAsync(cancellationToken);
            await runs.EndAsync(name, began, done);
            logger.LogDebug("Job {Job} took {Elapsed}", name, Stopwatch.GetElapsedTime(started));
        }
        catch (Exception failure)
        {
            await runs.FailAsync(name, began, failure);
            throw;
        }
    }
}
