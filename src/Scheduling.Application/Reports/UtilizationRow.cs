namespace Scheduling.Application.Reports;

/// <summary>Booked and delivered of open minutes. Minutes are elapsed ones, whole, what is over dropped.</summary>
public sealed record UtilizationRow
{
    /// <summary>The site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Its name.</summary>
    /// <example>Main</example>
    public required string SiteName { get; init; }

    /// <summary>Whose time it is.</summary>
    public required UtilizationSubject By { get; init; }

    /// <summary>The device or technician; null for an hour.</summary>
    public required Guid? ResourceId { get; init; }

    /// <summary>Name of the device or technician; null for an hour.</summary>
    /// <example>Device 1</example>
    public required string? Name { get; init; }

    /// <summary>The hour of the site's wall clock, 0 to 23; null for a device or technician.</summary>
    /// <example>9</example>
    public required int? Hour { get; init; }

    /// <summary>
    /// A device: opening hours outside holidays and closures of the site, the device and its room, until it is taken out of service. A technician: in-person shifts at
    /// the site within its opening hours, outside holidays and closures of both, times the patients they may have at once. An hour: the sum of the site's devices.
    /// </summary>
    /// <example>3600</example>
    public required int OpenMinutes { get; init; }

    /// <summary>Minutes that visits of this site take: booked, confirmed, checked in, in progress, delivered, delivered in part. Also those outside open time.</summary>
    /// <example>2700</example>
    public required int BookedMinutes { get; init; }

    /// <summary>Of these, visits that were delivered, or in part and counted by the prescriber.</summary>
    /// <example>2400</example>
    public required int DeliveredMinutes { get; init; }

    /// <summary>Booked of open minutes in percent, to one decimal, halves away from zero; null where nothing was open.</summary>
    /// <example>75.0</example>
    public required decimal? BookedPercent { get; init; }

    /// <summary>Delivered of open minutes in percent, likewise.</summary>
    /// <example>66.7</example>
    public required decimal? DeliveredPercent { get; init; }
}
