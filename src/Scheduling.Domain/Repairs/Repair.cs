namespace Scheduling.Domain.Repairs;

/// <summary>A proposed repair: a diff to look at, and then to apply.</summary>
public sealed class Repair : VersionedEntity
{
    /// <summary>Status; <see cref="RepairStatus.Stale"/> is never stored.</summary>
    public RepairStatus Status { get; set; }

    /// <summary>What made it necessary: <c>closure</c>, <c>patient_absence</c>, <c>patient_windows</c>, <c>staff</c>, <c>device</c>, <c>device_model</c>, <c>site_hours</c>, <c>holiday</c>, <c>authorization</c>, <c>check</c>.</summary>
    public required string CauseKind { get; set; }

    /// <summary>The closure, patient, member of staff, device, model, site or holiday.</summary>
    public Guid CauseId { get; set; }

    /// <summary>Sites of the visits.</summary>
    public List<Guid> SiteIds { get; set; } = [];

    /// <summary>The diff as JSON.</summary>
    public required string Proposal { get; set; }

    /// <summary>Patients whose changes were made.</summary>
    public List<Guid> AppliedPatientIds { get; set; } = [];

    /// <summary>The repair that took its place.</summary>
    public Guid? SupersededById { get; set; }

    /// <summary>When it was last applied.</summary>
    public DateTimeOffset? AppliedAt { get; set; }

    /// <summary>Who last applied it.</summary>
    public string? AppliedBy { get; set; }
}
