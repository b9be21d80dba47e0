namespace Scheduling.Domain.Appointments;

/// <summary>One booked visit. It keeps its instants and, beside them, the local date, time and zone they were meant as.</summary>
public sealed class Appointment : VersionedEntity
{
    /// <summary>The course, or null for a visit of its own.</summary>
    public Guid? CourseId { get; set; }

    /// <summary>The patient.</summary>
    public Guid PatientId { get; set; }

    /// <summary>The site.</summary>
    public Guid SiteId { get; set; }

    /// <summary>The protocol version whose visit kind it is; null for a kind of the clinic's own (consult, phone screen).</summary>
    public Guid? ProtocolVersionId { get; set; }

    /// <summary>Visit kind code.</summary>
    public required string Kind { get; set; }

    /// <summary>Phase code, when it is a session of a course.</summary>
    public string? Phase { get; set; }

    /// <summary>True when delivering it counts as a session of the course.</summary>
    public bool CountsAsSession { get; set; }

    /// <summary>Start, inclusive.</summary>
    public DateTimeOffset StartsAt { get; set; }

    /// <summary>End, exclusive. Patient and room are taken for the whole of it.</summary>
    public DateTimeOffset EndsAt { get; set; }

    /// <summary>Local date of the start, in <see cref="TimeZone"/>.</summary>
    public DateOnly LocalDate { get; set; }

    /// <summary>Local time of the start, in <see cref="TimeZone"/>.</summary>
    public TimeOnly LocalTime { get; set; }

    /// <summary>The site's IANA zone when booked.</summary>
    public required string TimeZone { get; set; }

    /// <summary>State.</summary>
    public AppointmentState State { get; set; }

    /// <summary>Firm or tentative.</summary>
    public Commitment Commitment { get; set; }

    /// <summary>When a tentative booking is to be decided.</summary>
    public DateTimeOffset? DecideBy { get; set; }

    /// <summary>The device, where the kind takes one.</summary>
    public Guid? DeviceId { get; set; }

    /// <summary>The room, where the kind takes one.</summary>
    public Guid? RoomId { get; set; }

    /// <summary>Everybody on the visit, supervisors too.</summary>
    public List<AppointmentStaff> Staff { get; set; } = [];

    /// <summary>Rules waived when it was booked, moved or swapped (R9).</summary>
    public BookingOverride? Override { get; set; }

    /// <summary>Words for what staff must look at, such as <c>closure</c>, <c>credential</c>, <c>unauthorized</c>.</summary>
    public IReadOnlyList<string> Flags { get; set; } = [];

    /// <summary>Grows with time, place and cancellation; not with a confirmation. Reminders and calendar files carry it.</summary>
    public int ScheduleVersion { get; set; } = 1;

    /// <summary>When the patient confirmed this time and place; null again once it is moved.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>When the patient checked in.</summary>
    public DateTimeOffset? CheckedInAt { get; set; }

    /// <summary>When treatment began, where that was entered.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When it was delivered, missed or cancelled.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>Why it was cancelled, missed, sent home or broken off.</summary>
    public string? CloseReason { get; set; }

    /// <summary>True for a patient's cancellation under the clinic's notice period.</summary>
    public bool LateCancel { get; set; }

    /// <summary>For <see cref="AppointmentState.Partial"/>: whether the prescriber counts it as a session; null until decided, and owed until then (R10).</summary>
    public bool? PartialCounts { get; set; }

    /// <summary>True when a treatment was given that counts: delivered, or delivered in part and counted by the prescriber.</summary>
    public bool IsDelivered => State == AppointmentState.Delivered || (State == AppointmentState.Partial && PartialCounts == true);
}
