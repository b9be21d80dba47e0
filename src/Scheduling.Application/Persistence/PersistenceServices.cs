using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Scheduling.Application.Persistence;

/// <summary>Registers the database, as the app's role.</summary>
public static class PersistenceServices
{
    private const int PreparedStatements = 200;

    /// <summary>Adds the context and what works on it. Tests register their own <see cref="TransactionClock"/> first.</summary>
    public static IServiceCollection AddPersistence(this IServiceCollection services, Func<IServiceProvider, string> appConnectionString)
    {
        services.AddSingleton(provider => new NpgsqlDataSourceBuilder(WithPreparedStatements(appConnectionString(provider))).Build());
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

    // Parsing and planning a statement costs as much as a small one's work; a connection keeps the plans of those it sees again.
    private static string WithPreparedStatements(string connectionString)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        return given.ContainsKey("Max Auto Prepare") || given.ContainsKey("MaxAutoPrepare")
            ? connectionString
            : new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = PreparedStatements }.ConnectionString;
    }
}
