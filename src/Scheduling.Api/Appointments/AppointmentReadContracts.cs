using Scheduling.Application.Courses;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Staffing;

namespace Scheduling.Api.Appointments;

/// <summary>One line of an appointment's history.</summary>
public sealed record AppointmentChangeResponse
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>`booked`, `moved`, `swapped`, `cancelled`, `confirmed`, `checked_in`, `started`, `delivered`, `partial`, `partial_decided`, `sent_home`, `no_show`, `undone` or `flagged`.</summary>
    /// <example>moved</example>
    public required string Kind { get; init; }

    /// <summary>By whom, as named in Scheduling-Actor.</summary>
    /// <example>front-desk-1</example>
    public required string? Actor { get; init; }

    /// <summary>Why.</summary>
    /// <example>Patient has an exam.</example>
    public required string? Reason { get; init; }

    /// <summary>What it was; null when it was booked.</summary>
    public required AppointmentMoment? Before { get; init; }

    /// <summary>What it became.</summary>
    public required AppointmentMoment After { get; init; }
}

/// <summary>Time, place and state of a visit at some moment. A change of flags shows only those.</summary>
public sealed record AppointmentMoment
{
    /// <summary>The site.</summary>
    public Guid? SiteId { get; init; }

    /// <summary>Start.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>End, exclusive.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Local date.</summary>
    public DateOnly? LocalDate { get; init; }

    /// <summary>Local time.</summary>
    public TimeOnly? LocalTime { get; init; }

    /// <summary>State.</summary>
    public AppointmentState? State { get; init; }

    /// <summary>Device.</summary>
    public Guid? DeviceId { get; init; }

    /// <summary>Room.</summary>
    public Guid? RoomId { get; init; }

    /// <summary>People by role.</summary>
    public IReadOnlyList<MomentStaff>? Staff { get; init; }

    /// <summary>What staff had to look at.</summary>
    public IReadOnlyList<string>? Flags { get; init; }

    /// <summary>Version of time and place.</summary>
    public int? ScheduleVersion { get; init; }

    /// <summary>When the patient confirmed it.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>When the patient checked in.</summary>
    public DateTimeOffset? CheckedInAt { get; init; }

    /// <summary>When treatment began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was delivered, missed or cancelled, which may be entered later than it was.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Why it was cancelled, missed, sent home or broken off.</summary>
    public string? CloseReason { get; init; }

    /// <summary>Whether the prescriber counts what was delivered in part.</summary>
    public bool? PartialCounts { get; init; }
}

/// <summary>A person in a role.</summary>
/// <param name="Role">The role.</param>
/// <param name="StaffId">The person.</param>
public sealed record MomentStaff(StaffRole Role, Guid StaffId);

/// <summary>Other times that would do.</summary>
/// <param name="Items">Nearest first.</param>
public sealed record AppointmentOptionsResponse(IReadOnlyList<AppointmentOption> Items);

/// <summary>Another time for a visit.</summary>
public sealed record AppointmentOption
{
    /// <summary>The site: the visit's own, or from the date of a handover on the course's next home; a move there names it.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Start, with the site's offset.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>End, exclusive.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Local date of the start.</summary>
    public required DateOnly LocalDate { get; init; }

    /// <summary>Local time of the start.</summary>
    public required TimeOnly LocalTime { get; init; }

    /// <summary>Staff, device and room that would serve it.</summary>
    public required IReadOnlyList<VisitResource> Resources { get; init; }

    /// <summary>What would differ: `start`, `staff`, `device`, `room`.</summary>
    /// <example>["start"]</example>
    public required IReadOnlyList<string> Changes { get; init; }
}

/// <summary>Free starts.</summary>
/// <param name="Items">In order of time.</param>
/// <param name="More">Whether there are more in these dates than the limit shows.</param>
public sealed record AvailabilityResponse(IReadOnlyList<FreeStartResponse> Items, bool More);

/// <summary>A kind of visit that needs no protocol.</summary>
public sealed record VisitKindResponse
{
    /// <summary>Its code.</summary>
    /// <example>consult</example>
    public required string Code { get; init; }

    /// <summary>Its length in minutes.</summary>
    /// <example>60</example>
    public required int Minutes { get; init; }

    /// <summary>What it takes beside the patient.</summary>
    public required IReadOnlyList<Domain.Protocols.VisitSegment> Segments { get; init; }
}

/// <summary>The clinic's own kinds of visit.</summary>
/// <param name="Items">All of them.</param>
public sealed record VisitKindsResponse(IReadOnlyList<VisitKindResponse> Items);
