using Scheduling.Application.Persistence;

namespace Scheduling.Api.Http.Auth;

/// <summary>Who is calling: a feature of the request once the key is known. Its expiry is judged at the transaction's instant.</summary>
public sealed record Caller(FoundApiKey Key, string? Actor)
{
    /// <summary>What the transaction begins with.</summary>
    public ClinicIdentity Identity => new(Key.ClinicId, Key.Id, Key.Scopes, Key.SiteIds, Actor);
}
