using System.ComponentModel.DataAnnotations;
using Scheduling.Application.Repairs;
using Scheduling.Application.Requests;
using Scheduling.Domain.Resources;

namespace Scheduling.Application.Resources;

/// <summary>A new closure of a site or of one resource.</summary>
public sealed record CreateClosureRequest
{
    /// <summary>The closed site; exactly one of `siteId` and `resourceId` is given.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public Guid? SiteId { get; init; }

    /// <summary>The closed room, device or member of staff.</summary>
    /// <example>null</example>
    public Guid? ResourceId { get; init; }

    /// <summary>First closed instant, on the 5-minute grid.</summary>
    /// <example>2026-12-01T13:00:00Z</example>
    public required DateTimeOffset From { get; init; }

    /// <summary>First instant open again, on the 5-minute grid; exactly one of `until` and `estimatedUntil` is given.</summary>
    /// <example>2026-12-01T17:00:00Z</example>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The same when the end is not known: a guess, to be patched. Until then it counts as the end.</summary>
    /// <example>null</example>
    public DateTimeOffset? EstimatedUntil { get; init; }

    /// <summary>Why, for staff; nothing about patients.</summary>
    /// <example>Cooling failed</example>
    [StringLength(500, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>Whether the repair may use staff of the clinic's other sites who have their shift there that day and nothing booked.</summary>
    /// <example>false</example>
    public bool StaffOfOtherSites { get; init; }

    /// <summary>Whether only to show what it would leave without a place, and the repair: nothing is stored.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}

/// <summary>Changes of a closure: what is left out stays.</summary>
public sealed record ChangeClosureRequest : MergePatch
{
    /// <summary>First closed instant.</summary>
    /// <example>2026-12-01T13:00:00Z</example>
    [MayBeLeftOut]
    public DateTimeOffset? From { get; init => field = Give(value); }

    /// <summary>First instant open again, now known. Not together with `estimatedUntil`.</summary>
    /// <example>2026-12-01T17:00:00Z</example>
    [MayBeLeftOut]
    public DateTimeOffset? Until { get; init => field = Give(value); }

    /// <summary>A new guess of the end.</summary>
    /// <example>2026-12-02T13:00:00Z</example>
    [MayBeLeftOut]
    public DateTimeOffset? EstimatedUntil { get; init => field = Give(value); }

    /// <summary>Why, for staff.</summary>
    /// <example>Cooling failed</example>
    [MayBeLeftOut]
    [StringLength(500, MinimumLength = 1)]
    public string? Reason { get; init => field = Give(value); }

    /// <summary>Whether only to show what it would leave without a place, and the repair: nothing is stored.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}

/// <summary>A closure.</summary>
public sealed record ClosureResponse
{
    /// <summary>Id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public required Guid Id { get; init; }

    /// <summary>Version, for <c>If-Match</c>.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    /// <summary>The closed site; null when it is a resource.</summary>
    public required Guid? SiteId { get; init; }

    /// <summary>The closed resource; null when it is a site.</summary>
    public required Guid? ResourceId { get; init; }

    /// <summary>First closed instant.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>First instant open again; null while it is only estimated.</summary>
    public required DateTimeOffset? Until { get; init; }

    /// <summary>The guess that counts as the end; null once the end is known.</summary>
    public required DateTimeOffset? EstimatedUntil { get; init; }

    /// <summary>Why, for staff.</summary>
    /// <example>Cooling failed</example>
    public required string Reason { get; init; }

    /// <summary>When it was entered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    public static ClosureResponse Of(Closure closure) => new()
    {
        Id = closure.Id,
        Etag = Versions.Etag(closure),
        SiteId = closure.SiteId,
        ResourceId = closure.ResourceId,
        From = closure.StartsAt,
        Until = closure.EndIsEstimated ? null : closure.EndsAt,
        EstimatedUntil = closure.EndIsEstimated ? closure.EndsAt : null,
        Reason = closure.Reason,
        CreatedAt = closure.CreatedAt,
        UpdatedAt = closure.UpdatedAt,
    };
}

/// <summary>A closure as entered or changed, and the booked visits in it.</summary>
/// <param name="Closure">The closure.</param>
/// <param name="Affected">Visits to come in the closure, by start; flagged until they are moved or the closure is changed or removed.</param>
/// <param name="Repair">New places for them, to be looked at and applied; null when nothing is affected.</param>
public sealed record ClosureChangeResponse(ClosureResponse Closure, IReadOnlyList<AffectedVisit> Affected, RepairResponse? Repair);
