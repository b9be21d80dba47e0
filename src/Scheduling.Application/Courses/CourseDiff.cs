using Scheduling.Application.Appointments;
using Scheduling.Domain.Courses;

namespace Scheduling.Application.Courses;

/// <summary>What a change of a course does to it and to its visits.</summary>
/// <param name="Course">The course afterwards.</param>
/// <param name="VersionBefore">Its version before, which a change that is taken back leaves.</param>
/// <param name="Booked">New visits, in order of time.</param>
/// <param name="Moved">Visits as they were and as they are, in order of time.</param>
/// <param name="Released">Visits that lost their place and wait for a new time.</param>
/// <param name="Cancelled">Visits given up.</param>
/// <param name="Outlook">How the course stands afterwards.</param>
public sealed record CourseDiff(
    Course Course,
    int VersionBefore,
    IReadOnlyList<AppointmentResponse> Booked,
    IReadOnlyList<(AppointmentResponse Before, AppointmentResponse After)> Moved,
    IReadOnlyList<AppointmentResponse> Released,
    IReadOnlyList<AppointmentResponse> Cancelled,
    CourseOutlook Outlook)
{
    /// <summary>The visit that determines the motor threshold anew after a long gap; null where none is needed, or none is booked yet.</summary>
    public Guid? MotorThresholdVisitId { get; init; }

    /// <summary>Whether such a visit is needed first.</summary>
    public bool MotorThresholdFirst { get; init; }
}
