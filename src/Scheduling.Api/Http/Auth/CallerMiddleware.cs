using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Controllers;
using Scheduling.Api.Http.Limits;
using Scheduling.Api.Http.Requests;
using Scheduling.Application.ApiKeys;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Http.Auth;

/// <summary>Finds out who calls, how often, and whether the key may: before the body is read and before a transaction begins.</summary>
public sealed class CallerMiddleware(RequestDelegate next, KnownApiKeys keys, RequestLimits limits)
{
    private const string Scheme = "Bearer ";

    /// <summary>Runs the rest for callers who may.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<ControllerActionDescriptor>() is null || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
            return;
        }

        try
        {
            await IdentifyAsync(context, endpoint.Metadata);
        }
        catch (Exception e) when (DatabaseFailure.Refusal(e) is { } refusal)
        {
            throw refusal;
        }

        await next(context);
    }

    private async Task IdentifyAsync(HttpContext context, EndpointMetadataCollection metadata)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var secret = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? ApiKeySecret.TryParse(header[Scheme.Length..].Trim()) : null;
        var key = secret is null ? null : await keys.FindAsync(secret, context.RequestAborted);
        if (key is null || key.RevokedAt is not null)
        {
            limits.SpendUnauthenticated(context.Connection.RemoteIpAddress);
            throw new SchedulingException(ProblemCodes.Unauthorized);
        }

        limits.Spend(key.Id);
        foreach (var needed in metadata.GetOrderedMetadata<RequireScopeAttribute>())
        {
            if (!key.Scopes.Contains(needed.Scope))
            {
                throw new SchedulingException(ProblemCodes.ScopeMissing, $"The key lacks the scope {needed.Scope}.");
            }
        }

        var actor = Actor(context.Request.Headers[RequestHeaders.Actor]);
        if (actor is null && metadata.GetMetadata<RequireActorAttribute>() is not null)
        {
            throw new SchedulingException(ProblemCodes.ActorRequired);
        }

        context.Features.Set(Caller.Of(key, actor));
    }

    private static string? Actor(string? header)
    {
        if (header is null)
        {
            return null;
        }

        var actor = header.Trim();
        return actor.Length is >= 1 and <= 200 && !actor.Any(char.IsControl)
            ? actor
            : throw SchedulingException.Invalid(RequestHeaders.Actor, "must have 1 to 200 characters and no control characters");
    }
}
