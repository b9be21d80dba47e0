using Scheduling.Application.Admissions;

namespace Scheduling.Application.Jobs;

/// <summary>Runs queued batch admissions, and those whose worker died.</summary>
public sealed class RunAdmissionsJob(AdmissionRuns runs) : IJob
{
    public Task<int> ExecuteAsync(CancellationToken cancellationToken) => runs.RunDueAsync(cancellationToken);
}
