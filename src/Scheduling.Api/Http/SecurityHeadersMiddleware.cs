using System.Diagnostics;
using Scheduling.Api.Jobs;
using Scheduling.Api.Pages;

namespace Scheduling.Api.Http;

/// <summary>Headers of every answer, and the trace's id on the way back.</summary>
public sealed class SecurityHeadersMiddleware(RequestDelegate next)
{
    private const string UiPath = "/swagger";

    /// <summary>Sets them as the answer starts, so that nothing on the way can clear them.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers.XFrameOptions = "DENY";
            headers.ContentSecurityPolicy =
                context.Request.Path.StartsWithSegments(UiPath) || context.Request.Path.StartsWithSegments(JobDashboardGuard.Path)
                    ? "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
                : context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true ? PageStyle.ContentSecurityPolicy
                : "default-src 'none'; frame-ancestors 'none'";
            if (!headers.ContainsKey("Cache-Control"))
            {
                headers.CacheControl = "no-store";
            }

            if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id })
            {
                headers.TraceParent = id;
            }

            return Task.CompletedTask;
        });
        return next(context);
    }
}
