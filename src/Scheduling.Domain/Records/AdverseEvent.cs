namespace Scheduling.Domain.Records;

/// <summary>Something bad that happened in or after a treatment.</summary>
public sealed class AdverseEvent : VersionedEntity
{
    /// <summary>The patient.</summary>
    public Guid PatientId { get; set; }

    /// <summary>The course; null for a treatment of none.</summary>
    public Guid? CourseId { get; set; }

    /// <summary>The visit in which it happened, if in one.</summary>
    public Guid? AppointmentId { get; set; }

    /// <summary>Where.</summary>
    public Guid SiteId { get; set; }

    /// <summary>Code of its kind.</summary>
    public required string Kind { get; set; }

    /// <summary>Whether it is serious (R16).</summary>
    public bool Serious { get; set; }

    /// <summary>What happened.</summary>
    public required string Description { get; set; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset OccurredAt { get; set; }

    /// <summary>Who entered it.</summary>
    public string? RecordedBy { get; set; }

    /// <summary>What became of it; null while it is followed up.</summary>
    public string? Outcome { get; set; }

    /// <summary>When that was entered.</summary>
    public DateTimeOffset? ClosedAt { get; set; }
}
