using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Application.Requests;
using Scheduling.Application.Sites;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Resources;

namespace Scheduling.Application.Resources;

/// <summary>Closures of sites, rooms, devices and staff: stored even over booked visits, which are listed and flagged (R15).</summary>
public sealed class ClosureEntry(SchedulingDbContext db, ClinicContext context, ResourceLocks locks, AuditLog audit, EventLog events, AffectedVisits affected)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(5 * 366);

    /// <summary>Closures that the key may see, by start.</summary>
    /// <param name="siteId">Of this site and of what is in it; null for all.</param>
    /// <param name="resourceId">Of this resource; null for all.</param>
    /// <param name="from">Those that end after it; null for all.</param>
    /// <param name="until">Those that start before it; null for all.</param>
    public Task<Page<Closure>> ListAsync(Guid? siteId, Guid? resourceId, DateTimeOffset? from, DateTimeOffset? until, PageRequest page, CancellationToken cancellationToken)
    {
        var allowed = context.Identity.SiteIds;
        return db.Closures.AsNoTracking()
            .Where(c => (resourceId == null || c.ResourceId == resourceId) && (from == null || c.EndsAt > from) && (until == null || c.StartsAt < until))
            .Where(c => siteId == null || c.SiteId == siteId || db.Rooms.Any(r => r.Id == c.ResourceId && r.SiteId == siteId) || db.Devices.Any(d => d.Id == c.ResourceId && d.SiteId == siteId))
            .Where(c => allowed == null || (c.SiteId != null
                ? allowed.Contains(c.SiteId.Value)
                : !db.Rooms.Any(r => r.Id == c.ResourceId && !allowed.Contains(r.SiteId)) && !db.Devices.Any(d => d.Id == c.ResourceId && !allowed.Contains(d.SiteId))))
            .ToPageAsync(c => c.StartsAt, c => c.Id, page, cancellationToken);
    }

    /// <summary>One closure.</summary>
    /// <exception cref="SchedulingException">not_found, site_not_allowed.</exception>
    public async Task<Closure> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        var closure = await db.Closures.SingleOrDefaultAsync(c => c.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
        await RequireAllowedAsync(closure.SiteId, closure.ResourceId, cancellationToken);
        return closure;
    }

    /// <summary>Enters a closure: the site alone or the resource is locked first, so no booking slips in unseen.</summary>
    public async Task<(Closure Closure, IReadOnlyList<AffectedVisit> Affected)> CreateAsync(CreateClosureRequest request, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        checks.Check(request.SiteId is null != request.ResourceId is null, "/siteId", "exactly one of siteId and resourceId must be given");
        checks.Check(request.Until is null != request.EstimatedUntil is null, "/until", "exactly one of until and estimatedUntil must be given");
        checks.Text(request.Reason, "/reason");
        var until = request.Until ?? request.EstimatedUntil ?? request.From;
        CheckRange(checks, request.From, request.Until is null && request.EstimatedUntil is null ? null : until, request.Until is null ? "/estimatedUntil" : "/until");
        checks.Reference(request.SiteId is not { } site || await db.IsSiteInServiceAsync(site, cancellationToken), "/siteId");
        checks.Reference(
            request.ResourceId is not { } resource || await db.Resources.AnyAsync(r => r.Id == resource && r.Kind != ResourceKind.Patient, cancellationToken),
            "/resourceId");
        checks.ThrowIfAny();
        await RequireAllowedAsync(request.SiteId, request.ResourceId, cancellationToken);
        await LockAsync(request.SiteId, request.ResourceId, cancellationToken);
        var closure = new Closure
        {
            Id = Guid.CreateVersion7(context.Now),
            SiteId = request.SiteId,
            ResourceId = request.ResourceId,
            StartsAt = request.From,
            EndsAt = until,
            EndIsEstimated = request.Until is null,
            Reason = request.Reason,
        };
        db.Closures.Add(closure);
        audit.Write("create", "closure", closure.Id);
        events.Append("closure.created", "closure", closure.Id, closure.SiteId, Payload(closure));
        await db.SaveChangesAsync(cancellationToken);
        return (closure, await ReviewAsync(closure, closure.StartsAt, closure.EndsAt, cancellationToken));
    }

    /// <summary>Changes a closure; visits that are no longer in it lose their flag.</summary>
    public async Task<(Closure Closure, IReadOnlyList<AffectedVisit> Affected)> ChangeAsync(Guid id, Action<int> requireVersion, ChangeClosureRequest change, CancellationToken cancellationToken)
    {
        var closure = await LockedAsync(id, requireVersion, cancellationToken);
        var (before, beforeUntil) = (closure.StartsAt, closure.EndsAt);
        var checks = new FieldChecks();
        checks.Check(change.Until is null || change.EstimatedUntil is null, "/estimatedUntil", "not together with until");
        checks.Text(change.Reason, "/reason");
        var from = change.From ?? closure.StartsAt;
        var until = change.Until ?? change.EstimatedUntil ?? closure.EndsAt;
        CheckRange(checks, from, until, change.EstimatedUntil is null ? "/until" : "/estimatedUntil");
        checks.ThrowIfAny();
        closure.EndIsEstimated = change.Until is null && (change.EstimatedUntil is not null || closure.EndIsEstimated);
        (closure.StartsAt, closure.EndsAt, closure.Reason) = (from, until, change.Reason ?? closure.Reason);
        audit.Write("update", "closure", closure.Id);
        events.Append("closure.changed", "closure", closure.Id, closure.SiteId, Payload(closure));
        await db.SaveChangesAsync(cancellationToken);
        await ReviewAsync(closure, before, beforeUntil, cancellationToken);
        return (closure, await ReviewAsync(closure, from, until, cancellationToken));
    }

    /// <summary>Removes a closure; visits in it lose their flag.</summary>
    public async Task RemoveAsync(Guid id, Action<int> requireVersion, CancellationToken cancellationToken)
    {
        var closure = await LockedAsync(id, requireVersion, cancellationToken);
        db.Closures.Remove(closure);
        audit.Write("delete", "closure", closure.Id);
        events.Append("closure.deleted", "closure", closure.Id, closure.SiteId, Payload(closure));
        await db.SaveChangesAsync(cancellationToken);
        await ReviewAsync(closure, closure.StartsAt, closure.EndsAt, cancellationToken);
    }

    private static object Payload(Closure closure) => new { closure.ResourceId, closure.StartsAt, closure.EndsAt, closure.EndIsEstimated };

    private static void CheckRange(FieldChecks checks, DateTimeOffset from, DateTimeOffset? until, string untilPointer)
    {
        checks.Check(OnGrid(from), "/from", "must be a multiple of 5 minutes");
        if (until is { } end)
        {
            checks.Check(OnGrid(end), untilPointer, "must be a multiple of 5 minutes");
            checks.Check(end > from, untilPointer, "must be after from");
            checks.Check(end - from <= Longest, untilPointer, "must be within 5 years of from");
        }
    }

    private static bool OnGrid(DateTimeOffset instant) => instant.UtcTicks % TimeSpan.FromMinutes(5).Ticks == 0;

    // What it closes never changes, so it may be read before the lock; everything else is read under it.
    private async Task<Closure> LockedAsync(Guid id, Action<int> requireVersion, CancellationToken cancellationToken)
    {
        var found = await db.Closures.AsNoTracking().Where(c => c.Id == id).Select(c => new { c.SiteId, c.ResourceId }).SingleOrDefaultAsync(cancellationToken)
            ?? throw SchedulingException.NotFound();
        await LockAsync(found.SiteId, found.ResourceId, cancellationToken);
        var closure = await GetAsync(id, cancellationToken);
        requireVersion(closure.Version);
        return closure;
    }

    private Task LockAsync(Guid? siteId, Guid? resourceId, CancellationToken cancellationToken) => siteId is { } site
        ? locks.TakeSitesAloneAsync([site], cancellationToken)
        : locks.TakeResourcesAsync([resourceId!.Value], cancellationToken);

    private async Task RequireAllowedAsync(Guid? siteId, Guid? resourceId, CancellationToken cancellationToken)
    {
        if (context.Identity.SiteIds is null)
        {
            return;
        }

        var sites = siteId is { } site
            ? [site]
            : await db.Rooms.Where(r => r.Id == resourceId).Select(r => r.SiteId)
                .Concat(db.Devices.Where(d => d.Id == resourceId).Select(d => d.SiteId))
                .ToListAsync(cancellationToken);
        foreach (var one in sites)
        {
            context.RequireSite(one);
        }
    }

    private Task<IReadOnlyList<AffectedVisit>> ReviewAsync(Closure closure, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) => closure.SiteId is { } site
        ? affected.AtSitesAsync([site], from, until, [VisitFlags.Closure], cancellationToken)
        : affected.OfResourcesAsync([closure.ResourceId!.Value], from, until, [VisitFlags.Closure], cancellationToken);
}
