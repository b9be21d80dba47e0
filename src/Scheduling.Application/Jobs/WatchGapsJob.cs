using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scheduling.Application.Courses;

namespace Scheduling.Application.Jobs;

/// <summary>Looks for courses that have gone too long without a session (R14).</summary>
public sealed class WatchGapsJob(ClinicRounds rounds, ILogger<WatchGapsJob> logger) : IJob
{
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        var done = await rounds.RunAsync("clinics_to_look_through", TimeSpan.Zero, "job:watch-gaps", LookAsync, cancellationToken);
        foreach (var (clinicId, courses) in done)
        {
            logger.LogInformation("Found gaps in {Courses} courses of clinic {ClinicId}", courses, clinicId);
        }

        return done.Values.Sum();
    }

    private static Task<int> LookAsync(IServiceProvider services, CancellationToken cancellationToken) => services.GetRequiredService<GapWatch>().LookAsync(cancellationToken);
}
