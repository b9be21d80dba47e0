using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Scheduling.Application.Courses;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Application.Repairs;
using Scheduling.Application.Requests;
using Scheduling.Application.Resources;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Repairs;

namespace Scheduling.Application.Authorizations;

/// <summary>
/// What happens to an authorization, by its table of states, and what that does to the course and its visits in the same transaction: units are granted or taken back,
/// visits reserve them, tentative ones become firm, and those that end up without are tagged and a repair is proposed (R19-R22).
/// </summary>
public sealed class AuthorizationSteps(
    SchedulingDbContext db,
    ClinicContext context,
    CourseLedgers ledgers,
    RepairCauses causes,
    RepairProposals repairs,
    AuthorizationTasks tasks,
    CourseDossiers dossiers,
    IOptions<AuthorizationOptions> options,
    AuditLog audit,
    EventLog events)
{
    /// <summary>Notes what happened.</summary>
    /// <param name="id">The authorization.</param>
    /// <param name="request">What happened.</param>
    /// <param name="requireVersion">Refuses one that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, invalid_request, unknown_reference, unprocessable.</exception>
    /// <returns>The authorization, the visits to come that are left without a unit, and what to do about them.</returns>
    public async Task<(Authorization Authorization, IReadOnlyList<AffectedVisit> Affected, Repair? Repair)> ApplyAsync(Guid id, AuthorizationEventRequest request, Action<int> requireVersion, CancellationToken cancellationToken)
    {
        Check(request);
        var (authorization, course, rows) = await LockAsync(id, cancellationToken);
        requireVersion(authorization.Version);
        var next = AuthorizationTransitions.Next(authorization.State, request.Event)
            ?? throw new SchedulingException(
                ProblemCodes.WrongState,
                $"The authorization is {StoredJson.Word(authorization.State)}; what may happen to it now: {string.Join(", ", AuthorizationTransitions.Possible(authorization.State).Select(StoredJson.Word))}.");
        var today = FactsReader.ClockOf(rows.Home).DateOf(context.Now);
        if (request.On > today && request.Event != AuthorizationEvent.Terminate)
        {
            throw SchedulingException.Invalid("/on", "is in the future");
        }

        var on = request.On ?? today;
        var own = await db.AuthorizationLines.Where(l => l.AuthorizationId == id).OrderBy(l => l.Position).ToListAsync(cancellationToken);
        var (added, change) = AuthorizationLines.Apply(authorization, own, request.Event, request.Lines, on, () => Guid.CreateVersion7(context.Now));
        db.AuthorizationLines.AddRange(added);
        own.AddRange(added);
        own.ForEach(l => l.Granted += change.GetValueOrDefault(l.Id));
        authorization.State = next;
        authorization.DueOn = request.DueOn ?? options.Value.Deadlines.DueOn(next, on);
        authorization.Number = request.Number ?? authorization.Number;
        authorization.Documents = request.Documents is { } documents ? [.. authorization.Documents, .. AuthorizationBook.DocumentsOf(documents)] : authorization.Documents;
        rows = rows with
        {
            Authorizations = [.. rows.Authorizations.Where(a => a.Id != id), authorization],
            Lines = [.. rows.Lines.Where(l => l.AuthorizationId != id), .. own],
        };
        await ledgers.SettleAsync(course, rows, [.. change.Select(c => new UnitEntry { LineId = c.Key, CourseId = course.Id, Kind = UnitEntryKind.Adjust, Granted = c.Value })], cancellationToken);
        db.Entry(course).State = EntityState.Modified;
        events.Append("course.changed", "course", course.Id, course.SiteId, new { course.State, course.HoldCause });
        audit.Write(StoredJson.Word(request.Event), "authorization", id);
        events.Append("authorization.changed", "authorization", id, authorization.SiteId, new { authorization.CourseId, authorization.State, request.Event, authorization.DueOn });
        await db.SaveChangesAsync(cancellationToken);
        dossiers.Forget();
        await tasks.FollowAsync(authorization, FactsReader.ClockOf(rows.Home), cancellationToken);
        var affected = await causes.AffectedAsync(RepairCauses.Authorization, id, cancellationToken);
        await tasks.AskAsync(authorization, own, affected, cancellationToken);
        var repair = await repairs.ProposeAsync(RepairCauses.Authorization, id, affected, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return (authorization, affected, repair);
    }

    private async Task<(Authorization Authorization, Course Course, UnitRows Rows)> LockAsync(Guid id, CancellationToken cancellationToken)
    {
        var found = await db.Authorizations.AsNoTracking().Where(a => a.Id == id).Select(a => new { a.CourseId, a.SiteId }).SingleOrDefaultAsync(cancellationToken);
        if (found is null || (context.Identity.SiteIds is { } allowed && !allowed.Contains(found.SiteId)))
        {
            throw SchedulingException.NotFound();
        }

        var rows = await ledgers.LockAsync(found.CourseId, found.SiteId, cancellationToken);
        var authorization = await db.Authorizations.SingleAsync(a => a.Id == id, cancellationToken);
        return (authorization, await db.Courses.SingleAsync(c => c.Id == found.CourseId, cancellationToken), rows);
    }

    private static void Check(AuthorizationEventRequest request)
    {
        var checks = new FieldChecks();
        checks.Text(request.Number, "/number");
        AuthorizationLines.Check(checks, request.Lines ?? []);
        checks.ThrowIfAny();
    }
}
