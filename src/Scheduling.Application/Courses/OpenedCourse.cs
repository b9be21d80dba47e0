using Scheduling.Application.Appointments;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Courses;

/// <summary>A course, locked with everything that could serve it, on its way to be changed.</summary>
/// <param name="Course">The course, tracked.</param>
/// <param name="Terms">What its visits are booked under.</param>
/// <param name="Visits">All its visits, tracked, in order of time.</param>
/// <param name="Before">The visits as they were, by id.</param>
/// <param name="VersionBefore">The course's version as it was.</param>
/// <param name="Clock">The home site's clock.</param>
/// <param name="Today">The home site's local date.</param>
public sealed record OpenedCourse(
    Course Course, BookingTerms Terms, IReadOnlyList<Appointment> Visits, IReadOnlyDictionary<Guid, AppointmentResponse> Before, int VersionBefore, SiteClock Clock, DateOnly Today)
{
    /// <summary>The course's protocol.</summary>
    public ProtocolDefinition Protocol => Terms.Protocol!.Definition;

    /// <summary>Sessions delivered so far.</summary>
    public int Delivered => Visits.Count(v => v.CountsAsSession && v.IsDelivered);

    /// <summary>Visits that have not begun and may still change, those without a place too.</summary>
    public IReadOnlyList<Appointment> ToCome(DateTimeOffset now) => [.. Visits.Where(v => v.State.MayMove() && (v.State == AppointmentState.NeedsNewTime || v.StartsAt > now))];

    /// <summary>Sessions of a phase that are delivered, under way, or past and not closed: they don't change any more.</summary>
    public int Begun(string phase, DateTimeOffset now) => Visits.Count(v => v.CountsAsSession && v.Phase == phase && (v.IsDelivered || v.State.IsToCome()) && !(v.State.MayMove() && v.StartsAt > now));
}
