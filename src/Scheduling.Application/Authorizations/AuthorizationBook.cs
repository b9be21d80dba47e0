using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Application.Requests;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Authorizations;

/// <summary>Authorizations as they are entered, shown and annotated. What happens to them is <see cref="AuthorizationSteps"/>.</summary>
public sealed class AuthorizationBook(SchedulingDbContext db, ClinicContext context, CourseLedgers ledgers, AuthorizationTasks tasks, IOptions<AuthorizationOptions> options, AuditLog audit, EventLog events)
{
    /// <summary>Those that the key may see, the newest first.</summary>
    public Task<Page<Authorization>> ListAsync(Guid? courseId, Guid? patientId, Guid? payerId, AuthorizationState? state, DateOnly? dueBy, PageRequest page, CancellationToken cancellationToken) => Visible().AsNoTracking()
        .Where(a => (courseId == null || a.CourseId == courseId) && (patientId == null || a.PatientId == patientId) && (payerId == null || a.PayerId == payerId))
        .Where(a => (state == null || a.State == state) && (dueBy == null || a.DueOn <= dueBy))
        .ToPageAsync(a => a.CreatedAt, a => a.Id, page, cancellationToken, descending: true);

    /// <summary>One that the key may see.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<Authorization> GetAsync(Guid id, CancellationToken cancellationToken) =>
        await Visible().SingleOrDefaultAsync(a => a.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();

    /// <summary>Authorizations as callers see them, in the order given.</summary>
    public async Task<IReadOnlyList<AuthorizationResponse>> DescribeAsync(IReadOnlyList<Authorization> authorizations, CancellationToken cancellationToken)
    {
        var ids = authorizations.Select(a => a.Id).ToList();
        var siteIds = authorizations.Select(a => a.SiteId).Distinct().ToList();
        var lines = (await db.AuthorizationLines.AsNoTracking().Where(l => ids.Contains(l.AuthorizationId)).OrderBy(l => l.Position).ToListAsync(cancellationToken)).ToLookup(l => l.AuthorizationId);
        var today = await db.Sites.AsNoTracking().Where(s => siteIds.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => FactsReader.ClockOf(s).DateOf(context.Now), cancellationToken);
        return [.. authorizations.Select(a => AuthorizationResponse.Of(a, [.. lines[a.Id]], today[a.SiteId], options.Value.Marks))];
    }

    /// <summary>The ledger of an authorization, in order.</summary>
    public Task<Page<UnitEntry>> LedgerAsync(Guid id, PageRequest page, CancellationToken cancellationToken)
    {
        var lines = db.AuthorizationLines.Where(l => l.AuthorizationId == id).Select(l => l.Id);
        return db.UnitEntries.AsNoTracking().Where(e => lines.Contains(e.LineId)).ToPageAsync(e => e.Ordinal, e => e.Id, page, cancellationToken);
    }

    /// <summary>Enters a draft. A course that had no coverage, or none with dates or units, waits for this from now on; another keeps its coverage until something is granted.</summary>
    /// <exception cref="SchedulingException">invalid_request, unknown_reference, site_not_allowed, wrong_state.</exception>
    public async Task<Authorization> CreateAsync(CreateAuthorizationRequest request, CancellationToken cancellationToken)
    {
        var found = await db.Courses.AsNoTracking().SingleOrDefaultAsync(c => c.Id == request.CourseId, cancellationToken);
        await CheckAsync(request, found is not null, cancellationToken);
        context.RequireSite(found!.SiteId);
        var rows = await ledgers.LockAsync(found.Id, found.SiteId, cancellationToken);
        var course = await db.Courses.SingleAsync(c => c.Id == found.Id, cancellationToken);
        if (course.State is CourseState.Completed or CourseState.Discontinued)
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The course is {StoredJson.Word(course.State)}.");
        }

        var authorization = new Authorization
        {
            ClinicId = context.ClinicId,
            Id = Guid.CreateVersion7(context.Now),
            CourseId = course.Id,
            PatientId = course.PatientId,
            SiteId = course.SiteId,
            PayerId = request.PayerId,
            Number = request.Number,
            OrderingProviderId = request.OrderingProviderId,
            RenderingProviderId = request.RenderingProviderId,
            SiteIds = [.. request.SiteIds.Distinct()],
            Documents = DocumentsOf(request.Documents),
            DecideBy = request.DecideBy,
            OnExpiry = request.OnExpiry,
        };
        db.Authorizations.Add(authorization);
        List<AuthorizationLine> lines = [.. request.Lines.Select((l, i) => AuthorizationLines.New(authorization, l, i + 1, Guid.CreateVersion7(context.Now)))];
        db.AuthorizationLines.AddRange(lines);
        if (course.Coverage is not { Authorized: not null } and not { WindowUntil: not null } and not { Units: not null })
        {
            course.Coverage = CoverageSummary.Of(course.Coverage, [authorization], []);
            events.Append("course.changed", "course", course.Id, course.SiteId, new { course.State });
        }

        // Visits that wait, wait for this one too.
        await ledgers.SettleAsync(course, rows with { Authorizations = [.. rows.Authorizations, authorization], Lines = [.. rows.Lines, .. lines] }, [], cancellationToken);
        audit.Write("create", "authorization", authorization.Id);
        events.Append("authorization.created", "authorization", authorization.Id, authorization.SiteId, new { authorization.CourseId, authorization.PatientId, authorization.PayerId });
        await db.SaveChangesAsync(cancellationToken);
        return authorization;
    }

