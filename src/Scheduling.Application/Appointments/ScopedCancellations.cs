using Microsoft.Extensions.Options;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;

namespace Scheduling.Application.Appointments;

/// <summary>Cancels several visits of one course at once; their sessions are owed again (R10, R12).</summary>
public sealed class ScopedCancellations(ClinicContext context, ScopedCourses courses, VisitBooking booking, IOptions<AppointmentOptions> options)
{
    /// <summary>Cancels the visits of a scope.</summary>
    /// <param name="id">The visit named.</param>
    /// <param name="scope"><see cref="ChangeScope.Following"/> or <see cref="ChangeScope.Remaining"/>.</param>
    /// <param name="byPatient">Whether the patient cancels; what is under the clinic's notice is flagged late.</param>
    /// <param name="reason">Why.</param>
    /// <param name="expect">Refuses a course that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="Scheduling.Domain.Problems.SchedulingException">not_found, stale_version, wrong_state, unprocessable.</exception>
    public async Task<ScopedOutcome> CancelAsync(Guid id, ChangeScope scope, bool byPatient, string reason, Action<Course> expect, CancellationToken cancellationToken)
    {
        var action = byPatient ? AppointmentAction.CancelByPatient : AppointmentAction.CancelByClinic;
        var course = await courses.OpenAsync(id, scope, action, expect, cancellationToken);
        await booking.ChangeStatesAsync(
            course.Named.Terms,
            course.Scoped.Changing,
            "cancelled",
            reason,
            visit => Cancellation.Apply(visit, byPatient, reason, context.Now, options.Value),
            cancellationToken);
        return await courses.DoneAsync(course, cancellationToken);
    }
}
