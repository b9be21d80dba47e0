using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Scheduling.Api.Http.Json;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Http.Problems;

/// <summary>Writes a refusal as RFC 9457 problem+json. The one place that does.</summary>
public static class ProblemAnswer
{
    /// <summary>The media type of every 4xx and 5xx.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>Replaces whatever the response held by the refusal.</summary>
    public static async Task WriteAsync(HttpContext context, SchedulingException refusal)
    {
        var response = context.Response;
        // A 405 says which methods there are, and that header is already set.
        var allow = response.Headers.Allow;
        response.Clear();
        response.StatusCode = refusal.Code.Status;
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        if (refusal.Code.Status == StatusCodes.Status405MethodNotAllowed)
        {
            response.Headers.Allow = allow;
        }

        if (refusal.Code.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer realm=\"scheduling\"";
        }

        if (refusal.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        var body = Body(refusal, TraceId(context));
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    /// <summary>The trace's id: that of <c>traceparent</c> where the caller sent one.</summary>
    public static string TraceId(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    /// <summary>The refusal that stands for a bare status, as routing and MVC leave it.</summary>
    public static SchedulingException ForStatus(int status) => new(status switch
    {
        400 => ProblemCodes.InvalidRequest,
        401 => ProblemCodes.Unauthorized,
        403 => ProblemCodes.ScopeMissing,
        404 => ProblemCodes.NotFound,
        405 => ProblemCodes.MethodNotAllowed,
        406 => ProblemCodes.NotAcceptable,
        409 => ProblemCodes.Conflict,
        413 => ProblemCodes.BodyTooLarge,
        415 => ProblemCodes.UnsupportedMediaType,
        422 => ProblemCodes.Unprocessable,
        429 => ProblemCodes.RateLimited,
        503 => ProblemCodes.Unavailable,
        < 500 => ProblemCodes.InvalidRequest,
        _ => ProblemCodes.Internal,
    });

    private static byte[] Body(SchedulingException refusal, string traceId)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var w = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = ApiJson.Options.Encoder }))
        {
            w.WriteStartObject();
            w.WriteString("type", refusal.Code.Type);
            w.WriteString("title", refusal.Code.Title);
            w.WriteNumber("status", refusal.Code.Status);
            w.WriteString("detail", refusal.Message);
            w.WriteString("code", refusal.Code.Code);
            w.WriteString("traceId", traceId);
            if (refusal.Rule is { } rule)
            {
                w.WriteString("rule", rule);
            }

            if (refusal.Conflicts.Count > 0)
            {
                w.WritePropertyName("conflicts");
                JsonSerializer.Serialize(w, refusal.Conflicts, ApiJson.Options);
            }

            if (refusal.Errors.Count > 0)
            {
                w.WriteStartObject("errors");
                foreach (var field in refusal.Errors.GroupBy(e => e.Pointer, StringComparer.Ordinal))
                {
                    w.WriteStartArray(field.Key);
                    foreach (var error in field)
                    {
                        w.WriteStringValue(error.Detail);
                    }

                    w.WriteEndArray();
                }

                w.WriteEndObject();
            }

            foreach (var (name, value) in refusal.Extensions)
            {
                w.WritePropertyName(name);
                JsonSerializer.Serialize(w, value, ApiJson.Options);
            }

            w.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
