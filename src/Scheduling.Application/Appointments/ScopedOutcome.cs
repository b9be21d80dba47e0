using Scheduling.Application.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Appointments;

/// <summary>What a change over several visits of a course comes to.</summary>
/// <param name="Before">The visit that the change names, as it was.</param>
/// <param name="After">The same as it is, or would be.</param>
/// <param name="Visits">Every visit that changes, in order of its time afterwards.</param>
/// <param name="Unchanged">Open visits in the scope that stay.</param>
/// <param name="Conflicts">What is in the way; only of one that is looked at, since any of them refuses a real one.</param>
/// <param name="VersionBefore">The course's version before the change, which one that is taken back leaves.</param>
/// <param name="Course">The course afterwards, or as it stands where something is in the way.</param>
public sealed record ScopedOutcome(
    AppointmentResponse Before,
    AppointmentResponse After,
    IReadOnlyList<(AppointmentResponse Before, AppointmentResponse After)> Visits,
    IReadOnlyList<Guid> Unchanged,
    IReadOnlyList<Conflict> Conflicts,
    int VersionBefore,
    CourseOutlook? Course);
