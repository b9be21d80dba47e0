namespace Scheduling.Api.Http.Auth;

/// <summary>What the token in the address opened: a feature of the request.</summary>
/// <param name="Id">The link or feed.</param>
public sealed record OpenedByToken(Guid Id);
