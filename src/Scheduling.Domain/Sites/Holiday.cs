namespace Scheduling.Domain.Sites;

/// <summary>A day on which the clinic, or one site, is closed all day.</summary>
public sealed class Holiday : VersionedEntity
{
    /// <summary>The site, or null for every site of the clinic.</summary>
    public Guid? SiteId { get; set; }

    /// <summary>The local date.</summary>
    public DateOnly Date { get; set; }

    /// <summary>Name shown to staff.</summary>
    public required string Name { get; set; }
}
