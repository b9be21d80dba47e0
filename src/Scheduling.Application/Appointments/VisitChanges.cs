using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Staffing;

namespace Scheduling.Application.Appointments;

/// <summary>Moves, swaps and cancels one booked visit (R12). A refusal leaves it as it was.</summary>
public sealed class VisitChanges(
    SchedulingDbContext db, ClinicContext context, BookedVisits visits, SingleVisitBooking single, VisitChoice choice, VisitBooking booking, ChoiceAttempts attempts, IOptions<AppointmentOptions> options)
{
    /// <summary>Gives the visit another time or other resources.</summary>
    /// <param name="id">The visit.</param>
    /// <param name="move">Where to.</param>
    /// <param name="expect">Refuses a visit that is not as the caller read it; called with each load.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, unprocessable, place_taken, rule_broken.</exception>
    public Task<Appointment> MoveAsync(Guid id, VisitMove move, Action<Appointment> expect, CancellationToken cancellationToken) =>
        attempts.RunAsync(fitted => TryMoveAsync(id, move, expect, fitted, cancellationToken), cancellationToken);

    /// <summary>Puts somebody else on the visit, time and place unchanged.</summary>
    /// <param name="id">The visit.</param>
    /// <param name="role">The role; null for the operator's, or the only one.</param>
    /// <param name="staffId">Who takes it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="waiver">Rules waived (R9).</param>
    /// <param name="expect">Refuses a visit that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, unknown_reference, unprocessable, place_taken (R2), rule_broken (R3-R5).</exception>
    public async Task<Appointment> SwapAsync(Guid id, StaffRole? role, Guid staffId, string reason, BookingOverride? waiver, Action<Appointment> expect, CancellationToken cancellationToken)
    {
        var visit = await ReadAsync(id, expect, cancellationToken);
        Require(visit, AppointmentAction.Swap, "swapped");
        if (!await db.Staff.AnyAsync(s => s.Id == staffId && s.RetiredAt == null, cancellationToken))
        {
            throw new SchedulingException(ProblemCodes.UnknownReference) { Errors = [new FieldError("/staffId", "is not a staff member in service")] };
        }

        var wanted = role ?? DefaultRole(visit);
        if (!visit.Kind.Roles().Contains(wanted) && !visit.Staff.ContainsKey(wanted))
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "The visit has no such role.") { Errors = [new FieldError("/role", "is not a role of the visit")] };
        }

        if (visit.Staff.GetValueOrDefault(wanted) == staffId)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "Nothing would change.") { Errors = [new FieldError("/staffId", "has this role on the visit already")] };
        }

        // What was waived about the time still is: the time stays. What concerns the person has to be waived for this one.
        var terms = visit.Terms with { Override = ScopedMoves.StillWaived(visit.Appointment.Override, waiver), CheckPatientWindows = false };
        var staff = new Dictionary<StaffRole, Guid>(visit.Staff) { [wanted] = staffId };
        await booking.ReplaceAsync(terms, [visit.AsBooked with { Staff = staff }], [visit.Appointment], "swapped", reason, cancellationToken);
        return visit.Appointment;
    }

    /// <summary>Cancels the visit; its session is owed again (R10).</summary>
    /// <param name="id">The visit.</param>
    /// <param name="byPatient">Whether the patient cancels; under the clinic's notice it is flagged late.</param>
    /// <param name="reason">Why.</param>
    /// <param name="expect">Refuses a visit that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state.</exception>
    public async Task<Appointment> CancelAsync(Guid id, bool byPatient, string reason, Action<Appointment> expect, CancellationToken cancellationToken)
    {
        var visit = await ReadAsync(id, expect, cancellationToken);
        Require(visit, byPatient ? AppointmentAction.CancelByPatient : AppointmentAction.CancelByClinic, "cancelled");
        await booking.ChangeStateAsync(
            visit.Terms, visit.Appointment, "cancelled", reason, a => Cancellation.Apply(a, byPatient, reason, context.Now, options.Value), cancellationToken);
        return visit.Appointment;
    }

    private async Task<Appointment> TryMoveAsync(Guid id, VisitMove move, Action<Appointment> expect, Action<bool> fitted, CancellationToken cancellationToken)
    {
        var visit = await AtAsync(await ReadAsync(id, expect, cancellationToken), move.SiteId, cancellationToken);
        Require(visit, AppointmentAction.Move, "moved");
        var asked = VisitTimes.ChangeOf(move, visit.Clock, visit.Appointment.LocalDate, visit.Appointment.LocalTime);
        var start = VisitTimes.StartOf(visit, move, asked, first: true);
        context.RequireNotPast(start, asked.Pointer);
        await RequireModelAsync(visit, move.SiteId, start, cancellationToken);
        var number = await NumberAsync(visit, cancellationToken);
        await single.RequireKnownAsync(move.Resources, cancellationToken);
        var terms = visit.Terms with { Override = move.Override, CheckPatientWindows = !move.IgnorePatientWindows, RefuseOnHold = true };
        var (chosen, fits) = await choice.TryAsync(terms, visit.AsBooked with { SiteId = move.SiteId ?? visit.Appointment.SiteId, Start = start, SessionNumber = number }, move.Resources, cancellationToken);
        fitted(fits);
        if (visit.Appointment.State != AppointmentState.NeedsNewTime && chosen.SiteId == visit.Appointment.SiteId && visit.AsBooked.IsSamePlaceAs(chosen))
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "Nothing would change: the visit has this time and these resources already.");
        }

        await booking.ReplaceAsync(terms, [chosen], [visit.Appointment], "moved", move.Reason, cancellationToken);
        return visit.Appointment;
    }

    // Times are meant by the clock of the site that the visit goes to.
    private async Task<BookedVisit> AtAsync(BookedVisit visit, Guid? siteId, CancellationToken cancellationToken)
    {
        if (siteId is not { } other || other == visit.Appointment.SiteId)
        {
            return visit;
        }

        var site = await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Id == other && s.RetiredAt == null, cancellationToken)
            ?? throw new SchedulingException(ProblemCodes.UnknownReference) { Errors = [new FieldError("/siteId", "is not a site in service")] };
        context.RequireSite(other);
        return visit with { Clock = FactsReader.ClockOf(site) };
    }

    // The model is that of the date which the visit goes to.
    private async Task RequireModelAsync(BookedVisit visit, Guid? siteId, DateTimeOffset start, CancellationToken cancellationToken)
    {
        if (siteId is { } other && other != visit.Appointment.SiteId && (visit.Appointment.CountsAsSession || visit.Appointment.DeviceId is not null))
        {
            await SisterSites.RequireModelAsync(db, visit.Terms.Course, other, visit.Clock.DateOf(start), cancellationToken);
        }
    }

    private async Task<BookedVisit> ReadAsync(Guid id, Action<Appointment> expect, CancellationToken cancellationToken)
    {
        var visit = await visits.ReadAsync(id, cancellationToken);
        expect(visit.Appointment);
        return visit;
    }

    private void Require(BookedVisit visit, AppointmentAction action, string done)
    {
        var state = visit.Appointment.State;
        if (AppointmentTransitions.Next(state, action) is null)
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The visit is {StoredJson.Word(state)} and can't be {done}.");
        }

        if (visit.Appointment.EndsAt <= context.Now && state != AppointmentState.NeedsNewTime)
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The visit is over and can't be {done} (R12); enter what became of it.") { Rule = "R12" };
        }
    }

    // For the refusals to come.
    private async Task<int?> NumberAsync(BookedVisit visit, CancellationToken cancellationToken)
    {
        if (!visit.Appointment.CountsAsSession)
        {
            return null;
        }

        var ofCourse = await db.Appointments.AsNoTracking().Where(a => a.CourseId == visit.Appointment.CourseId).ToListAsync(cancellationToken);
        return SessionNumbers.Of(ofCourse).TryGetValue(visit.Appointment.Id, out var number) ? number : null;
    }

    private static StaffRole DefaultRole(BookedVisit visit)
    {
        var roles = visit.Kind.Roles().ToList();
        return visit.Terms.Protocol?.Definition.OperatorRole is { } op && roles.Contains(op) ? op
            : roles.Count == 1 ? roles[0]
            : throw SchedulingException.Invalid("/role", "is required: the visit has several roles");
    }
}
