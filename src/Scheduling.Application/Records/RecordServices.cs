using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Outcomes;

namespace Scheduling.Application.Records;

/// <summary>Registers clinical records and scores.</summary>
public static class RecordServices
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddRecords(this IServiceCollection services) => services
        .AddScoped<AdverseEvents>()
        .AddScoped<TreatmentRecords>()
        .AddScoped<MotorThresholds>()
        .AddScoped<Assessments>()
        .AddScoped<CourseChecks>();
}
