using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Tasks;

namespace Scheduling.Application.Tasks;

/// <summary>Tasks as people see them: listed, taken, closed.</summary>
public sealed class StaffTasks(SchedulingDbContext db, ClinicContext context, AuditLog audit, EventLog events)
{
    private static readonly TaskKind[] ClinicalKinds = [.. Enum.GetValues<TaskKind>().Where(TaskRules.IsClinical)];

    /// <summary>Those that the key may see, by when they are due.</summary>
    public async Task<Page<StaffTask>> ListAsync(TaskFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var query = Visible().AsNoTracking();
        query = filter.SiteId is { } site ? query.Where(t => t.SiteId == site) : query;
        query = filter.Role is { } role ? query.Where(t => t.Role == role) : query;
        query = filter.Kind is { } kind ? query.Where(t => t.Kind == kind) : query;
        query = filter.State is { } state ? query.Where(t => t.State == state) : query;
        query = filter.DueBefore is { } before ? query.Where(t => t.DueAt < before) : query;
        query = filter.AssigneeId is { } assignee ? query.Where(t => t.AssigneeId == assignee) : query;
        query = filter.PatientId is { } patient ? query.Where(t => t.PatientId == patient) : query;
        query = filter.CourseId is { } course ? query.Where(t => t.CourseId == course) : query;
        var found = await query.ToPageAsync(t => t.DueAt, t => t.Id, page, cancellationToken);
        audit.Read("task", null, "search");
        return found;
    }

    /// <summary>One that the key may see.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<StaffTask> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        var task = await Visible().SingleOrDefaultAsync(t => t.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
        audit.Read("task", id);
        return task;
    }

    /// <summary>Gives the task to somebody, or to nobody.</summary>
    /// <param name="id">The task.</param>
    /// <param name="assigneeId">A member of staff who may do it; null takes it back.</param>
    /// <param name="expect">Refuses a task that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, unknown_reference, unprocessable.</exception>
    public async Task<StaffTask> AssignAsync(Guid id, Guid? assigneeId, Action<int> expect, CancellationToken cancellationToken)
    {
        var task = await OpenAsync(id, expect, cancellationToken);
        if (assigneeId is { } person)
        {
            var member = await db.Staff.AsNoTracking().SingleOrDefaultAsync(s => s.Id == person && s.RetiredAt == null, cancellationToken)
                ?? throw new SchedulingException(ProblemCodes.UnknownReference) { Errors = [new FieldError("/assigneeId", "is not a staff member in service")] };
            if (!TaskRules.MayTake(task.Role, member.Roles))
            {
                throw new SchedulingException(ProblemCodes.Unprocessable, $"The task is for a {StoredJson.Word(task.Role)}.") { Errors = [new FieldError("/assigneeId", "does not have the role of the task")] };
            }
        }

        task.AssigneeId = assigneeId;
        audit.Write("assign", "task", id);
        events.Append("task.assigned", "task", id, task.SiteId, new { kind = Told(task), task.AssigneeId });
        await db.SaveChangesAsync(cancellationToken);
        return task;
    }

    /// <summary>Closes the task with what came of it. One that a call does is closed by that call.</summary>
    /// <param name="id">The task.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="expect">Refuses a task that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, actor_required, actor_not_allowed.</exception>
    public async Task<StaffTask> CloseAsync(Guid id, string outcome, Action<int> expect, CancellationToken cancellationToken)
    {
        var task = await OpenAsync(id, expect, cancellationToken);
        var actor = context.RequireActor();
        if (TaskRules.DoneBy(task.Kind) is { } call)
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The task is done by {call}, which closes it.");
        }

        // Another vendor's user is that vendor's to know.
        if (Guid.TryParse(actor, out var person) && await db.Staff.AsNoTracking().SingleOrDefaultAsync(s => s.Id == person, cancellationToken) is { } member && !TaskRules.MayTake(task.Role, member.Roles))
        {
            throw new SchedulingException(ProblemCodes.ActorNotAllowed);
        }

        (task.State, task.ClosedAt, task.ClosedBy, task.Outcome, task.ClosedByRule) = (TaskState.Closed, context.Now, actor, outcome, false);
        audit.Write("close", "task", id);
        events.Append("task.closed", "task", id, task.SiteId, new { kind = Told(task), byRule = false });
        await db.SaveChangesAsync(cancellationToken);
        return task;
    }

    private async Task<StaffTask> OpenAsync(Guid id, Action<int> expect, CancellationToken cancellationToken)
    {
        var task = await Visible().SingleOrDefaultAsync(t => t.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
        expect(task.Version);
        return task.State == TaskState.Open ? task : throw new SchedulingException(ProblemCodes.WrongState, "The task is closed.");
    }

    // Events are read without clinical scopes.
    private static TaskKind? Told(StaffTask task) => TaskRules.IsClinical(task.Kind) ? null : task.Kind;

    private IQueryable<StaffTask> Visible()
    {
        var ofSites = context.Identity.SiteIds is { } sites ? db.Tasks.Where(t => sites.Contains(t.SiteId)) : db.Tasks;
        return context.Identity.Scopes.Contains(Scopes.ClinicalRead) ? ofSites : ofSites.Where(t => !ClinicalKinds.Contains(t.Kind));
    }
}
