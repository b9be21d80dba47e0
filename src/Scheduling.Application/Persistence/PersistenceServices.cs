using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Scheduling.Application.Persistence;

/// <summary>Registers the database, as the app's role.</summary>
public static class PersistenceServices
{
    /// <summary>Adds the context and what works on it. Tests register their own <see cref="TransactionClock"/> first.</summary>
    public static IServiceCollection AddPersistence(this IServiceCollection services, Func<IServiceProvider, string> appConnectionString)
    {
        services.AddSingleton(provider => new NpgsqlDataSourceBuilder(appConnectionString(provider)).Build());
        services.AddDbContext<SchedulingDbContext>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
        services.TryAddSingleton(TransactionClock.Database);
        services.AddSingleton<ApiKeyLookup>();
        services.AddScoped<ClinicContext>();
        services.AddScoped<ClinicTransaction>();
        services.AddScoped<ResourceLocks>();
        services.AddScoped<Allocations>();
        services.AddScoped<AuditLog>();
        services.AddScoped<EventLog>();
        return services;
    }
}
