using Scheduling.Application.Appointments;

namespace Scheduling.Application.Courses;

/// <summary>What making up for owed sessions changed.</summary>
/// <param name="Booked">New visits, in order of time.</param>
/// <param name="Moved">Visits as they were and as they are, in order of time.</param>
/// <param name="Cancelled">Visits given up because the course begins later.</param>
/// <param name="Outlook">The course afterwards.</param>
public sealed record MakeUpOutcome(
    IReadOnlyList<AppointmentResponse> Booked,
    IReadOnlyList<(AppointmentResponse Before, AppointmentResponse After)> Moved,
    IReadOnlyList<AppointmentResponse> Cancelled,
    CourseOutlook Outlook);
