namespace Scheduling.Domain.Records;

/// <summary>The record of a visit's treatment: written, signed, then only amended.</summary>
public sealed class TreatmentRecord : VersionedEntity
{
    /// <summary>The visit.</summary>
    public Guid AppointmentId { get; set; }

    /// <summary>The patient.</summary>
    public Guid PatientId { get; set; }

    /// <summary>What was delivered.</summary>
    public required RecordContent Content { get; set; }

    /// <summary>Who wrote it.</summary>
    public string? WrittenBy { get; set; }

    /// <summary>When it was signed; null before.</summary>
    public DateTimeOffset? SignedAt { get; set; }

    /// <summary>Who signed it.</summary>
    public string? SignedBy { get; set; }

    /// <summary>Changes since, oldest first.</summary>
    public IReadOnlyList<RecordAmendment> Amendments { get; set; } = [];
}
