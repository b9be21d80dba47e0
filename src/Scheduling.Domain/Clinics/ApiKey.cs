namespace Scheduling.Domain.Clinics;

/// <summary>A credential of front-desk software. Only a hash of the secret is kept.</summary>
public sealed class ApiKey : ClinicEntity
{
    /// <summary>What the clinic calls it.</summary>
    public required string Name { get; set; }

    /// <summary>The first characters of the key, enough to recognise it in a list.</summary>
    public required string Prefix { get; set; }

    /// <summary>SHA-256 of the whole key.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>Scopes such as <c>schedule:write</c>.</summary>
    public required IReadOnlyList<string> Scopes { get; set; }

    /// <summary>Sites the key is limited to; null for all.</summary>
    public IReadOnlyList<Guid>? SiteIds { get; set; }

    /// <summary>Instant of creation.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>First instant at which it no longer works; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Instant at which it was revoked.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}
