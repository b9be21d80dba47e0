using Microsoft.Extensions.DependencyInjection;

namespace Scheduling.Application.Waitlist;

/// <summary>Registers the waitlist and what offers freed places.</summary>
public static class WaitlistServices
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddWaitlist(this IServiceCollection services) => services
        .AddScoped<OfferEndings>()
        .AddScoped<WaitlistBook>()
        .AddScoped<WaitlistOffers>()
        .AddScoped<Backfill>();
}
