namespace Scheduling.Domain.Devices;

/// <summary>One device. Its id is also a resource's.</summary>
public sealed class Device : VersionedEntity
{
    /// <summary>The site it belongs to.</summary>
    public Guid SiteId { get; set; }

    /// <summary>Its model.</summary>
    public Guid ModelId { get; set; }

    /// <summary>The room it stands in, or null when portable.</summary>
    public Guid? RoomId { get; set; }

    /// <summary>Name shown to staff.</summary>
    public required string Name { get; set; }

    /// <summary>Serial number.</summary>
    public string? SerialNumber { get; set; }

    /// <summary>Instant at which it was taken out of service for good.</summary>
    public DateTimeOffset? RetiredAt { get; set; }
}
