using System.ComponentModel.DataAnnotations;

namespace Scheduling.Api.ApiKeys;

/// <summary>A new key.</summary>
public sealed record CreateApiKeyRequest
{
    /// <summary>What the clinic calls it.</summary>
    /// <example>Front desk, north site</example>
    [StringLength(100, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>What it may do: `schedule:read`, `schedule:write`, `clinical:read`, `clinical:write`, `override`, `admin`.</summary>
    /// <example>["schedule:read","schedule:write"]</example>
    [MinLength(1)]
    [MaxLength(6)]
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Sites it is limited to; leave it out for all.</summary>
    /// <example>null</example>
    [MinLength(1)]
    [MaxLength(100)]
    public IReadOnlyList<Guid>? SiteIds { get; init; }

    /// <summary>First instant at which it no longer works; leave it out for never.</summary>
    /// <example>2027-01-01T00:00:00Z</example>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A key as it is listed: without its secret.</summary>
public record ApiKeyResponse
{
    /// <summary>Its id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public required Guid Id { get; init; }

    /// <summary>What the clinic calls it.</summary>
    /// <example>Front desk, north site</example>
    public required string Name { get; init; }

    /// <summary>The key's beginning.</summary>
    /// <example>sch_live_4Fq1</example>
    public required string Prefix { get; init; }

    /// <summary>What it may do.</summary>
    /// <example>["schedule:read","schedule:write"]</example>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Sites it is limited to; null for all.</summary>
    /// <example>null</example>
    public required IReadOnlyList<Guid>? SiteIds { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>First instant at which it no longer works; null for never.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked; null while it works.</summary>
    public required DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>A new key with its secret.</summary>
public sealed record CreatedApiKeyResponse : ApiKeyResponse
{
    /// <summary>The whole key, shown this once; null when the answer is a replay.</summary>
    /// <example>sch_live_...</example>
    public required string? Key { get; init; }
}
