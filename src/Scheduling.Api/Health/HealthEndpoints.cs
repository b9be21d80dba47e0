using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Scheduling.Api.Http.Problems;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Health;

/// <summary>Whether the process runs, and whether it can serve.</summary>
public static class HealthEndpoints
{
    /// <summary>Checks that decide about readiness.</summary>
    public const string ReadyTag = "ready";

    /// <summary>Maps /health/live and /health/ready.</summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = c => c.Tags.Contains(ReadyTag), ResponseWriter = WriteAsync });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) => report.Status switch
    {
        HealthStatus.Healthy => context.Response.WriteAsJsonAsync(new { status = "healthy" }, context.RequestAborted),
        HealthStatus.Degraded => context.Response.WriteAsJsonAsync(new { status = "degraded", sending = report.Entries[SendingReadiness.Name].Description }, context.RequestAborted),
        _ => ProblemAnswer.WriteAsync(context, new SchedulingException(ProblemCodes.Unavailable) { RetryAfter = TimeSpan.FromSeconds(5) }),
    };
}
