using Microsoft.Extensions.Diagnostics.HealthChecks;
using Scheduling.Application.Messaging;

namespace Scheduling.Api.Health;

/// <summary>Degraded while sending is held after a restore: everything else is served.</summary>
public sealed class SendingReadiness(SendingControl sending) : IHealthCheck
{
    /// <summary>Its name in the answer.</summary>
    public const string Name = "sending";

    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return (await sending.CheckAsync(cancellationToken)).IsHeld ? HealthCheckResult.Degraded("held") : HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException or TimeoutException)
        {
            // The check of the database says so.
            return HealthCheckResult.Healthy();
        }
    }
}
