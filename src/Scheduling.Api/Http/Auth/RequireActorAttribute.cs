namespace Scheduling.Api.Http.Auth;

/// <summary>A person must be named in <c>Scheduling-Actor</c> (403 without).</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequireActorAttribute : Attribute;
