using System.ComponentModel.DataAnnotations;
using Scheduling.Application.Requests;
using Scheduling.Domain.Authorizations;

namespace Scheduling.Application.Authorizations;

/// <summary>A new payer.</summary>
public sealed record CreatePayerRequest
{
    /// <summary>Name shown to staff, unique in the clinic.</summary>
    /// <example>Sample Health</example>
    [StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>What comes of a session without a unit when planning, booking and moving: `allow` and `warn` tag it, `block` refuses it (R20).</summary>
    /// <example>warn</example>
    public PolicyLevel WhenPlanning { get; init; } = PolicyLevel.Warn;

    /// <summary>What comes of it some business days before: `allow` nothing, `warn` a task; `block` is refused.</summary>
    /// <example>warn</example>
    public PolicyLevel BeforeVisit { get; init; } = PolicyLevel.Warn;

    /// <summary>How many business days before.</summary>
    /// <example>2</example>
    [Range(0, 30)]
    public int BusinessDaysBefore { get; init; } = 2;

    /// <summary>What comes of it at check-in: `allow` nothing but the tag, `block` refuses it; `warn` is refused.</summary>
    /// <example>block</example>
    public PolicyLevel AtCheckIn { get; init; } = PolicyLevel.Block;

    /// <summary>Most sessions of a protocol that it pays for in one course, whatever is approved.</summary>
    [MaxLength(50)]
    public IReadOnlyList<SessionCapContract> SessionCaps { get; init; } = [];
}

/// <summary>Changes of a payer: what is left out stays. They hold for what is planned, booked and checked in from now on.</summary>
public sealed record ChangePayerRequest : MergePatch
{
    /// <summary>Name shown to staff.</summary>
    /// <example>Sample Health</example>
    [MayBeLeftOut]
    [StringLength(200, MinimumLength = 1)]
    public string? Name { get; init => field = Give(value); }

    /// <summary>When planning, booking and moving.</summary>
    /// <example>warn</example>
    [MayBeLeftOut]
    public PolicyLevel? WhenPlanning { get; init => field = Give(value); }

    /// <summary>Some business days before: `allow` or `warn`.</summary>
    /// <example>warn</example>
    [MayBeLeftOut]
    public PolicyLevel? BeforeVisit { get; init => field = Give(value); }

    /// <summary>How many business days before.</summary>
    /// <example>2</example>
    [MayBeLeftOut]
    [Range(0, 30)]
    public int? BusinessDaysBefore { get; init => field = Give(value); }

    /// <summary>At check-in: `allow` or `block`.</summary>
    /// <example>block</example>
    [MayBeLeftOut]
    public PolicyLevel? AtCheckIn { get; init => field = Give(value); }

    /// <summary>Most sessions of a protocol in one course; all of them.</summary>
    [MayBeLeftOut]
    [MaxLength(50)]
    public IReadOnlyList<SessionCapContract>? SessionCaps { get; init => field = Give(value); }
}

/// <summary>The most sessions of a protocol in one course.</summary>
public sealed record SessionCapContract
{
    /// <summary>The protocol's code.</summary>
    /// <example>itbs_600</example>
    [StringLength(64, MinimumLength = 1)]
    [RegularExpression(Patterns.Code)]
    public required string ProtocolCode { get; init; }

    /// <summary>Sessions.</summary>
    /// <example>30</example>
    [Range(0, 1000)]
    public required int Sessions { get; init; }
}

/// <summary>A payer and its policy.</summary>
public sealed record PayerResponse
{
    /// <summary>Id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000060</example>
    public required Guid Id { get; init; }

    /// <summary>Version, for `If-Match`.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    /// <summary>Name shown to staff.</summary>
    public required string Name { get; init; }

    /// <summary>When planning, booking and moving.</summary>
    public required PolicyLevel WhenPlanning { get; init; }

    /// <summary>Some business days before.</summary>
    public required PolicyLevel BeforeVisit { get; init; }

    /// <summary>How many business days before.</summary>
    public required int BusinessDaysBefore { get; init; }

    /// <summary>At check-in.</summary>
    public required PolicyLevel AtCheckIn { get; init; }

    /// <summary>Most sessions of a protocol in one course.</summary>
    public required IReadOnlyList<SessionCapContract> SessionCaps { get; init; }

    /// <summary>The payer as callers see it.</summary>
    public static PayerResponse Of(Payer payer) => new()
    {
        Id = payer.Id,
        Etag = Versions.Etag(payer),
        Name = payer.Name,
        WhenPlanning = payer.WhenPlanning,
        BeforeVisit = payer.BeforeVisit,
        BusinessDaysBefore = payer.BusinessDaysBefore,
        AtCheckIn = payer.AtCheckIn,
        SessionCaps = [.. payer.SessionCaps.Select(c => new SessionCapContract { ProtocolCode = c.ProtocolCode, Sessions = c.Sessions })],
    };
}
