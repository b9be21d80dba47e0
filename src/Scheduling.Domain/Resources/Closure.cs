namespace Scheduling.Domain.Resources;

/// <summary>Dated unavailability of a site or of one resource (R5, R15). Not an allocation.</summary>
public sealed class Closure : VersionedEntity
{
    /// <summary>The closed site; exactly one of this and <see cref="ResourceId"/> is set.</summary>
    public Guid? SiteId { get; set; }

    /// <summary>The closed resource.</summary>
    public Guid? ResourceId { get; set; }

    /// <summary>First closed instant.</summary>
    public DateTimeOffset StartsAt { get; set; }

    /// <summary>First open instant again. When the end is only estimated this holds the estimate.</summary>
    public DateTimeOffset EndsAt { get; set; }

    /// <summary>True when <see cref="EndsAt"/> is a guess that will be patched.</summary>
    public bool EndIsEstimated { get; set; }

    /// <summary>Why, for staff.</summary>
    public required string Reason { get; set; }
}
