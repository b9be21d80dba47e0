namespace Scheduling.Domain.Records;

/// <summary>A motor threshold as it was determined. Only ever added to: the newest counts.</summary>
public sealed class MotorThreshold : ClinicEntity
{
    /// <summary>The course.</summary>
    public Guid CourseId { get; set; }

    /// <summary>The visit in which it was determined, if in one.</summary>
    public Guid? AppointmentId { get; set; }

    /// <summary>The device it was determined with.</summary>
    public Guid? DeviceId { get; set; }

    /// <summary>The coil.</summary>
    public required string Coil { get; set; }

    /// <summary>Side of the head: <c>left</c> or <c>right</c>.</summary>
    public required string Side { get; set; }

    /// <summary>Per cent of the device's output.</summary>
    public decimal PercentOfOutput { get; set; }

    /// <summary>Why it was determined.</summary>
    public ThresholdReason Reason { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset MeasuredAt { get; set; }

    /// <summary>Local date of that.</summary>
    public DateOnly MeasuredOn { get; set; }

    /// <summary>Who entered it.</summary>
    public string? RecordedBy { get; set; }

    /// <summary>When it was entered.</summary>
    public DateTimeOffset RecordedAt { get; set; }
}
