using System.Diagnostics;

namespace Scheduling.Api.Http;

/// <summary>One line a request: method, route template, status, time. No ids, queries, names or keys.</summary>
public sealed class RequestLogMiddleware(RequestDelegate next, ILogger<RequestLogMiddleware> log)
{
    /// <summary>Runs the rest and logs its outcome.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(none)";
            log.LogInformation("{Method} {Route} {Status} {Milliseconds:0} ms", Known(context.Request.Method), route, context.Response.StatusCode, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    // A method is the caller's free text until it is one of ours.
    private static string Known(string method) => HttpMethods.GetCanonicalizedValue(method) is var m && m.All(char.IsAsciiLetterUpper) && m.Length <= 7 ? m : "(other)";
}
