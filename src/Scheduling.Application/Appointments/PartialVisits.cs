using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Appointments;

/// <summary>The question that a treatment broken off puts to the prescriber: does it count, or is it repeated? Owed until answered (R10).</summary>
public sealed class PartialVisits(SchedulingDbContext db, ClinicContext context, BookedVisits visits, VisitBooking booking)
{
    /// <summary>What the answer is called in the visit's history.</summary>
    public const string Decided = "partial_decided";

    /// <summary>Answers it; the answer may be changed as long as the session it owes isn't booked or delivered again.</summary>
    /// <param name="id">The visit.</param>
    /// <param name="counts">True when it counts as a session, false when it is repeated.</param>
    /// <param name="reason">Why.</param>
    /// <param name="expect">Refuses a visit that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, actor_required, actor_not_allowed, wrong_state.</exception>
    public async Task<Appointment> DecideAsync(Guid id, bool counts, string reason, Action<Appointment> expect, CancellationToken cancellationToken)
    {
        var visit = await visits.ReadAsync(id, cancellationToken);
        expect(visit.Appointment);
        await db.RequirePrescriberAsync(context, cancellationToken);
        if (visit.Appointment.State != AppointmentState.Partial)
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The visit is {StoredJson.Word(visit.Appointment.State)}: only one delivered in part is asked about.");
        }

        if (visit.Appointment.PartialCounts == counts)
        {
            throw new SchedulingException(ProblemCodes.WrongState, "That is decided already.");
        }

        await booking.ChangeStateAsync(visit.Terms, visit.Appointment, Decided, reason, a => a.PartialCounts = counts, cancellationToken);
        if (counts && visit.Terms.Course is { } course)
        {
            await RequireRoomAsync(course, visit.Appointment, cancellationToken);
        }

        return visit.Appointment;
    }

    // Under the course's lock: its make-up may be booked already.
    private async Task RequireRoomAsync(Course course, Appointment appointment, CancellationToken cancellationToken)
    {
        var all = await db.Appointments.AsNoTracking().Where(a => a.CourseId == course.Id).ToListAsync(cancellationToken);
        if (CourseProgress.Of(course.Targets, all).Phases.FirstOrDefault(p => p.Phase == appointment.Phase) is { } phase && phase.Delivered + phase.Booked > phase.Target)
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"Every other session of phase {phase.Phase} is delivered or booked: cancel the one that was to make up for it first.") { Rule = "R10" };
        }
    }
}
