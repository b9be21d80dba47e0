using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Intakes;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Intakes;

/// <summary>
/// Reads intakes and writes their steps. Every write holds the patient's lock, as every change of a visit does, so an intake and its consult agree; no write takes
/// another place's lock behind it, but books or cancels first.
/// </summary>
public sealed class IntakeBook(SchedulingDbContext db, ClinicContext context, ResourceLocks locks, AuditLog audit, EventLog events)
{
    /// <summary>Those that the key may see, the longest in their step first.</summary>
    public Task<Page<Intake>> ListAsync(IntakeState? state, bool? open, Guid? siteId, Guid? patientId, PageRequest page, CancellationToken cancellationToken) => Visible().AsNoTracking()
        .Where(i => (state == null || i.State == state) && (siteId == null || i.SiteId == siteId) && (patientId == null || i.PatientId == patientId))
        .Where(i => open == null || open == (i.State == IntakeState.Referred || i.State == IntakeState.BenefitsChecked || i.State == IntakeState.ConsultBooked || i.State == IntakeState.Ordered))
        .ToPageAsync(i => i.StepSince, i => i.Id, page, cancellationToken);

    /// <summary>One that the key may see, not to be changed.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<Intake> GetAsync(Guid id, CancellationToken cancellationToken) =>
        await Visible().AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();

    /// <summary>One under its patient's lock, to be changed.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version.</exception>
    internal async Task<Intake> LockAsync(Guid id, Action<int> expect, CancellationToken cancellationToken)
    {
        var found = await GetAsync(id, cancellationToken);
        await locks.TakeResourcesAsync([found.PatientId], cancellationToken);
        var intake = await Visible().SingleAsync(i => i.Id == id, cancellationToken);
        expect(intake.Version);
        return intake;
    }

    /// <summary>Refuses what its state doesn't allow.</summary>
    /// <exception cref="SchedulingException">wrong_state.</exception>
    internal static void Require(Intake intake, IntakeAction action)
    {
        if (!IntakeTransitions.May(intake.State, action))
        {
            var from = string.Join(", ", IntakeTransitions.From(action).Select(s => StoredJson.Word(s)));
            throw new SchedulingException(ProblemCodes.WrongState, $"The intake is {StoredJson.Word(intake.State)}; {StoredJson.Word(action)} is possible from {from}.");
        }
    }

    /// <summary>Takes the step that the table says, the facts of the action being on the intake already, and notes it; the caller saves.</summary>
    internal void Step(Intake intake, IntakeAction action, string? reason = null)
    {
        Require(intake, action);
        intake.Enter(IntakeTransitions.Next(intake, action)!.Value, context.Now, context.Actor, reason);
        Note(intake, action);
    }

    /// <summary>Notes what was done to an intake. Ids and states only: what it is about stays out of events and audit.</summary>
    internal void Note(Intake intake, IntakeAction? action)
    {
        db.Entry(intake).State = db.Entry(intake).State == EntityState.Added ? EntityState.Added : EntityState.Modified;
        audit.Write(action is { } what ? StoredJson.Word(what) : "update", "intake", intake.Id);
        events.Append("intake.changed", "intake", intake.Id, intake.SiteId, new { intake.PatientId, intake.State, action, intake.ConsultId, intake.CourseId });
    }

    private IQueryable<Intake> Visible() => context.Identity.SiteIds is { } sites ? db.Intakes.Where(i => sites.Contains(i.SiteId)) : db.Intakes;
}
