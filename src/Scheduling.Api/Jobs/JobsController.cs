using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Jobs;
using Scheduling.Application.Messaging;
using Scheduling.Application.Persistence;

namespace Scheduling.Api.Jobs;

/// <summary>What the service does by itself.</summary>
[Route("v1/jobs")]
[Tags("Jobs")]
public sealed class JobsController(JobCatalog catalog, JobRuns runs, SendingControl sending, IOptions<JobsOptions> options, ClinicContext clinic) : ApiController
{
    /// <summary>List every recurring job with its last run, its next and how late it is, and whether messages may leave.</summary>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listJobs")]
    [RequireScope(Scopes.Admin)]
    public async Task<ActionResult<JobListResponse>> List(CancellationToken cancellationToken)
    {
        var last = await runs.ReadAsync(cancellationToken);
        var state = await sending.CheckAsync(cancellationToken);
        return new JobListResponse
        {
            EnabledHere = options.Value.Enabled,
            Sending = new SendingResponse { Held = state.IsHeld, Since = state.HeldSince, Why = state.Why },
            Items = [.. catalog.Jobs.Select(job => Describe(job, last.GetValueOrDefault(job.Name)))],
        };
    }

    private JobResponse Describe(ScheduledJob job, JobRun? run)
    {
        var next = run?.StartedAt + job.Every;
        return new JobResponse
        {
            Name = job.Name,
            EverySeconds = (int)job.Every.TotalSeconds,
            Outcome = run is null ? JobOutcome.Never : run.EndedAt is null ? JobOutcome.Running : run.Error is null ? JobOutcome.Done : JobOutcome.Failed,
            StartedAt = run?.StartedAt,
            EndedAt = run?.EndedAt,
            Done = run?.Done,
            Error = run?.Error,
            FailuresInARow = run?.FailuresInARow ?? 0,
            NextRunAt = next,
            LagSeconds = next is { } due && due < clinic.Now ? (long)(clinic.Now - due).TotalSeconds : 0,
        };
    }
}
