namespace Scheduling.Domain.Sites;

/// <summary>A room of a site. Its id is also a resource's; its bays are the resource's lanes.</summary>
public sealed class Room : VersionedEntity
{
    /// <summary>The site it is in.</summary>
    public Guid SiteId { get; set; }

    /// <summary>Name shown to staff.</summary>
    public required string Name { get; set; }

    /// <summary>How many patients at once (1 or more).</summary>
    public int Capacity { get; set; } = 1;

    /// <summary>Instant at which it was taken out of service.</summary>
    public DateTimeOffset? RetiredAt { get; set; }
}
