using System.ComponentModel.DataAnnotations;
using Scheduling.Application.Requests;
using Scheduling.Domain.Protocols;

namespace Scheduling.Application.Protocols;

/// <summary>A new protocol: exactly one of a shipped template, a copy of an own protocol, or a whole definition.</summary>
public sealed record CreateProtocolRequest
{
    /// <summary>Code of a shipped template.</summary>
    /// <example>rtms_10hz_19</example>
    [StringLength(64, MinimumLength = 1)]
    public string? Template { get; init; }

    /// <summary>An own protocol whose latest version is copied; needs a `code` of its own.</summary>
    /// <example>null</example>
    public Guid? CopyOf { get; init; }

    /// <summary>A whole definition.</summary>
    public ProtocolDefinition? Definition { get; init; }

    /// <summary>Code, unique in the clinic; left out: that of the template or definition.</summary>
    /// <example>rtms_own</example>
    [StringLength(64, MinimumLength = 1)]
    public string? Code { get; init; }

    /// <summary>Name shown to staff; left out: that of the template, copied protocol or definition.</summary>
    /// <example>rTMS, our settings</example>
    [StringLength(200, MinimumLength = 1)]
    public string? Name { get; init; }

    /// <summary>Whether courses may be made on it; left out: as the definition says.</summary>
    /// <example>true</example>
    public bool? Enabled { get; init; }
}

/// <summary>Changes of a protocol: what is left out stays. What it asks for changes by a new version.</summary>
public sealed record ChangeProtocolRequest : MergePatch
{
    /// <summary>Name shown to staff.</summary>
    /// <example>rTMS, our settings</example>
    [MayBeLeftOut]
    [StringLength(200, MinimumLength = 1)]
    public string? Name { get; init => field = Give(value); }

    /// <summary>Whether courses may be made on it; running ones go on.</summary>
    /// <example>true</example>
    [MayBeLeftOut]
    public bool? Enabled { get; init => field = Give(value); }
}

/// <summary>A protocol of the clinic.</summary>
public sealed record ProtocolResponse
{
    /// <summary>Id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public required Guid Id { get; init; }

    /// <summary>Version of this entry, for <c>If-Match</c>; not the protocol's version.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    /// <summary>Code, unique in the clinic.</summary>
    /// <example>rtms_10hz_19</example>
    public required string Code { get; init; }

    /// <summary>Name shown to staff.</summary>
    /// <example>rTMS 10 Hz, 19 minutes</example>
    public required string Name { get; init; }

    /// <summary>Whether courses may be made on it.</summary>
    public required bool Enabled { get; init; }

    /// <summary>The shipped template it was copied from.</summary>
    /// <example>rtms_10hz_19</example>
    public required string? TemplateCode { get; init; }

    /// <summary>Number of the newest version: new courses are made on it.</summary>
    /// <example>1</example>
    public required int LatestVersion { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    public static ProtocolResponse Of(Protocol protocol) => new()
    {
        Id = protocol.Id,
        Etag = Versions.Etag(protocol),
        Code = protocol.Code,
        Name = protocol.Name,
        Enabled = protocol.Enabled,
        TemplateCode = protocol.TemplateCode,
        LatestVersion = protocol.LatestVersion,
        CreatedAt = protocol.CreatedAt,
        UpdatedAt = protocol.UpdatedAt,
    };
}

/// <summary>A version of a protocol; it never changes.</summary>
public sealed record ProtocolVersionResponse
{
    /// <summary>Id; courses pin it.</summary>
    public required Guid Id { get; init; }

    /// <summary>The protocol.</summary>
    public required Guid ProtocolId { get; init; }

    /// <summary>Number, from 1.</summary>
    /// <example>1</example>
    public required int Number { get; init; }

    /// <summary>What it asks for.</summary>
    public required ProtocolDefinition Definition { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it, if named.</summary>
    /// <example>front-desk-1</example>
    public required string? CreatedBy { get; init; }

    public static ProtocolVersionResponse Of(ProtocolVersion version) => new()
    {
        Id = version.Id,
        ProtocolId = version.ProtocolId,
        Number = version.Number,
        Definition = version.Definition,
        CreatedAt = version.CreatedAt,
        CreatedBy = version.CreatedBy,
    };
}

/// <summary>All shipped templates.</summary>
/// <param name="Items">By code.</param>
public sealed record TemplateList(IReadOnlyList<ProtocolDefinition> Items);
