using Quartz;
using Scheduling.Application.Jobs;

namespace Scheduling.Jobs.Quartz;

/// <summary>The one job type that Quartz stores: it runs the catalogue's job of the same name.</summary>
[DisallowConcurrentExecution]
public sealed class CatalogJob(JobRunner runner) : global::Quartz.IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await runner.RunAsync(context.JobDetail.Key.Name, cancellationToken);
}
