using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Appointments;

/// <summary>What happens to a visit on its day, each step by the table of states: confirmed, checked in, started, delivered whole or in part, sent home, missed.</summary>
public sealed class DayWork(SchedulingDbContext db, ClinicContext context, BookedVisits visits, VisitBooking booking, ResourceLocks locks, EventLog events)
{
    /// <summary>The patient says that they will come. Time and place stay, so reminders and calendar files do too.</summary>
    /// <param name="id">The visit.</param>
    /// <param name="at">When, if entered late; null for now.</param>
    /// <param name="expect">Refuses a visit that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, unprocessable.</exception>
    public async Task<Appointment> ConfirmAsync(Guid id, DateTimeOffset? at, Action<Appointment> expect, CancellationToken cancellationToken)
    {
        var (visit, next) = await ReadAsync(id, AppointmentAction.Confirm, "confirmed", expect, cancellationToken);
        var moment = At(at);
        if (moment >= visit.Appointment.StartsAt)
        {
            throw at is null
                ? new SchedulingException(ProblemCodes.WrongState, "The visit has begun: check the patient in.")
                : new SchedulingException(ProblemCodes.Unprocessable, "The visit had begun then.") { Errors = [new FieldError("/at", "is not before the visit's start")] };
        }

        return await WriteAsync(visit, "confirmed", null, a => (a.State, a.ConfirmedAt) = (next, moment), cancellationToken);
    }

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
        return await WriteAsync(visit, "checked_in", null, a => (a.State, a.CheckedInAt) = (next, moment), cancellationToken);
    }

    /// <summary>Treatment begins.</summary>
    /// <param name="id">The visit.</param>
    /// <param name="at">When, if entered late; null for now.</param>
    /// <param name="expect">Refuses a visit that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, unprocessable.</exception>
    public async Task<Appointment> StartAsync(Guid id, DateTimeOffset? at, Action<Appointment> expect, CancellationToken cancellationToken)
    {
        var (visit, next) = await ReadAsync(id, AppointmentAction.Start, "started", expect, cancellationToken);
        var moment = At(at);
        RequireOwnDay(visit, moment, at, "started");
        RequireInOrder(visit, moment);
        return await WriteAsync(visit, "started", null, a => (a.State, a.StartedAt) = (next, moment), cancellationToken);
    }

    /// <summary>
    /// The treatment was given, whole or in part. A visit that nobody checked in is entered late, with the time. One broken off leaves its session owed until
    /// the prescriber counts it (<see cref="PartialVisits"/>).
    /// </summary>
    /// <param name="id">The visit.</param>
    /// <param name="at">When it was delivered; null for now, after a check-in today.</param>
    /// <param name="inPart">Whether it was broken off; only once treatment was entered as begun.</param>
    /// <param name="reason">Why it was broken off.</param>
    /// <param name="expect">Refuses a visit that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, unprocessable.</exception>
    public async Task<Appointment> DeliverAsync(Guid id, DateTimeOffset? at, bool inPart, string? reason, Action<Appointment> expect, CancellationToken cancellationToken)
    {
        var (visit, next) = await ReadAsync(
            id, inPart ? AppointmentAction.DeliverPart : AppointmentAction.Deliver, inPart ? "delivered in part: that takes a treatment entered as started" : "delivered", expect, cancellationToken);
        if (at is null && visit.Appointment.CheckedInAt is null)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "The visit was never checked in: say when it was delivered.") { Errors = [new FieldError("/at", "is required for a visit that was not checked in")] };
        }

        var moment = At(at);
        RequireOwnDay(visit, moment, at, "delivered");
        RequireInOrder(visit, moment);
        await WriteAsync(visit, inPart ? "partial" : "delivered", reason, a => (a.State, a.ClosedAt, a.CloseReason) = (next, moment, reason), cancellationToken);
        await FollowAsync(visit.Terms.Course, cancellationToken);
        return visit.Appointment;
    }

    /// <summary>The patient came and was not treated; the session is owed again and what is left of the place is free.</summary>
    /// <param name="id">The visit.</param>
    /// <param name="at">When, if entered late; null for now.</param>
    /// <param name="reason">Why.</param>
    /// <param name="expect">Refuses a visit that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, unprocessable.</exception>
    public async Task<Appointment> SendHomeAsync(Guid id, DateTimeOffset? at, string reason, Action<Appointment> expect, CancellationToken cancellationToken)
    {
        var (visit, next) = await ReadAsync(id, AppointmentAction.SendHome, "sent home", expect, cancellationToken);
        var moment = At(at);
        RequireOwnDay(visit, moment, at, "sent home");
        RequireInOrder(visit, moment);
        return await WriteAsync(visit, "sent_home", reason, a => (a.State, a.ClosedAt, a.CloseReason) = (next, moment, reason), cancellationToken);
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
        var (visit, next) = await ReadAsync(id, AppointmentAction.Miss, "a no-show", expect, cancellationToken);
        var moment = At(at);
        if (moment < visit.Appointment.StartsAt)
        {
            throw at is null
                ? new SchedulingException(ProblemCodes.WrongState, "The visit has not begun: nobody has missed it yet.")
                : new SchedulingException(ProblemCodes.Unprocessable, "The visit had not begun then.") { Errors = [new FieldError("/at", "is before the visit's start")] };
        }

        return await WriteAsync(visit, "no_show", reason, a => (a.State, a.ClosedAt, a.CloseReason) = (next, moment, reason), cancellationToken);
    }

    /// <summary>
    /// Takes the last step back. A delivery, whole or in part, leads back to its check-in and only on the day it was entered; a visit that was missed, sent home
    /// or cancelled needs its place free again, a cancelled one also time that is not over. Nothing is brought back for a course that has ended, no visit without a
    /// place for one on hold, and no delivery whose record is signed or that later treatments of the course were given after.
    /// </summary>
    /// <param name="id">The visit.</param>
    /// <param name="reason">Why.</param>
    /// <param name="expect">Refuses a visit that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, place_taken, rule_broken.</exception>
    public async Task<Appointment> UndoAsync(Guid id, string? reason, Action<Appointment> expect, CancellationToken cancellationToken)
    {
        var visit = await visits.ReadAsync(id, cancellationToken);
        expect(visit.Appointment);
        // Records are signed and other visits of the course delivered under the same locks.
        await locks.TakeForBookingAsync([visit.Appointment.SiteId], visit.Appointment.CourseId, visit.AsBooked.ResourceIds.Append(visit.Appointment.PatientId), cancellationToken);
        var (appointment, from) = (visit.Appointment, visit.Appointment.State);
        var next = AppointmentTransitions.Next(from, AppointmentAction.Undo, AppointmentPast.Of(appointment))
            ?? throw new SchedulingException(ProblemCodes.WrongState, $"The visit is {StoredJson.Word(from)}: there is nothing to take back.");
        await RequireUndoableAsync(visit, cancellationToken);
        void Apply(Appointment a)
        {
            if (visit.Terms.Course is { } course && (course.IsEnded || !from.TakesResources()))
            {
                BookingRules.RequireRuns(course, context.Now);
            }

            a.State = next;
            a.CheckedInAt = next == AppointmentState.CheckedIn ? a.CheckedInAt : null;
            (a.StartedAt, a.ClosedAt, a.CloseReason, a.LateCancel, a.PartialCounts) = (null, null, null, false, null);
            if (IsCancelled(from))
            {
                a.ScheduleVersion++;
            }
        }

        if (from.TakesResources())
        {
            await WriteAsync(visit, "undone", reason, Apply, cancellationToken);
            await FollowAsync(visit.Terms.Course, cancellationToken);
        }
        else
        {
            await booking.ReopenAsync(visit.Terms, visit.AsBooked, appointment, "undone", reason, Apply, cancellationToken);
        }

        return appointment;
    }

    private async Task<Appointment> WriteAsync(BookedVisit visit, string change, string? reason, Action<Appointment> apply, CancellationToken cancellationToken)
    {
        await booking.ChangeStateAsync(visit.Terms, visit.Appointment, change, reason, apply, cancellationToken);
        return visit.Appointment;
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

    private static void RequireInOrder(BookedVisit visit, DateTimeOffset moment)
    {
        var (here, begun) = (visit.Appointment.CheckedInAt, visit.Appointment.StartedAt);
        if (moment < begun || moment < here)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "That was before the step before it.")
            {
                Errors = [new FieldError("/at", moment < here ? "is before the check-in" : "is before the treatment began")],
            };
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

        if (appointment.State is not (AppointmentState.Delivered or AppointmentState.Partial))
        {
            return;
        }

        var entered = await db.AppointmentChanges.Where(c => c.AppointmentId == appointment.Id && c.Kind != "flagged" && c.Kind != PartialVisits.Decided).MaxAsync(c => (DateTimeOffset?)c.At, cancellationToken);
        if (entered is { } at && clock.DateOf(at) != clock.DateOf(context.Now))
        {
            throw new SchedulingException(ProblemCodes.WrongState, "It can be taken back only on the day it was entered.");
        }

        if (await db.TreatmentRecords.AnyAsync(r => r.AppointmentId == appointment.Id && r.SignedAt != null, cancellationToken))
        {
            throw new SchedulingException(ProblemCodes.WrongState, "The record of the treatment is signed: amend it.") { Rule = "R12" };
        }

        if (appointment is { CountsAsSession: true, CourseId: { } course } && await db.Appointments.AnyAsync(
            a => a.CourseId == course && a.CountsAsSession && a.StartsAt > appointment.StartsAt
                && (a.State == AppointmentState.InProgress || a.State == AppointmentState.Delivered || a.State == AppointmentState.Partial), cancellationToken))
        {
            throw new SchedulingException(ProblemCodes.WrongState, "Later treatments of the course have been given: take those back first.") { Rule = "R12" };
        }
    }

    // The course is active once a treatment was given.
    private async Task FollowAsync(Course? course, CancellationToken cancellationToken)
    {
        if (course is null)
        {
            return;
        }

        var delivered = await db.Appointments.CountAsync(a => a.CourseId == course.Id && a.CountsAsSession && (a.State == AppointmentState.Delivered || a.State == AppointmentState.Partial), cancellationToken);
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
