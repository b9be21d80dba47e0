using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scheduling.Application.Authorizations;

namespace Scheduling.Application.Jobs;

/// <summary>Looks for authorizations that end or run out, and for visits near that have no unit (R20-R22).</summary>
public sealed class WatchAuthorizationsJob(ClinicRounds rounds, ILogger<WatchAuthorizationsJob> logger) : IJob
{
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        foreach (var (clinicId, done) in await rounds.RunAsync("clinics_to_look_through", TimeSpan.Zero, "job:watch-authorizations", LookAsync, cancellationToken))
        {
            logger.LogInformation("Acted on {Count} authorizations and visits of clinic {ClinicId}", done, clinicId);
        }
    }

    private static Task<int> LookAsync(IServiceProvider services, CancellationToken cancellationToken) => services.GetRequiredService<AuthorizationWatch>().LookAsync(cancellationToken);
}
