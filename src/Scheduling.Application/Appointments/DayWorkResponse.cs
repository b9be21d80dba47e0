using System.Diagnostics.CodeAnalysis;
using Scheduling.Application.Courses;

namespace Scheduling.Application.Appointments;

/// <summary>A visit after a step of the day's work, and what that means for its course.</summary>
public sealed record DayWorkResponse : AppointmentResponse
{
    /// <summary>The visit with the outlook of its course.</summary>
    [SetsRequiredMembers]
    public DayWorkResponse(AppointmentResponse visit, CourseOutlook? course)
        : base(visit) => Course = course;

    /// <summary>The course as it stands now; null for a visit of its own.</summary>
    public CourseOutlook? Course { get; init; }
}
