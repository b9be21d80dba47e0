using System.ComponentModel.DataAnnotations;
using Scheduling.Application.Repairs;
using Scheduling.Application.Requests;
using Scheduling.Application.Resources;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Sites;

/// <summary>A new site.</summary>
public sealed record CreateSiteRequest
{
    /// <summary>Name shown to staff, unique among the clinic's sites.</summary>
    /// <example>Riverside</example>
    [StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>What messages to patients call the place; nothing clinical in it. Left out: the name.</summary>
    /// <example>Riverside office</example>
    [StringLength(60, MinimumLength = 1)]
    public string? Alias { get; init; }

    /// <summary>Phone number given in messages, E.164.</summary>
    /// <example>+12025550142</example>
    [RegularExpression(Patterns.Phone)]
    public string? Phone { get; init; }

    /// <summary>IANA time zone; days, weeks and hours of the site are counted in it.</summary>
    /// <example>America/New_York</example>
    [StringLength(64, MinimumLength = 1)]
    public required string TimeZone { get; init; }

    /// <summary>First day of a week for cadence caps.</summary>
    /// <example>monday</example>
    public DayOfWeek WeekStartsOn { get; init; } = DayOfWeek.Monday;

    /// <summary>Weekly opening hours; outside them nothing is booked. Empty: never open.</summary>
    [MaxLength(42)]
    public IReadOnlyList<LocalWindow>? OpeningHours { get; init; }

    /// <summary>Whether small repairs apply themselves: those that leave day and hour and only change technician, room or device of the same model (R15).</summary>
    /// <example>false</example>
    public bool AppliesSmallRepairs { get; init; }

    /// <summary>What it is to the authority that adverse events are reported to (R16); a physician's office is exempt. Left out: nobody has said, and it reports.</summary>
    /// <example>physician_office</example>
    public FacilityType? FacilityType { get; init; }
}

/// <summary>Changes of a site: what is left out stays.</summary>
public sealed record ChangeSiteRequest : MergePatch
{
    /// <summary>Name shown to staff.</summary>
    /// <example>Riverside</example>
    [MayBeLeftOut]
    [StringLength(200, MinimumLength = 1)]
    public string? Name { get; init => field = Give(value); }

    /// <summary>What messages to patients call the place.</summary>
    /// <example>Riverside office</example>
    [MayBeLeftOut]
    [StringLength(60, MinimumLength = 1)]
    public string? Alias { get; init => field = Give(value); }

    /// <summary>Phone number given in messages, E.164; null clears it.</summary>
    /// <example>+12025550142</example>
    [RegularExpression(Patterns.Phone)]
    public string? Phone { get; init => field = Give(value); }

    /// <summary>IANA time zone. Booked visits keep their instants; those whose local time no longer matches are answered as affected.</summary>
    /// <example>America/New_York</example>
    [MayBeLeftOut]
    [StringLength(64, MinimumLength = 1)]
    public string? TimeZone { get; init => field = Give(value); }

    /// <summary>First day of a week for cadence caps.</summary>
    /// <example>monday</example>
    [MayBeLeftOut]
    public DayOfWeek? WeekStartsOn { get; init => field = Give(value); }

    /// <summary>Weekly opening hours, the whole list.</summary>
    [MayBeLeftOut]
    [MaxLength(42)]
    public IReadOnlyList<LocalWindow>? OpeningHours { get; init => field = Give(value); }

    /// <summary>Whether small repairs apply themselves: those that leave day and hour and only change technician, room or device of the same model (R15).</summary>
    /// <example>false</example>
    [MayBeLeftOut]
    public bool? AppliesSmallRepairs { get; init => field = Give(value); }

    /// <summary>What it is to the authority that adverse events are reported to (R16); null for nobody has said.</summary>
    /// <example>physician_office</example>
    public FacilityType? FacilityType { get; init => field = Give(value); }

    /// <summary>Whether only to show what it would leave without a place, and the repair: nothing is stored.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}

/// <summary>A site.</summary>
public sealed record SiteResponse
{
    /// <summary>Id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Version, for <c>If-Match</c>.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    /// <summary>Name shown to staff.</summary>
    /// <example>Riverside</example>
    public required string Name { get; init; }

    /// <summary>What messages to patients call the place.</summary>
    /// <example>Riverside office</example>
    public required string Alias { get; init; }

    /// <summary>Phone number given in messages.</summary>
    /// <example>+12025550142</example>
    public required string? Phone { get; init; }

    /// <summary>IANA time zone.</summary>
    /// <example>America/New_York</example>
    public required string TimeZone { get; init; }

    /// <summary>First day of a week.</summary>
    /// <example>monday</example>
    public required DayOfWeek WeekStartsOn { get; init; }

    /// <summary>Weekly opening hours, in order of the week.</summary>
    public required IReadOnlyList<LocalWindow> OpeningHours { get; init; }

    /// <summary>Whether small repairs apply themselves.</summary>
    /// <example>false</example>
    public required bool AppliesSmallRepairs { get; init; }

    /// <summary>When it was taken out of service; null while it serves.</summary>
    public required DateTimeOffset? RetiredAt { get; init; }

    /// <summary>What it is to the authority that adverse events are reported to (R16); null when nobody has said.</summary>
    public required FacilityType? FacilityType { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    public static SiteResponse Of(Site site) => new()
    {
        Id = site.Id,
        Etag = Versions.Etag(site),
        Name = site.Name,
        Alias = site.Alias,
        Phone = site.Phone,
        TimeZone = site.TimeZone,
        WeekStartsOn = site.WeekStartsOn,
        OpeningHours = LocalWindow.Of(site.OpeningHours),
        AppliesSmallRepairs = site.AppliesSmallRepairs,
        RetiredAt = site.RetiredAt,
        FacilityType = site.FacilityType,
        CreatedAt = site.CreatedAt,
        UpdatedAt = site.UpdatedAt,
    };
}

/// <summary>A site as changed, and the booked visits that the change leaves without a place.</summary>
/// <param name="Site">The site.</param>
/// <param name="Affected">Visits to come that no longer fit, by start; flagged until they are moved or the change is taken back.</param>
/// <param name="Repair">New places for them, to be looked at and applied; null when there is nothing to repair.</param>
public sealed record SiteChangeResponse(SiteResponse Site, IReadOnlyList<AffectedVisit> Affected, RepairResponse? Repair);
