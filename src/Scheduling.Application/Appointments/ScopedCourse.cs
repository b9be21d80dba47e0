using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;

namespace Scheduling.Application.Appointments;

/// <summary>A course, locked, with the visits that a change over several of them is about.</summary>
/// <param name="Named">The visit that the change names.</param>
/// <param name="Visits">All visits of the course, in order of time.</param>
/// <param name="Scoped">Those that change, and those that stay.</param>
/// <param name="Before">All visits as they were, by id.</param>
/// <param name="Numbers">Session numbers as they were.</param>
/// <param name="Version">The course's version as it was.</param>
public sealed record ScopedCourse(
    BookedVisit Named,
    IReadOnlyList<BookedVisit> Visits,
    ScopedVisits Scoped,
    IReadOnlyDictionary<Guid, AppointmentResponse> Before,
    IReadOnlyDictionary<Guid, int> Numbers,
    int Version)
{
    /// <summary>The course.</summary>
    public Course Course => Named.Terms.Course!;

    /// <summary>The visits that change, in order of time.</summary>
    public IReadOnlyList<BookedVisit> Changing => [.. Scoped.Changing.Select(a => Visits.Single(v => v.Appointment.Id == a.Id))];
}
