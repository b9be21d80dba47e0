using Microsoft.Extensions.DependencyInjection;

namespace Scheduling.Application.Intakes;

/// <summary>Registers what leads from a referral to a course.</summary>
public static class IntakeServices
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddIntakes(this IServiceCollection services) => services
        .AddScoped<IntakeBook>()
        .AddScoped<IntakeConsults>()
        .AddScoped<IntakeEntry>()
        .AddScoped<IntakeActions>()
        .AddScoped<IntakeCourses>()
        .AddScoped<IntakeAnswers>()
        .AddScoped<IntakeReport>();
}
