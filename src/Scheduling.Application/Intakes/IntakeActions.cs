using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Application.Requests;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Intakes;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Intakes;

/// <summary>What is done to an intake, by the table of its states, but for order and course.</summary>
public sealed class IntakeActions(SchedulingDbContext db, ClinicContext context, IntakeBook book, IntakeEntry entry, VisitChanges visits)
{
    /// <summary>Corrects referral and coverage. Who pays anew has to be asked anew.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version, invalid_request, unknown_reference, wrong_state.</exception>
    public async Task<Intake> ChangeAsync(Guid id, IntakeChange change, Action<int> expect, CancellationToken cancellationToken)
    {
        var intake = await book.LockAsync(id, expect, cancellationToken);
        var checks = new FieldChecks();
        entry.Check(checks, change.Referral, change.ReceivedOn, await db.Sites.AsNoTracking().SingleAsync(s => s.Id == intake.SiteId, cancellationToken));
        await entry.CheckAsync(checks, change.Coverage, cancellationToken);
        checks.ThrowIfAny();
        (intake.Referral, intake.ReceivedOn) = (change.Referral ?? intake.Referral, change.ReceivedOn ?? intake.ReceivedOn);
        if (change.Coverage is { } coverage && coverage != intake.Coverage)
        {
            if (!intake.State.IsOpen())
            {
                throw new SchedulingException(ProblemCodes.WrongState, $"The intake is {StoredJson.Word(intake.State)}: who pays is changed on the course, or once it is open again.");
            }

            (intake.Coverage, intake.CoverageSince, intake.Benefits) = (coverage, context.Now, null);
            intake.Enter(IntakeTransitions.AsFarAs(intake), context.Now, context.Actor);
        }

        book.Note(intake, null);
        await db.SaveChangesAsync(cancellationToken);
        return intake;
    }

    /// <summary>Notes what the payer said; the last word counts.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, invalid_request.</exception>
    public async Task<Intake> CheckBenefitsAsync(Guid id, bool covered, bool authorizationRequired, string? reference, DateOnly? on, Action<int> expect, CancellationToken cancellationToken)
    {
        var intake = await book.LockAsync(id, expect, cancellationToken);
        IntakeBook.Require(intake, IntakeAction.CheckBenefits);
        var site = await db.Sites.AsNoTracking().SingleAsync(s => s.Id == intake.SiteId, cancellationToken);
        var today = FactsReader.ClockOf(site).DateOf(context.Now);
        var checks = new FieldChecks();
        checks.Text(reference, "/reference");
        checks.Check(!(on > today), "/checkedOn", "must not be in the future");
        checks.ThrowIfAny();
        intake.Benefits = new BenefitsCheck(covered, authorizationRequired, reference, on ?? today, context.Now, context.Actor);
        book.Step(intake, IntakeAction.CheckBenefits);
        await db.SaveChangesAsync(cancellationToken);
        return intake;
    }

    /// <summary>Books the consult, or links one that is in the book. From then on the intake follows the visit.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, unknown_reference, unprocessable, and whatever a booking refuses.</exception>
    public async Task<Intake> BookConsultAsync(Guid id, NewConsult asked, Action<int> expect, CancellationToken cancellationToken)
    {
        if (asked.Start is null == asked.AppointmentId is null)
        {
            throw SchedulingException.Invalid("/start", "or appointmentId is required, and only one of them");
        }

        // A booking takes its locks in its own order, so it comes first; its answer stands only if the intake is still as it was read.
        var found = await book.GetAsync(id, cancellationToken);
        expect(found.Version);
        IntakeBook.Require(found, IntakeAction.BookConsult);
        var visit = asked.AppointmentId ?? await entry.BookAsync(found.PatientId, found.SiteId, asked, cancellationToken);
        var intake = await book.LockAsync(id, expect, cancellationToken);
        if (asked.AppointmentId is not null)
        {
            await RequireLinkableAsync(intake, visit, cancellationToken);
        }

        (intake.ConsultId, intake.ConsultLostAt) = (visit, null);
        book.Step(intake, IntakeAction.BookConsult);
        await db.SaveChangesAsync(cancellationToken);
        return intake;
    }

    /// <summary>Ends the intake without a course; a consult that is still to come is cancelled, and its place is free.</summary>
    /// <param name="id">The intake.</param>
    /// <param name="action"><see cref="IntakeAction.Decline"/> or <see cref="IntakeAction.Lose"/>.</param>
    /// <param name="reason">Why, as a code.</param>
    /// <param name="byPatient">Whether the patient decided.</param>
    /// <param name="expect">Refuses an intake that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state.</exception>
    public async Task<Intake> EndAsync(Guid id, IntakeAction action, string reason, bool byPatient, Action<int> expect, CancellationToken cancellationToken)
    {
        var found = await book.GetAsync(id, cancellationToken);
        expect(found.Version);
        IntakeBook.Require(found, action);
        // Places are locked before the intake's row, so the visit goes first; its own step back is one version more.
        var follows = 0;
        if (found is { ConsultId: { } consult, ConsultLostAt: null } && await IsToComeAsync(consult, cancellationToken))
        {
            await visits.CancelAsync(consult, byPatient, "intake ended", _ => { }, cancellationToken);
            follows = 1;
        }

        var intake = await book.LockAsync(id, version => expect(version - follows), cancellationToken);
        book.Step(intake, action, reason);
        await db.SaveChangesAsync(cancellationToken);
        return intake;
    }

    /// <summary>Takes up an ended intake where the facts on file left it.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state.</exception>
    public async Task<Intake> ReopenAsync(Guid id, Action<int> expect, CancellationToken cancellationToken)
    {
        var intake = await book.LockAsync(id, expect, cancellationToken);
        book.Step(intake, IntakeAction.Reopen);
        await db.SaveChangesAsync(cancellationToken);
        return intake;
    }

    private Task<bool> IsToComeAsync(Guid visit, CancellationToken cancellationToken) => db.Appointments.AnyAsync(
        a => a.Id == visit && ((a.EndsAt > context.Now && (a.State == AppointmentState.Booked || a.State == AppointmentState.Confirmed)) || a.State == AppointmentState.NeedsNewTime), cancellationToken);

    private async Task RequireLinkableAsync(Intake intake, Guid visit, CancellationToken cancellationToken)
    {
        var appointment = await db.Appointments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == visit, cancellationToken);
        var checks = new FieldChecks();
        checks.Reference(appointment is not null, "/appointmentId");
        checks.ThrowIfAny();
        var problem = appointment!.PatientId != intake.PatientId ? "is another patient's"
            : appointment.Kind != IntakeEntry.ConsultKind || appointment.CourseId is not null ? "is no consult"
            : IntakeConsults.IsLost(appointment.State) ? "was cancelled or missed"
            : await db.Intakes.AnyAsync(i => i.ConsultId == visit && i.Id != intake.Id, cancellationToken) ? "belongs to another intake"
            : null;
        if (problem is not null)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "The visit can't be the consult of this intake.") { Errors = [new FieldError("/appointmentId", problem)] };
        }
    }
}
