using System.ComponentModel.DataAnnotations;
using Scheduling.Api.Http.Versions;
using Scheduling.Domain.Calendars;

namespace Scheduling.Api.Calendars;

/// <summary>A calendar to subscribe to. At least one of site, device and member of staff is given; visits have to match all that are.</summary>
public sealed record CreateCalendarFeedRequest
{
    /// <summary>What the clinic calls it.</summary>
    /// <example>Room plan, main site</example>
    [StringLength(100, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Only visits at this site.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000002</example>
    public Guid? SiteId { get; init; }

    /// <summary>Only visits on this device.</summary>
    /// <example>null</example>
    public Guid? DeviceId { get; init; }

    /// <summary>Only visits with this member of staff.</summary>
    /// <example>null</example>
    public Guid? StaffId { get; init; }

    /// <summary>Whether patients' names stand in it. Calendar programs copy what they read to places that the clinic doesn't know.</summary>
    /// <example>false</example>
    public bool WithNames { get; init; }
}

/// <summary>A calendar feed as it is listed: without its address.</summary>
public record CalendarFeedResponse
{
    /// <summary>Its id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000070</example>
    public required Guid Id { get; init; }

    /// <summary>What the clinic calls it.</summary>
    /// <example>Room plan, main site</example>
    public required string Name { get; init; }

    /// <summary>Only visits at this site; missing for all.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000002</example>
    public Guid? SiteId { get; init; }

    /// <summary>Only visits on this device; missing for all.</summary>
    /// <example>null</example>
    public Guid? DeviceId { get; init; }

    /// <summary>Only visits with this member of staff; missing for all.</summary>
    /// <example>null</example>
    public Guid? StaffId { get; init; }

    /// <summary>Whether patients' names stand in it.</summary>
    /// <example>false</example>
    public required bool WithNames { get; init; }

    /// <summary>Its version, for If-Match.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    internal static CalendarFeedResponse Of(CalendarFeed feed) => new()
    {
        Id = feed.Id,
        Name = feed.Name,
        SiteId = feed.SiteId,
        DeviceId = feed.DeviceId,
        StaffId = feed.StaffId,
        WithNames = feed.WithNames,
        Etag = ETags.Of(feed.Version),
    };
}

/// <summary>A new calendar feed.</summary>
public sealed record CreatedCalendarFeedResponse : CalendarFeedResponse
{
    /// <summary>Its path, shown this once: whoever has it reads the calendar. Null when the answer is replayed.</summary>
    /// <example>/v1/calendars/AbCdEfGhIjKlMnOpQrStUv.ics</example>
    public required string? Path { get; init; }
}
