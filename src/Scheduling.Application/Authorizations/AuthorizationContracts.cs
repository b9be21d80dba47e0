using System.ComponentModel.DataAnnotations;
using Scheduling.Application.Requests;
using Scheduling.Domain.Authorizations;

namespace Scheduling.Application.Authorizations;

/// <summary>A new authorization, a draft with what is to be asked for.</summary>
public sealed record CreateAuthorizationRequest
{
    /// <summary>The course. It may have several authorizations, one after the other.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000010</example>
    public required Guid CourseId { get; init; }

    /// <summary>The payer.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000060</example>
    public required Guid PayerId { get; init; }

    /// <summary>The payer's number, where it is known.</summary>
    /// <example>null</example>
    [StringLength(100, MinimumLength = 1)]
    public string? Number { get; init; }

    /// <summary>What is asked for: lines of units.</summary>
    [MinLength(1)]
    [MaxLength(20)]
    public required IReadOnlyList<AuthorizationLineContract> Lines { get; init; }

    /// <summary>Who orders the course: a staff member.</summary>
    /// <example>null</example>
    public Guid? OrderingProviderId { get; init; }

    /// <summary>Who gives it: a staff member.</summary>
    /// <example>null</example>
    public Guid? RenderingProviderId { get; init; }

    /// <summary>Sites asked for; leave it out for any.</summary>
    [MaxLength(50)]
    public IReadOnlyList<Guid> SiteIds { get; init; } = [];

    /// <summary>Documents kept elsewhere, by reference.</summary>
    [MaxLength(100)]
    public IReadOnlyList<AuthorizationDocumentContract> Documents { get; init; } = [];

    /// <summary>When tentative visits are to be decided (R22); leave it out for open.</summary>
    /// <example>null</example>
    public DateTimeOffset? DecideBy { get; init; }

    /// <summary>What becomes of tentative visits that nobody has decided by then: `task` asks a person, `release` also gives their places back.</summary>
    /// <example>task</example>
    public ExpiryAction OnExpiry { get; init; }
}

/// <summary>Units asked for or granted.</summary>
public sealed record AuthorizationLineContract
{
    /// <summary>In an event, the line that changes; leave it out for a new one.</summary>
    /// <example>null</example>
    public Guid? LineId { get; init; }

    /// <summary>Codes it pays for; leave it out for every code of the course. A code that stands in for another is paid for as that one.</summary>
    /// <example>["90867", "90868"]</example>
    [MaxLength(20)]
    public IReadOnlyList<string>? Codes { get; init; }

    /// <summary>Units in all: asked for in a new authorization, granted in an event.</summary>
    /// <example>36</example>
    [Range(0, 1000)]
    public required int Units { get; init; }

    /// <summary>What one unit pays for: a `visit`, a `day`, the whole `course`.</summary>
    /// <example>visit</example>
    public UnitBasis? Basis { get; init; }

    /// <summary>Dates, both inclusive; leave it out for open.</summary>
    public DateSpan? Window { get; init; }

    /// <summary>Most visits a local day; leave it out for no limit.</summary>
    /// <example>1</example>
    [Range(1, 24)]
    public int? MaxPerDay { get; init; }

    /// <summary>Most visits a week; leave it out for no limit.</summary>
    /// <example>5</example>
    [Range(1, 100)]
    public int? MaxPerWeek { get; init; }

    /// <summary>What it is called among the lines.</summary>
    /// <example>acute</example>
    [StringLength(64, MinimumLength = 1)]
    public string? Tranche { get; init; }
}

/// <summary>Dates, both inclusive.</summary>
public sealed record DateSpan
{
    /// <summary>First date, inclusive; leave it out for open.</summary>
    /// <example>2026-01-01</example>
    public DateOnly? From { get; init; }

    /// <summary>Last date, inclusive; leave it out for open.</summary>
    /// <example>2028-12-31</example>
    public DateOnly? Until { get; init; }
}

/// <summary>A document kept elsewhere.</summary>
public sealed record AuthorizationDocumentContract
{
    /// <summary>The system that keeps it.</summary>
    /// <example>ehr</example>
    [StringLength(64, MinimumLength = 1)]
    [RegularExpression(Patterns.Code)]
    public required string System { get; init; }

    /// <summary>Its id there.</summary>
    /// <example>doc-4711</example>
    [StringLength(200, MinimumLength = 1)]
    public required string Id { get; init; }

    /// <summary>What it is.</summary>
    /// <example>evidence</example>
    [StringLength(64, MinimumLength = 1)]
    [RegularExpression(Patterns.Code)]
    public required string Kind { get; init; }
}

/// <summary>Changes of what is noted about an authorization: what is left out stays. States and units are changed by events.</summary>
public sealed record ChangeAuthorizationRequest : MergePatch
{
    /// <summary>The payer's number.</summary>
    /// <example>null</example>
    [StringLength(100, MinimumLength = 1)]
    public string? Number { get; init => field = Give(value); }

    /// <summary>Who orders the course.</summary>
    /// <example>null</example>
    public Guid? OrderingProviderId { get; init => field = Give(value); }

    /// <summary>Who gives it.</summary>
    /// <example>null</example>
    public Guid? RenderingProviderId { get; init => field = Give(value); }

    /// <summary>Sites as approved, all of them; empty for any.</summary>
    [MayBeLeftOut]
    [MaxLength(100)]
    public IReadOnlyList<Guid>? SiteIds { get; init => field = Give(value); }

    /// <summary>Local date by which the next step is due.</summary>
    /// <example>null</example>
    public DateOnly? DueOn { get; init => field = Give(value); }

    /// <summary>Documents, all of them.</summary>
    [MayBeLeftOut]
    [MaxLength(100)]
    public IReadOnlyList<AuthorizationDocumentContract>? Documents { get; init => field = Give(value); }

    /// <summary>When tentative visits are to be decided.</summary>
    /// <example>null</example>
    public DateTimeOffset? DecideBy { get; init => field = Give(value); }

    /// <summary>What becomes of them then.</summary>
    /// <example>task</example>
    [MayBeLeftOut]
    public ExpiryAction? OnExpiry { get; init => field = Give(value); }
}

/// <summary>Something that happened to an authorization.</summary>
public sealed record AuthorizationEventRequest
{
    /// <summary>What happened. What may happen next is in `possible` of the authorization.</summary>
    /// <example>submit</example>
    public required AuthorizationEvent Event { get; init; }

    /// <summary>The local date on which it did; today where left out. A termination ends the lines on it.</summary>
    /// <example>null</example>
    public DateOnly? On { get; init; }

    /// <summary>
    /// Lines as granted: required for `approve_partly`, `extend` and `correct`. For `approve` and `overturn` lines left out are granted as asked for; otherwise they
    /// stay as they are.
    /// </summary>
    [MaxLength(20)]
    public IReadOnlyList<AuthorizationLineContract>? Lines { get; init; }

    /// <summary>The payer's number, where it is new.</summary>
    /// <example>null</example>
    [StringLength(100, MinimumLength = 1)]
    public string? Number { get; init; }

    /// <summary>Local date by which the next step is due; leave it out for the clinic's settings.</summary>
    /// <example>null</example>
    public DateOnly? DueOn { get; init; }

    /// <summary>Documents to add.</summary>
    [MaxLength(100)]
    public IReadOnlyList<AuthorizationDocumentContract>? Documents { get; init; }

    /// <summary>Only says what would come of it.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}
