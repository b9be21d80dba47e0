using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scheduling.Application.Outcomes;

namespace Scheduling.Application.Jobs;

/// <summary>Asks for scales and motor thresholds that are due in courses.</summary>
public sealed class AskForChecksJob(ClinicRounds rounds, ILogger<AskForChecksJob> logger) : IJob
{
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        var done = await rounds.RunAsync("clinics_to_look_through", TimeSpan.Zero, "job:ask-for-checks", LookAsync, cancellationToken);
        foreach (var (clinicId, opened) in done)
        {
            logger.LogInformation("Opened {Tasks} tasks about checks in clinic {ClinicId}", opened, clinicId);
        }

        return done.Values.Sum();
    }

    private static Task<int> LookAsync(IServiceProvider services, CancellationToken cancellationToken) => services.GetRequiredService<CourseChecks>().LookAsync(cancellationToken);
}
