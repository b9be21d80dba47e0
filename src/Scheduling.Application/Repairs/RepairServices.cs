using Microsoft.Extensions.DependencyInjection;

namespace Scheduling.Application.Repairs;

/// <summary>Registers what proposes, shows and applies repairs.</summary>
public static class RepairServices
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddRepairs(this IServiceCollection services) => services
        .AddScoped<RepairCauses>()
        .AddScoped<StaffLending>()
        .AddScoped<SmallRepairs>()
        .AddScoped<RepairReading>()
        .AddScoped<UnitReleases>()
        .AddScoped<RepairProposals>()
        .AddScoped<RepairBooking>()
        .AddScoped<RepairAnswers>()
        .AddScoped<FreshProposals>()
        .AddScoped<Disruptions>();
}
