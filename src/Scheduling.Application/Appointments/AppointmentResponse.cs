using Scheduling.Application.Courses;
using Scheduling.Domain.Appointments;

namespace Scheduling.Application.Appointments;

/// <summary>A visit.</summary>
public record AppointmentResponse
{
    /// <summary>Its id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000020</example>
    public required Guid Id { get; init; }

    /// <summary>Its version, as <c>If-Match</c> wants it.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    /// <summary>The course; null for a visit of its own.</summary>
    public required Guid? CourseId { get; init; }

    /// <summary>The patient.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>The site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>The ordinal of the treatment: delivered so far plus its place among the live ones to come; null for a visit that counts as none.</summary>
    /// <example>1</example>
    public required int? SessionNumber { get; init; }

    /// <summary>Its phase.</summary>
    /// <example>acute</example>
    public required string? Phase { get; init; }

    /// <summary>Visit kind.</summary>
    /// <example>treatment</example>
    public required string Kind { get; init; }

    /// <summary>Start, with the site's offset.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>End, exclusive, with the site's offset.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Local date of the start.</summary>
    public required DateOnly LocalDate { get; init; }

    /// <summary>Local time of the start.</summary>
    public required TimeOnly LocalTime { get; init; }

    /// <summary>The site's IANA zone.</summary>
    /// <example>America/New_York</example>
    public required string TimeZone { get; init; }

    /// <summary>State.</summary>
    public required AppointmentState State { get; init; }

    /// <summary>Firm, or tentative while an approval is waited for.</summary>
    public required Commitment Commitment { get; init; }

    /// <summary>When a tentative visit is to be decided.</summary>
    public required DateTimeOffset? DecideBy { get; init; }

    /// <summary>Staff, device and room.</summary>
    public required IReadOnlyList<VisitResource> Resources { get; init; }

    /// <summary>Rules that were waived (R9); null when none.</summary>
    public required BookingOverride? Override { get; init; }

    /// <summary>What staff must look at, such as closure, credential, unauthorized.</summary>
    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>Grows with time, place and cancellation.</summary>
    public required int ScheduleVersion { get; init; }

    /// <summary>When the patient confirmed this time and place.</summary>
    public required DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>When the patient checked in.</summary>
    public required DateTimeOffset? CheckedInAt { get; init; }

    /// <summary>When treatment began, where that was entered.</summary>
    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was delivered, missed or cancelled.</summary>
    public required DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Why it was cancelled, missed, sent home or broken off.</summary>
    public required string? CloseReason { get; init; }

    /// <summary>Whether it was cancelled by the patient at short notice.</summary>
    public required bool LateCancel { get; init; }

    /// <summary>For one delivered in part: whether the prescriber counts it as a session; null until decided.</summary>
    public required bool? PartialCounts { get; init; }
}
