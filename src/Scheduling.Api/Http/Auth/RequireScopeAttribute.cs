namespace Scheduling.Api.Http.Auth;

/// <summary>The key must have this scope (403 without). Every action needs at least one; a test holds them to it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequireScopeAttribute(string scope) : Attribute
{
    /// <summary>One of <see cref="Scheduling.Application.ApiKeys.Scopes"/>.</summary>
    public string Scope { get; } = scope;
}
