using Microsoft.Extensions.Diagnostics.HealthChecks;
using Scheduling.Application.Persistence;

namespace Scheduling.Api.Health;

/// <summary>Ready when the database answers and has every migration of this program.</summary>
public sealed class DatabaseReadiness(SchedulingDbContext db) : IHealthCheck
{
    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await SchedulingDatabase.IsCurrentAsync(db, cancellationToken)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("The schema lacks a migration: run `migrate`.");
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("The database can't be reached.");
        }
    }
}
