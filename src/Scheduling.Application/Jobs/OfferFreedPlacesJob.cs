using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scheduling.Application.Waitlist;

namespace Scheduling.Application.Jobs;

/// <summary>Offers places that visits have left to those on the waitlist.</summary>
public sealed class OfferFreedPlacesJob(ClinicRounds rounds, ILogger<OfferFreedPlacesJob> logger) : IJob
{
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        foreach (var (clinicId, offers) in await rounds.RunAsync("clinics_with_waitlist", TimeSpan.Zero, "job:offer-freed-places", OfferAsync, cancellationToken))
        {
            logger.LogInformation("Made {Offers} offers of freed places of clinic {ClinicId}", offers, clinicId);
        }
    }

    private static Task<int> OfferAsync(IServiceProvider services, CancellationToken cancellationToken) => services.GetRequiredService<Backfill>().LookAsync(cancellationToken);
}
