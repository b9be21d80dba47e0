using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scheduling.Application.Waitlist;

namespace Scheduling.Application.Jobs;

/// <summary>Offers places that visits have left to those on the waitlist.</summary>
public sealed class OfferFreedPlacesJob(ClinicRounds rounds, ILogger<OfferFreedPlacesJob> logger) : IJob
{
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        var done = await rounds.RunAsync("clinics_with_waitlist", TimeSpan.Zero, "job:offer-freed-places", OfferAsync, cancellationToken);
        foreach (var (clinicId, offers) in done)
        {
            logger.LogInformation("Made {Offers} offers of freed places of clinic {ClinicId}", offers, clinicId);
        }

        return done.Values.Sum();
    }

    private static Task<int> OfferAsync(IServiceProvider services, CancellationToken cancellationToken) => services.GetRequiredService<Backfill>().LookAsync(cancellationToken);
}
