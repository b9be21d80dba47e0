using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Appointments;

/// <summary>What happens to a visit on its day: check-in, delivery, no-show, and taking back what was entered by mistake.</summary>
public sealed class DayWork(SchedulingDbContext db, ClinicContext context, BookedVisits visits, VisitBooking booking, EventLog events)
{
    /// <summary>The patient is here.</summary>
    /// <param name="id">The visit.</param>
    /// <param name="at">When, if entered late; null for now.</param>
    /// <param name="expect">Refuses a visit that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, unprocessable.</exception>
    public async Task<Appointment> CheckInAsync(Guid id, DateTimeOffset? at, Action<Appointment> expect, CancellationToken cancellationToken)
    {
        var (visit, next) = await ReadAsync(id, AppointmentAction.CheckIn, "checked in", expect, cancellationToken);
        var moment = At(at);
        RequireOwnDay(visit, moment, at, "checked in");
        await booking.ChangeStateAsync(visit.Terms, visit.Appointment, "checked_in", null, a => (a.State, a.CheckedInAt) = (next, moment), cancellationToken);
        return visit.Appointment;
    }

    /// <summary>The treatment was given. A visit that nobody checked in is entered late, with the time.</summary>
    /// <param name="id">The visit.</param>
    /// <param name="at">When it was delivered; null for now, after a check-in today.</param>
    /// <param name="expect">Refuses a visit that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, unprocessable.</exception>
    public async Task<Appointment> DeliverAsync(Guid id, DateTimeOffset? at, Action<Appointment> expect, CancellationToken cancellationToken)
    {
        var (visit, next) = await ReadAsync(id, AppointmentAction.Deliver, "delivered", expect, cancellationToken);
        if (at is null && visit.Appointment.CheckedInAt is null)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "The visit was never checked in: say when it was delivered.") { Errors = [new FieldError("/at", "is required for a visit that was not checked in")] };
        }

        var moment = At(at);
        RequireOwnDay(visit, moment, at, "delivered");
        await booking.ChangeStateAsync(visit.Terms, visit.Appointment, "delivered", null, a => (a.State, a.ClosedAt) = (next, moment), cancellationToken);
        await FollowAsync(visit.Terms.Course, cancellationToken);
        return visit.Appointment;
    }

    /// <summary>The patient did not come; the session is owed again and what is left of the place is free.</summary>
    /// <param name="id">The visit.</param>
    /// <param name="at">When that was clear, if entered late; null for now.</param>
    /// <param name="reason">What is known about it.</param>
    /// <param name="expect">Refuses a visit that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, unprocessable.</exception>
    public async Task<Appointment> NoShowAsync(Guid id, DateTimeOffset? at, string? reason, Action<Appointment> expect, CancellationToken cancellationToken)
    {
        var (visit, next) = await ReadAsync(id, AppointmentAction.NoShow, "a no-show", expect, cancellationToken);
        var moment = At(at);
        if (moment < visit.Appointment.StartsAt)
        {
            throw at is null
                ? new SchedulingException(ProblemCodes.WrongState, "The visit has not begun: nobody has missed it yet.")
                : new SchedulingException(ProblemCodes.Unprocessable, "The visit had not begun then.") { Errors = [new FieldError("/at", "is before the visit's start")] };
        }

        await booking.ChangeStateAsync(visit.Terms, visit.Appointment, "no_show", reason, a => (a.State, a.ClosedAt, a.CloseReason) = (next, moment, reason), cancellationToken);
        return visit.Appointment;
    }

    /// <summary>Takes the last step back: a check-in, delivery or no-show within the day it was entered, a cancellation while the visit isn't over. A closed visit needs its place free again.</summary>
    /// <param name="id">The visit.</param>
    /// <param name="reason">Why.</param>
    /// <param name="expect">Refuses a visit that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, place_taken, rule_broken.</exception>
    public async Task<Appointment> UndoAsync(Guid id, string? reason, Action<Appointment> expect, CancellationToken cancellationToken)
    {
        var visit = await visits.ReadAsync(id, cancellationToken);
        expect(visit.Appointment);
        var (appointment, from) = (visit.Appointment, visit.Appointment.State);
        var next = AppointmentTransitions.Next(from, AppointmentAction.Undo, appointment.CheckedInAt is not null)
            ?? throw new SchedulingException(ProblemCodes.WrongState, $"The visit is {StoredJson.Word(from)}: there is nothing to take back.");
        await RequireUndoableAsync(visit, cancellationToken);
        void Apply(Appointment a)
        {
            a.State = next;
            a.CheckedInAt = next == AppointmentState.CheckedIn ? a.CheckedInAt : null;
            (a.ClosedAt, a.CloseReason, a.LateCancel) = (null, null, false);
            if (IsCancelled(from))
            {
                a.ScheduleVersion++;
            }
        }

        if (from.TakesResources())
        {
            await booking.ChangeStateAsync(visit.Terms, appointment, "undone", reason, Apply, cancellationToken);
            await FollowAsync(visit.Terms.Course, cancellationToken);
        }
        else
        {
            await booking.ReopenAsync(visit.Terms, visit.AsBooked, appointment, "undone", reason, Apply, cancellationToken);
        }

        return appointment;
    }

    private async Task<(BookedVisit Visit, AppointmentState Next)> ReadAsync(Guid id, AppointmentAction action, string done, Action<Appointment> expect, CancellationToken cancellationToken)
    {
        var visit = await visits.ReadAsync(id, cancellationToken);
        expect(visit.Appointment);
        var next = AppointmentTransitions.Next(visit.Appointment.State, action)
            ?? throw new SchedulingException(ProblemCodes.WrongState, $"The visit is {StoredJson.Word(visit.Appointment.State)} and can't be {done}.");
        return (visit, next);
    }

    private DateTimeOffset At(DateTimeOffset? at) => at > context.Now
        ? throw new SchedulingException(ProblemCodes.Unprocessable, "It has not happened yet.") { Errors = [new FieldError("/at", "is in the future")] }
        : at ?? context.Now;

    private static void RequireOwnDay(BookedVisit visit, DateTimeOffset moment, DateTimeOffset? at, string done)
    {
        if (visit.Clock.DateOf(moment) != visit.Appointment.LocalDate)
        {
            throw at is null
                ? new SchedulingException(ProblemCodes.WrongState, $"The visit is {done} on its own day; enter it late by saying when, in at.")
                : new SchedulingException(ProblemCodes.Unprocessable, "That was not on the visit's day.") { Errors = [new FieldError("/at", "is not on the visit's local date")] };
        }
    }

    private async Task RequireUndoableAsync(BookedVisit visit, CancellationToken cancellationToken)
    {
        var (appointment, clock) = (visit.Appointment, visit.Clock);
        if (IsCancelled(appointment.State))
        {
            if (appointment.EndsAt <= context.Now)
            {
                throw new SchedulingException(ProblemCodes.WrongState, "The visit would be over by now: book another.");
            }

            return;
        }

        var entered = await db.AppointmentChanges.Where(c => c.AppointmentId == appointment.Id && c.Kind != "flagged").MaxAsync(c => (DateTimeOffset?)c.At, cancellationToken);
        if (entered is { } at && clock.DateOf(at) != clock.DateOf(context.Now))
        {
            throw new SchedulingException(ProblemCodes.WrongState, "It can be taken back only on the day it was entered.");
        }
    }

    // The course is active once a session was delivered.
    private async Task FollowAsync(Course? course, CancellationToken cancellationToken)
    {
        if (course is null)
        {
            return;
        }

        var delivered = await db.Appointments.CountAsync(a => a.CourseId == course.Id && a.CountsAsSession && a.State == AppointmentState.Delivered, cancellationToken);
        var state = CourseRules.AfterDelivery(course.State, delivered);
        if (state != course.State)
        {
            course.State = state;
            events.Append("course.changed", "course", course.Id, course.SiteId, new { course.State });
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    private static bool IsCancelled(AppointmentState state) => state is AppointmentState.CancelledByPatient or AppointmentState.CancelledByClinic;
}
