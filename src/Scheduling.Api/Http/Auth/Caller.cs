using Scheduling.Application.Persistence;

namespace Scheduling.Api.Http.Auth;

/// <summary>Who is calling: a feature of the request once the key, or the token of a link, is known.</summary>
/// <param name="Identity">What the transaction begins with.</param>
/// <param name="ExpiresAt">When the key ends, judged at the transaction's instant; null for never.</param>
public sealed record Caller(ClinicIdentity Identity, DateTimeOffset? ExpiresAt)
{
    /// <summary>The holder of a key.</summary>
    public static Caller Of(FoundApiKey key, string? actor) => new(new ClinicIdentity(key.ClinicId, key.Id, key.Scopes, key.SiteIds, actor), key.ExpiresAt);
}
