using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scheduling.Application.Authorizations;

namespace Scheduling.Application.Jobs;

/// <summary>Looks for authorizations that end or run out, and for visits near that have no unit (R20-R22).</summary>
public sealed class WatchAuthorizationsJob(ClinicRounds rounds, ILogger<WatchAuthorizationsJob> logger) : IJob
{
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        var done = await rounds.RunAsync("clinics_to_look_through", TimeSpan.Zero, "job:watch-authorizations", LookAsync, cancellationToken);
        foreach (var (clinicId, count) in done)
        {
            logger.LogInformation("Acted on {Count} authorizations and visits of clinic {ClinicId}", count, clinicId);
        }

        return done.Values.Sum();
    }

    private static Task<int> LookAsync(IServiceProvider services, CancellationToken cancellationToken) => services.GetRequiredService<AuthorizationWatch>().LookAsync(cancellationToken);
}
