using System.Text.Json;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Tasks;

namespace Scheduling.Application.Tasks;

/// <summary>
/// Opens and closes tasks for rules, in the transaction of what caused them. The unique key decides whether a task is there already, so that rules may look as
/// often and on as many machines as they like.
/// </summary>
public sealed class TaskBook(SchedulingDbContext db, ClinicContext context, EventLog events, AuditLog audit)
{
    private const string Insert =
        """
        insert into tasks (clinic_id, id, kind, role, rule, state, site_id, patient_id, course_id, appointment_id, due_at, dedupe_key, closed_by_rule, version, created_at, updated_at)
        values ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9, $10, $11, false, 1, $12, $12)
        on conflict (clinic_id, dedupe_key) do update
            set state = 'open', due_at = excluded.due_at, assignee_id = null, closed_at = null, closed_by = null, outcome = null, closed_by_rule = false,
                version = tasks.version + 1, updated_at = excluded.updated_at
            where tasks.state = 'closed' and tasks.closed_by_rule and $13
        returning id
        """;

    /// <summary>Opens one in the round trip that writes the visits it is about, at the next SaveChanges; audit and event go with it.</summary>
    public void OpenWithSave(TaskToOpen task)
    {
        var now = context.Now.UtcDateTime;
        db.WriteWithSave(trip => trip.Tell(
            $"""
            with opened as ({Insert}),
            audited as (
                insert into audit_entries (clinic_id, at, api_key_id, actor, action, object_kind, object_id, outcome) select $1, $12, $14::uuid, $15::text, 'open', 'task', id, 'done' from opened)
            insert into events (clinic_id, at, kind, subject_kind, subject_id, site_id, actor, payload) select $1, $12, 'task.opened', 'task', id, $6, $15::text, $16::jsonb from opened
            """,
            context.ClinicId, Guid.CreateVersion7(context.Now), StoredJson.Word(task.Kind), StoredJson.Word(TaskRules.RoleOf(task.Kind)), TaskRules.RuleOf(task.Kind),
            task.SiteId, task.PatientId, task.CourseId, task.AppointmentId, task.DueAt.UtcDateTime, KeyOf(task), now, TaskRules.OpensAgain(task.Kind),
            context.Identity.ApiKeyId, context.Actor, JsonSerializer.Serialize(new { kind = Told(task.Kind), task.PatientId, task.CourseId, task.AppointmentId, task.DueAt }, StoredJson.Options)));
    }

    /// <summary>Opens those that are not there yet, and again those whose cause had gone and is back. What a person closed stays closed.</summary>
    /// <returns>How many were opened.</returns>
    public async Task<int> OpenAsync(IReadOnlyList<TaskToOpen> tasks, CancellationToken cancellationToken)
    {
        var trip = new RoundTrip(db);
        var now = context.Now.UtcDateTime;
        var asked = tasks.Select(t => (Task: t, Id: trip.Ask(
            Insert,
            row => row.GetGuid(0),
            context.ClinicId, Guid.CreateVersion7(context.Now), StoredJson.Word(t.Kind), StoredJson.Word(TaskRules.RoleOf(t.Kind)), TaskRules.RuleOf(t.Kind),
            t.SiteId, t.PatientId, t.CourseId, t.AppointmentId, t.DueAt.UtcDateTime, KeyOf(t), now, TaskRules.OpensAgain(t.Kind)))).ToList();
        await trip.SendAsync(cancellationToken);
        var opened = asked.Where(a => a.Id.Value.Count > 0).Select(a => (a.Task, Id: a.Id.Value[0])).ToList();
        foreach (var (task, id) in opened)
        {
            audit.Write("open", "task", id);
            events.Append("task.opened", "task", id, task.SiteId, new { kind = Told(task.Kind), task.PatientId, task.CourseId, task.AppointmentId, task.DueAt });
        }

        return opened.Count;
    }

    /// <summary>Closes what is open about a visit, because it was done or its cause went.</summary>
    public Task CloseOfVisitAsync(TaskKind kind, Guid appointmentId, string outcome, CancellationToken cancellationToken) => CloseAsync(kind, "appointment_id = $5", appointmentId, outcome, cancellationToken);

    /// <summary>Closes what is open about a course, because it was done or its cause went.</summary>
    public Task CloseOfCourseAsync(TaskKind kind, Guid courseId, string outcome, CancellationToken cancellationToken) => CloseAsync(kind, "course_id = $5", courseId, outcome, cancellationToken);

    /// <summary>Closes what is open about a patient, because it was done or its cause went.</summary>
    public Task CloseOfPatientAsync(TaskKind kind, Guid patientId, string outcome, CancellationToken cancellationToken) => CloseAsync(kind, "patient_id = $5", patientId, outcome, cancellationToken);

    /// <summary>Closes what is open about a cause whose key begins so, because it was done or its cause went.</summary>
    public Task CloseOfCauseAsync(TaskKind kind, string keyBegins, string outcome, CancellationToken cancellationToken) =>
        CloseAsync(kind, "starts_with(dedupe_key, $5)", $"{StoredJson.Word(kind)}:{keyBegins}", outcome, cancellationToken);

    /// <summary>Closes what is open of a kind and is not among the causes that still stand.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="standing">Keys within the kind, as tasks were opened with.</param>
    /// <param name="outcome">What became of them.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task CloseOthersAsync(TaskKind kind, IEnumerable<string> standing, string outcome, CancellationToken cancellationToken) =>
        CloseAsync(kind, "not (dedupe_key = any($5))", standing.Select(k => $"{StoredJson.Word(kind)}:{k}").ToArray(), outcome, cancellationToken);

    // Events are read without clinical scopes.
    private static TaskKind? Told(TaskKind kind) => TaskRules.IsClinical(kind) ? null : kind;

    /// <summary>What makes it the same task.</summary>
    internal static string KeyOf(TaskToOpen task) => $"{StoredJson.Word(task.Kind)}:{task.Key}";

    private async Task CloseAsync(TaskKind kind, string which, object subject, string outcome, CancellationToken cancellationToken)
    {
        var trip = new RoundTrip(db);
        var closed = trip.Ask(
            $"""
            update tasks set state = 'closed', closed_at = $1, closed_by = $2, outcome = $3, closed_by_rule = true, version = version + 1, updated_at = $1
            where state = 'open' and kind = $4 and {which} returning id, site_id
            """,
            row => (Id: row.GetGuid(0), SiteId: row.GetGuid(1)),
            context.Now.UtcDateTime, context.Actor, outcome, StoredJson.Word(kind), subject);
        await trip.SendAsync(cancellationToken);
        foreach (var task in closed.Value)
        {
            audit.Write("close", "task", task.Id);
            events.Append("task.closed", "task", task.Id, task.SiteId, new { kind = Told(kind), byRule = true });
        }
    }
}
