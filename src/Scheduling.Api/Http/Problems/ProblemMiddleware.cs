using Scheduling.Api.Pages;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Http.Problems;

/// <summary>The one handler of refusals and failures: every 4xx and 5xx leaves as problem+json, and on the patients' pages as a page in words; without internals.</summary>
public sealed class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    /// <summary>Runs the rest; answers for what it throws or leaves without a body.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null } && context.Response.ContentLength is null or 0)
            {
                await AnswerAsync(context, ProblemAnswer.ForStatus(context.Response.StatusCode));
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            // Nobody is listening any more; the transaction has been rolled back.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, Refusal(e));
        }
    }

    private static Task AnswerAsync(HttpContext context, SchedulingException refusal) =>
        context.Request.Path.StartsWithSegments(PatientPageController.Root) ? PageRefusal.AnswerAsync(context, refusal) : ProblemAnswer.WriteAsync(context, refusal);

    private SchedulingException Refusal(Exception e)
    {
        switch (e)
        {
            case SchedulingException refusal:
                if (refusal.Code.Status >= 500)
                {
                    // The caller learns to try again; whoever runs the service, why.
                    log.LogWarning("{Code}: {Cause}", refusal.Code.Code, Cause(refusal.InnerException));
                }

                return refusal;
            case BadHttpRequestException bad:
                return bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? BodyTooLarge() : ProblemAnswer.ForStatus(bad.StatusCode);
            default:
                log.LogError("Unhandled {Type}: {Trace}", e.GetType().FullName, Trace(e));
                return new SchedulingException(ProblemCodes.Internal);
        }
    }

    // Messages of exceptions may carry values from the request or a row; types and stack traces don't.
    private static string Trace(Exception e) =>
        e.InnerException is { } inner ? $"{e.StackTrace}{Environment.NewLine}caused by {inner.GetType().FullName} {Trace(inner)}" : e.StackTrace ?? "";

    private static string Cause(Exception? e) => e is null ? "(none)"
        : e.GetType().Name + (e is Npgsql.PostgresException { SqlState: var state } ? " " + state : "") + (e.InnerException is { } inner ? " < " + Cause(inner) : "");

    private static SchedulingException BodyTooLarge() => new(ProblemCodes.BodyTooLarge);
}
