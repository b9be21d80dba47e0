using Hangfire;
using Scheduling.Application.Jobs;

namespace Scheduling.Jobs.Hangfire;

/// <summary>The one job type that Hangfire stores: it runs the catalogue's job of the name it was stored with.</summary>
public sealed class CatalogJob(JobRunner runner)
{
    // The next tick is the retry. Deleted, not failed: Hangfire keeps failed runs for ever.
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    public Task RunAsync(string name, CancellationToken cancellationToken) => runner.RunAsync(name, cancellationToken);
}
