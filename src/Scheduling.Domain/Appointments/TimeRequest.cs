namespace Scheduling.Domain.Appointments;

/// <summary>A patient asks for another time, or to be called, because a visit doesn't suit (M8). It never changes the visit: staff, or the clinic's policy, do.</summary>
public sealed class TimeRequest : VersionedEntity
{
    /// <summary>The patient.</summary>
    public Guid PatientId { get; set; }

    /// <summary>The visit that doesn't suit.</summary>
    public Guid AppointmentId { get; set; }

    /// <summary>Its site.</summary>
    public Guid SiteId { get; set; }

    /// <summary>The visit's version that was asked about; once it is another, the request is over.</summary>
    public int ScheduleVersion { get; set; }

    /// <summary>The start that would suit; null where the patient wants to be called.</summary>
    public DateTimeOffset? WantedStart { get; set; }

    /// <summary>Where it stands.</summary>
    public TimeRequestState State { get; set; }

    /// <summary>Who decided; null while open.</summary>
    public string? DecidedBy { get; set; }

    /// <summary>When it was decided; null while open.</summary>
    public DateTimeOffset? DecidedAt { get; set; }
}