    /// <summary>Changes what is noted about it; the course's visits and tasks follow its dates and sites.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version, unknown_reference.</exception>
    public async Task<Authorization> ChangeAsync(Guid id, Action<int> requireVersion, ChangeAuthorizationRequest change, CancellationToken cancellationToken)
    {
        var found = await Visible().AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
        requireVersion(found.Version);
        var checks = new FieldChecks();
        checks.Text(change.Number, "/number");
        checks.Reference(await IsStaffAsync(change.OrderingProviderId, cancellationToken), "/orderingProviderId");
        checks.Reference(await IsStaffAsync(change.RenderingProviderId, cancellationToken), "/renderingProviderId");
        await CheckSitesAsync(checks, change.SiteIds ?? [], cancellationToken);
        checks.ThrowIfAny();
        var rows = await ledgers.LockAsync(found.CourseId, found.SiteId, cancellationToken);
        var authorization = await db.Authorizations.SingleAsync(a => a.Id == id, cancellationToken);
        requireVersion(authorization.Version);
        authorization.Number = change.Or(nameof(change.Number), change.Number, authorization.Number);
        authorization.OrderingProviderId = change.Or(nameof(change.OrderingProviderId), change.OrderingProviderId, authorization.OrderingProviderId);
        authorization.RenderingProviderId = change.Or(nameof(change.RenderingProviderId), change.RenderingProviderId, authorization.RenderingProviderId);
        authorization.SiteIds = change.SiteIds is { } sites ? [.. sites.Distinct()] : authorization.SiteIds;
        authorization.DueOn = change.Or(nameof(change.DueOn), change.DueOn, authorization.DueOn);
        authorization.DecideBy = change.Or(nameof(change.DecideBy), change.DecideBy, authorization.DecideBy);
        authorization.OnExpiry = change.OnExpiry ?? authorization.OnExpiry;
        authorization.Documents = change.Documents is { } documents ? DocumentsOf(documents) : authorization.Documents;
        var course = await db.Courses.SingleAsync(c => c.Id == authorization.CourseId, cancellationToken);
        await ledgers.SettleAsync(course, rows with { Authorizations = [.. rows.Authorizations.Where(a => a.Id != id), authorization] }, [], cancellationToken);
        audit.Write("update", "authorization", id);
        events.Append("authorization.changed", "authorization", id, authorization.SiteId, new { authorization.CourseId, authorization.State, authorization.DueOn });
        await db.SaveChangesAsync(cancellationToken);
        if (change.Or(nameof(change.DueOn), true, false))
        {
            await tasks.FollowAsync(authorization, FactsReader.ClockOf(rows.Home), cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }

        return authorization;
    }

    internal static List<AuthorizationDocument> DocumentsOf(IReadOnlyList<AuthorizationDocumentContract> documents) => [.. documents.Select(d => new AuthorizationDocument(d.System, d.Id, d.Kind))];

    private async Task CheckAsync(CreateAuthorizationRequest request, bool courseKnown, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        checks.Text(request.Number, "/number");
        AuthorizationLines.Check(checks, request.Lines);
        for (var i = 0; i < request.Lines.Count; i++)
        {
            checks.Check(request.Lines[i].LineId is null, FieldChecks.At("/lines", i, "lineId"), "does not go with a new authorization");
        }

        checks.Reference(courseKnown, "/courseId");
        checks.Reference(await db.Payers.AnyAsync(p => p.Id == request.PayerId, cancellationToken), "/payerId");
        checks.Reference(await IsStaffAsync(request.OrderingProviderId, cancellationToken), "/orderingProviderId");
        checks.Reference(await IsStaffAsync(request.RenderingProviderId, cancellationToken), "/renderingProviderId");
        await CheckSitesAsync(checks, request.SiteIds, cancellationToken);
        checks.ThrowIfAny();
    }

    private async Task CheckSitesAsync(FieldChecks checks, IReadOnlyList<Guid> siteIds, CancellationToken cancellationToken)
    {
        var sites = await db.Sites.AsNoTracking().Where(s => siteIds.Contains(s.Id)).Select(s => s.Id).ToListAsync(cancellationToken);
        for (var i = 0; i < siteIds.Count; i++)
        {
            checks.Reference(sites.Contains(siteIds[i]), FieldChecks.At("/siteIds", i));
        }
    }

    private async Task<bool> IsStaffAsync(Guid? id, CancellationToken cancellationToken) => id is not { } person || await db.Staff.AnyAsync(s => s.Id == person, cancellationToken);

    private IQueryable<Authorization> Visible() => context.Identity.SiteIds is { } sites ? db.Authorizations.Where(a => sites.Contains(a.SiteId)) : db.Authorizations;
}
