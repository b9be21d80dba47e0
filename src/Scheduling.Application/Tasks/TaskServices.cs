using Microsoft.Extensions.DependencyInjection;

namespace Scheduling.Application.Tasks;

/// <summary>Registers what opens, shows and closes tasks.</summary>
public static class TaskServices
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddTasks(this IServiceCollection services) => services
        .AddScoped<TaskBook>()
        .AddScoped<VisitTasks>()
        .AddScoped<VisitEstimates>()
        .AddScoped<StaffTasks>();
}
