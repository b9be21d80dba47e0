namespace Scheduling.Domain;

/// <summary>A root that callers change under a version check: <see cref="Version"/> is what its ETag shows.</summary>
public abstract class VersionedEntity : ClinicEntity
{
    /// <summary>Starts at 1 and grows by one with every committed change of the root or of what belongs to it.</summary>
    public int Version { get; set; } = 1;

    /// <summary>Instant of the transaction that created it.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Instant of the last transaction that changed it.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}
