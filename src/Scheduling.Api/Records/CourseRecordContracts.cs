using System.ComponentModel.DataAnnotations;
using Scheduling.Api.Http.Versions;
using Scheduling.Domain.Records;

namespace Scheduling.Api.Records;

/// <summary>A motor threshold as it was determined.</summary>
public sealed record RecordThresholdRequest
{
    /// <summary>The coil.</summary>
    /// <example>figure8</example>
    [StringLength(64, MinimumLength = 1)]
    public required string Coil { get; init; }

    /// <summary>`left` or `right`.</summary>
    /// <example>left</example>
    [RegularExpression("^(left|right)$")]
    public required string Side { get; init; }

    /// <summary>Per cent of the device's output.</summary>
    /// <example>52</example>
    [Range(1, 100)]
    public required decimal PercentOfOutput { get; init; }

    /// <summary>Why it was determined.</summary>
    /// <example>weekly</example>
    public required ThresholdReason Reason { get; init; }

    /// <summary>The visit of the course, if in one.</summary>
    public Guid? AppointmentId { get; init; }

    /// <summary>The device.</summary>
    public Guid? DeviceId { get; init; }

    /// <summary>When; leave it out for now. Never in the future.</summary>
    /// <example>null</example>
    public DateTimeOffset? MeasuredAt { get; init; }
}

/// <summary>A motor threshold.</summary>
public sealed record ThresholdResponse
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The course.</summary>
    public required Guid CourseId { get; init; }

    /// <summary>The visit, if in one.</summary>
    public required Guid? AppointmentId { get; init; }

    /// <summary>The device.</summary>
    public required Guid? DeviceId { get; init; }

    /// <summary>The coil.</summary>
    public required string Coil { get; init; }

    /// <summary>Side of the head.</summary>
    public required string Side { get; init; }

    /// <summary>Per cent of the device's output.</summary>
    public required decimal PercentOfOutput { get; init; }

    /// <summary>Why it was determined.</summary>
    public required ThresholdReason Reason { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset MeasuredAt { get; init; }

    /// <summary>Local date of that.</summary>
    public required DateOnly MeasuredOn { get; init; }

    /// <summary>Who entered it.</summary>
    public required string? RecordedBy { get; init; }

    internal static ThresholdResponse Of(MotorThreshold t) => new()
    {
        Id = t.Id,
        CourseId = t.CourseId,
        AppointmentId = t.AppointmentId,
        DeviceId = t.DeviceId,
        Coil = t.Coil,
        Side = t.Side,
        PercentOfOutput = t.PercentOfOutput,
        Reason = t.Reason,
        MeasuredAt = t.MeasuredAt,
        MeasuredOn = t.MeasuredOn,
        RecordedBy = t.RecordedBy,
    };
}

/// <summary>An adverse event.</summary>
public sealed record RecordAdverseEventRequest
{
    /// <summary>Code of its kind, as in the checklist of records.</summary>
    /// <example>faint</example>
    [StringLength(64, MinimumLength = 1)]
    public required string Kind { get; init; }

    /// <summary>Whether it is serious; a seizure is anyway (R16).</summary>
    /// <example>false</example>
    public bool Serious { get; init; }

    /// <summary>What happened.</summary>
    /// <example>Felt faint on standing up; pressure 95 over 60, better after ten minutes.</example>
    [StringLength(4000, MinimumLength = 1)]
    public required string Description { get; init; }

    /// <summary>When. Never in the future.</summary>
    /// <example>2020-02-24T15:10:00Z</example>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The visit of the course in which it happened, if in one.</summary>
    public Guid? AppointmentId { get; init; }
}

/// <summary>What was found out since.</summary>
public sealed record FollowUpRequest
{
    /// <summary>True when it turns out to be serious (R16); what was serious stays so.</summary>
    /// <example>null</example>
    public bool? Serious { get; init; }

    /// <summary>What became of it; closes it.</summary>
    /// <example>Well the next morning.</example>
    [StringLength(4000, MinimumLength = 1)]
    public string? Outcome { get; init; }
}

/// <summary>An adverse event as it stands.</summary>
public sealed record AdverseEventResponse
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its version, for `If-Match`.</summary>
    public required string Etag { get; init; }

    /// <summary>The patient.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>The course.</summary>
    public required Guid? CourseId { get; init; }

    /// <summary>The visit in which it happened, if in one.</summary>
    public required Guid? AppointmentId { get; init; }

    /// <summary>Where.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Code of its kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Whether it is serious.</summary>
    public required bool Serious { get; init; }

    /// <summary>What happened.</summary>
    public required string Description { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Who entered it.</summary>
    public required string? RecordedBy { get; init; }

    /// <summary>What became of it; null while it is followed up.</summary>
    public required string? Outcome { get; init; }

    /// <summary>When that was entered.</summary>
    public required DateTimeOffset? ClosedAt { get; init; }

    internal static AdverseEventResponse Of(AdverseEvent e) => new()
    {
        Id = e.Id,
        Etag = ETags.Of(e.Version),
        PatientId = e.PatientId,
        CourseId = e.CourseId,
        AppointmentId = e.AppointmentId,
        SiteId = e.SiteId,
        Kind = e.Kind,
        Serious = e.Serious,
        Description = e.Description,
        OccurredAt = e.OccurredAt,
        RecordedBy = e.RecordedBy,
        Outcome = e.Outcome,
        ClosedAt = e.ClosedAt,
    };
}
