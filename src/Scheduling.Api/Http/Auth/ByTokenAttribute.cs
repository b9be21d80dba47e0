using Microsoft.AspNetCore.Authorization;

namespace Scheduling.Api.Http.Auth;

/// <summary>Opened by the token in its address and not by an API key: the action's route has <c>{token}</c>, and <see cref="TokenMiddleware"/> looks it up.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ByTokenAttribute(TokenKind kind) : Attribute, IAllowAnonymous
{
    /// <summary>What the token opens.</summary>
    public TokenKind Kind { get; } = kind;
}
