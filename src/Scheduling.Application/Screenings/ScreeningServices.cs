using Microsoft.Extensions.DependencyInjection;

namespace Scheduling.Application.Screenings;

/// <summary>Registers what screens patients and keeps the gate to a treatment.</summary>
public static class ScreeningServices
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddScreenings(this IServiceCollection services) => services
        .AddScoped<QuestionnaireCatalogue>()
        .AddScoped<ScreeningBook>()
        .AddScoped<ConsentBook>()
        .AddScoped<DayChecklists>()
        .AddScoped<TreatmentGates>();
}
