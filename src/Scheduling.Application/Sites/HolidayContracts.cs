using System.ComponentModel.DataAnnotations;
using Scheduling.Application.Repairs;
using Scheduling.Application.Requests;
using Scheduling.Application.Resources;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Sites;

/// <summary>A new public holiday.</summary>
public sealed record CreateHolidayRequest
{
    /// <summary>The site; left out for every site of the clinic.</summary>
    /// <example>null</example>
    public Guid? SiteId { get; init; }

    /// <summary>The local date, closed all day.</summary>
    /// <example>2027-01-01</example>
    public required DateOnly Date { get; init; }

    /// <summary>Name shown to staff.</summary>
    /// <example>New Year's Day</example>
    [StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Whether only to show what it would leave without a place, and the repair: nothing is stored.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}

/// <summary>Changes of a holiday: what is left out stays.</summary>
public sealed record ChangeHolidayRequest : MergePatch
{
    /// <summary>The local date.</summary>
    /// <example>2027-01-01</example>
    [MayBeLeftOut]
    public DateOnly? Date { get; init => field = Give(value); }

    /// <summary>Name shown to staff.</summary>
    /// <example>New Year's Day</example>
    [MayBeLeftOut]
    [StringLength(200, MinimumLength = 1)]
    public string? Name { get; init => field = Give(value); }

    /// <summary>Whether only to show what it would leave without a place, and the repair: nothing is stored.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}

/// <summary>A public holiday.</summary>
public sealed record HolidayResponse
{
    /// <summary>Id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public required Guid Id { get; init; }

    /// <summary>Version, for <c>If-Match</c>.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    /// <summary>The site; null for every site.</summary>
    public required Guid? SiteId { get; init; }

    /// <summary>The local date.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Name shown to staff.</summary>
    /// <example>New Year's Day</example>
    public required string Name { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    public static HolidayResponse Of(Holiday holiday) => new()
    {
        Id = holiday.Id,
        Etag = Versions.Etag(holiday),
        SiteId = holiday.SiteId,
        Date = holiday.Date,
        Name = holiday.Name,
        CreatedAt = holiday.CreatedAt,
        UpdatedAt = holiday.UpdatedAt,
    };
}

/// <summary>A holiday as entered, and the booked visits that it leaves without a place.</summary>
/// <param name="Holiday">The holiday.</param>
/// <param name="Affected">Visits to come that no longer fit, by start; flagged until they are moved or the change is taken back.</param>
/// <param name="Repair">New places for them, to be looked at and applied; null when there is nothing to repair.</param>
public sealed record HolidayChangeResponse(HolidayResponse Holiday, IReadOnlyList<AffectedVisit> Affected, RepairResponse? Repair);
