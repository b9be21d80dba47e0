namespace Scheduling.Domain.Calendars;

/// <summary>A calendar of a site, device or member of staff that other programs subscribe to. Its token reads it, and nothing else.</summary>
public sealed class CalendarFeed : VersionedEntity
{
    /// <summary>What the clinic calls it.</summary>
    public required string Name { get; set; }

    /// <summary>The site whose visits it shows; also where a device or member of staff is meant only at one.</summary>
    public Guid? SiteId { get; set; }

    /// <summary>Only visits on this device.</summary>
    public Guid? DeviceId { get; set; }

    /// <summary>Only visits with this member of staff.</summary>
    public Guid? StaffId { get; set; }

    /// <summary>Whether patients' names stand in it. Calendars are copied to many places: no, unless somebody wanted it.</summary>
    public bool WithNames { get; set; }

    /// <summary>SHA-256 of the token.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>When it was taken back; null while it works.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}
