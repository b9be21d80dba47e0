using Microsoft.Extensions.DependencyInjection;

namespace Scheduling.Application.Reports;

/// <summary>Registers the reports.</summary>
public static class ReportServices
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddReports(this IServiceCollection services) => services
        .AddScoped<ReportSites>()
        .AddScoped<SiteOpenTime>()
        .AddScoped<SiteTakings>()
        .AddScoped<CapacityReport>()
        .AddScoped<Scenarios>()
        .AddScoped<OutcomesReport>()
        .AddScoped<UtilizationReport>()
        .AddScoped<AdherenceReport>()
        .AddScoped<ReminderReport>()
        .AddScoped<AuthorizationReport>();
}
