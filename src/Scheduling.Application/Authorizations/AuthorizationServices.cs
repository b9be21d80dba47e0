using Microsoft.Extensions.DependencyInjection;

namespace Scheduling.Application.Authorizations;

/// <summary>Registers payers, authorizations and units.</summary>
public static class AuthorizationServices
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddAuthorizations(this IServiceCollection services) => services
        .AddScoped<VisitUnits>()
        .AddScoped<UnitBooks>()
        .AddScoped<CoverageEnds>()
        .AddScoped<SiteApprovals>()
        .AddScoped<ProviderApprovals>()
        .AddScoped<CourseLedgers>()
        .AddScoped<PayerSetup>()
        .AddScoped<AuthorizationBook>()
        .AddScoped<AuthorizationTasks>()
        .AddScoped<AuthorizationWatch>()
        .AddScoped<UnitExports>()
        .AddScoped<UnitAnswers>()
        .AddScoped<CourseCoverage>()
        .AddScoped<AuthorizationSteps>();
}
