using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Records;
using Scheduling.Domain.Screenings;
using Scheduling.Domain.Tasks;

namespace Scheduling.Application.Screenings;

/// <summary>The checklist of the day: filled in by whoever receives the patient, cleared by a nurse or prescriber where something is not fine (R18).</summary>
public sealed class DayChecklists(SchedulingDbContext db, ClinicContext context, ResourceLocks locks, QuestionnaireCatalogue catalogue, TaskBook tasks, AuditLog audit, EventLog events)
{
    /// <summary>A visit's checklist with what is asked.</summary>
    /// <exception cref="SchedulingException">not_found, site_not_allowed.</exception>
    public async Task<(Appointment Visit, Questionnaire? Asked, DayChecklist? Found)> GetAsync(Guid appointmentId, CancellationToken cancellationToken)
    {
        var (visit, asked) = await VisitAsync(appointmentId, cancellationToken);
        audit.Read("appointment", appointmentId, "checklist");
        return (visit, asked, await db.DayChecklists.SingleOrDefaultAsync(c => c.AppointmentId == appointmentId, cancellationToken));
    }

    /// <summary>Fills it in, or anew; what was cleared has to be cleared again.</summary>
    /// <exception cref="SchedulingException">not_found, site_not_allowed, invalid_request, wrong_state.</exception>
    public async Task<(Appointment Visit, Questionnaire Asked, DayChecklist Found)> FillAsync(Guid appointmentId, IReadOnlyList<CheckedItem> items, CancellationToken cancellationToken)
    {
        var (visit, asked) = await LockAsync(appointmentId, cancellationToken);
        if (asked is null)
        {
            throw new SchedulingException(ProblemCodes.WrongState, "The visit's protocol asks for no checklist.");
        }

        var clock = FactsReader.ClockOf(await db.Sites.AsNoTracking().SingleAsync(s => s.Id == visit.SiteId, cancellationToken));
        if (!visit.State.IsToCome() || clock.DateOf(context.Now) < visit.LocalDate)
        {
            throw new SchedulingException(ProblemCodes.WrongState, "The checklist is filled in on the visit's own day or entered late, before the visit is closed.");
        }

        if (QuestionnaireRules.CheckItems(asked, items) is { Count: > 0 } errors)
        {
            throw new SchedulingException(ProblemCodes.InvalidRequest, "The request is malformed: see errors.") { Errors = [.. errors.Select(e => new FieldError(e.Path, e.Message))] };
        }

        var list = await db.DayChecklists.SingleOrDefaultAsync(c => c.AppointmentId == appointmentId, cancellationToken);
        if (list is null)
        {
            list = new DayChecklist { Id = Guid.CreateVersion7(context.Now), AppointmentId = appointmentId, PatientId = visit.PatientId, Items = items };
            db.DayChecklists.Add(list);
        }

        (list.Items, list.FilledAt, list.FilledBy, list.ClearedAt, list.ClearedBy, list.ClearedReason) = (items, context.Now, context.Actor, null, null, null);
        await SaveAsync(list, visit, "fill", cancellationToken);
        var changed = items.Any(i => !i.Fine && asked.DayChecklist.Any(a => a.Code == i.Item && a.Redetermines));
        if (changed && visit.CourseId is { } course)
        {
            // A change of medication moves the threshold: it should be determined before today's dose.
            var key = $"{course}:{StoredJson.Word(ThresholdReason.MedicationChange)}:{visit.LocalDate:yyyy-MM-dd}";
            await tasks.OpenAsync([new TaskToOpen(TaskKind.ThresholdDue, key, visit.SiteId, clock.DayBounds(clock.DateOf(context.Now)).Until, visit.PatientId, course, visit.Id)], cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }

        return (visit, asked, list);
    }

    /// <summary>Lets the treatment go on although something is not fine.</summary>
    /// <exception cref="SchedulingException">not_found, site_not_allowed, stale_version, wrong_state, actor_required, actor_not_allowed.</exception>
    public async Task<(Appointment Visit, Questionnaire? Asked, DayChecklist Found)> ClearAsync(Guid appointmentId, string reason, Action<int> expect, CancellationToken cancellationToken)
    {
        var (visit, asked) = await LockAsync(appointmentId, cancellationToken);
        var list = await db.DayChecklists.SingleOrDefaultAsync(c => c.AppointmentId == appointmentId, cancellationToken) ?? throw SchedulingException.NotFound();
        expect(list.Version);
        var actor = await db.RequireClinicianAsync(context, cancellationToken);
        if (!list.Stops)
        {
            throw new SchedulingException(ProblemCodes.WrongState, "Nothing on it has to be cleared.");
        }

        (list.ClearedAt, list.ClearedBy, list.ClearedReason) = (context.Now, actor, reason);
        await SaveAsync(list, visit, "clear", cancellationToken);
        return (visit, asked, list);
    }

    private async Task<(Appointment Visit, Questionnaire? Asked)> LockAsync(Guid appointmentId, CancellationToken cancellationToken)
    {
        var patient = await db.Appointments.AsNoTracking().Where(a => a.Id == appointmentId).Select(a => (Guid?)a.PatientId).SingleOrDefaultAsync(cancellationToken) ?? throw SchedulingException.NotFound();
        await locks.TakeResourcesAsync([patient], cancellationToken);
        return await VisitAsync(appointmentId, cancellationToken);
    }

    private async Task<(Appointment Visit, Questionnaire? Asked)> VisitAsync(Guid appointmentId, CancellationToken cancellationToken)
    {
        var visit = await db.Appointments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == appointmentId, cancellationToken) ?? throw SchedulingException.NotFound();
        context.RequireSite(visit.SiteId);
        var terms = visit.ProtocolVersionId is { } version ? (await db.ProtocolVersions.AsNoTracking().SingleAsync(v => v.Id == version, cancellationToken)).Definition.Screening : null;
        var asked = terms is null ? null : (await catalogue.FindAsync(terms.Questionnaire, cancellationToken))?.Definition;
        return (visit, asked is { DayChecklist.Count: > 0 } ? asked : null);
    }

    private Task<int> SaveAsync(DayChecklist list, Appointment visit, string action, CancellationToken cancellationToken)
    {
        audit.Write(action, "day_checklist", list.Id);
        events.Append("appointment.checklist_changed", "appointment", visit.Id, visit.SiteId, new { visit.PatientId });
        return db.SaveChangesAsync(cancellationToken);
    }
}
