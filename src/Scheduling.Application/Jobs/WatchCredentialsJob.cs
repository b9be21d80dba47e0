using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scheduling.Application.Staffing;

namespace Scheduling.Application.Jobs;

/// <summary>Looks for certificates of staff that end in 60, 30, 14 or 0 days (R3).</summary>
public sealed class WatchCredentialsJob(ClinicRounds rounds, ILogger<WatchCredentialsJob> logger) : IJob
{
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        var done = await rounds.RunAsync("clinics_to_look_through", TimeSpan.Zero, "job:watch-credentials", LookAsync, cancellationToken);
        foreach (var (clinicId, opened) in done)
        {
            logger.LogInformation("Opened {Tasks} tasks for ending certificates of clinic {ClinicId}", opened, clinicId);
        }

        return done.Values.Sum();
    }

    private static Task<int> LookAsync(IServiceProvider services, CancellationToken cancellationToken) => services.GetRequiredService<CredentialWatch>().LookAsync(cancellationToken);
}
