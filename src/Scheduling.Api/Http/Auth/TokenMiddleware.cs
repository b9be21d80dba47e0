using Scheduling.Api.Http.Limits;
using Scheduling.Api.Http.Requests;
using Scheduling.Api.Pages;
using Scheduling.Application.PatientPages;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Http.Auth;

/// <summary>Finds what the token in an address opens, before the body is read and before a transaction begins; answers refusals in words that a patient can read.</summary>
public sealed class TokenMiddleware(RequestDelegate next, TokenLookup tokens, RequestLimits limits)
{
    private const string Patient = "patient";

    /// <summary>Runs the rest for tokens that open something.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ByTokenAttribute>() is not { } needed)
        {
            await next(context);
            return;
        }

        try
        {
            await OpenAsync(context, needed.Kind);
            await next(context);
        }
        catch (Exception e) when (needed.Kind != TokenKind.Feed && !context.Response.HasStarted && (DatabaseFailure.Refusal(e) ?? e as SchedulingException) is { } refusal)
        {
            await PageRefusal.AnswerAsync(context, refusal);
        }
    }

    private async Task OpenAsync(HttpContext context, TokenKind kind)
    {
        var token = context.GetRouteValue("token") as string ?? "";
        var found = kind == TokenKind.Feed
            ? await tokens.FindFeedAsync(token, context.RequestAborted)
            : await tokens.FindLinkAsync(token, kind == TokenKind.Visits ? LinkPurpose.Visits : LinkPurpose.Unsubscribe, context.RequestAborted);
        if (found is not { } opened)
        {
            // Guessing is slow; a good token has a limit of its own, for a mail gateway may open those of many patients from one address.
            limits.SpendUnauthenticated(context.Connection.RemoteIpAddress);
            throw SchedulingException.NotFound();
        }

        limits.Spend(opened.Id);
        context.Features.Set(new OpenedByToken(opened.Id));
        context.Features.Set(new Caller(ClinicIdentity.Program(opened.ClinicId, kind == TokenKind.Feed ? "calendar" : Patient), null));
    }
}
