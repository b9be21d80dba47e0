using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Scheduling.Domain.Repairs;

namespace Scheduling.Application.Repairs;

/// <summary>Registers what proposes, shows and applies repairs.</summary>
public static class RepairServices
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddRepairs(this IServiceCollection services)
    {
        services.TryAddSingleton<PlanRepair>(RepairPlanner.Plan);
        return services
            .AddScoped<RepairCauses>()
            .AddScoped<StaffLending>()
            .AddScoped<SmallRepairs>()
            .AddScoped<RepairReading>()
            .AddScoped<UnitReleases>()
            .AddScoped<PlannedRepairs>()
            .AddScoped<RepairProposals>()
            .AddScoped<RepairBooking>()
            .AddScoped<RepairAnswers>()
            .AddScoped<FreshProposals>()
            .AddScoped<Disruptions>();
    }
}
