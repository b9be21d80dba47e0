using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.ApiKeys;

namespace Scheduling.Application.Import;

/// <summary>Registers what imports a clinic.</summary>
public static class ImportServices
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddImport(this IServiceCollection services) => services
        .AddSingleton<ClinicImport>()
        .AddScoped<ApiKeyIssue>()
        .AddScoped<ImportRun>()
        .AddScoped<ImportWork>()
        .AddScoped<ImportSetup>()
        .AddScoped<ImportScreenings>()
        .AddScoped<ImportCourses>()
        .AddScoped<ImportVisits>()
        .AddScoped<PastVisits>();
}
