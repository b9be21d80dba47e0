using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Application.Repairs;
using Scheduling.Application.Requests;
using Scheduling.Application.Resources;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Sites;

/// <summary>Public holidays: days on which a site, or every site, is closed.</summary>
public sealed class HolidaySetup(SchedulingDbContext db, ClinicContext context, ResourceLocks locks, AuditLog audit, EventLog events, RepairCauses causes)
{
    /// <summary>Holidays that the key may see, by date; a site's own and those of every site.</summary>
    public Task<Page<Holiday>> ListAsync(Guid? siteId, DateOnly? from, DateOnly? until, PageRequest page, CancellationToken cancellationToken)
    {
        var allowed = context.Identity.SiteIds;
        return db.Holidays.AsNoTracking()
            .Where(h => h.SiteId == null || ((siteId == null || h.SiteId == siteId) && (allowed == null || allowed.Contains(h.SiteId.Value))))
            .Where(h => (from == null || h.Date >= from) && (until == null || h.Date < until))
            .ToPageAsync(h => h.Date, h => h.Id, page, cancellationToken);
    }

    /// <summary>One holiday.</summary>
    /// <exception cref="SchedulingException">not_found, site_not_allowed.</exception>
    public async Task<Holiday> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        var holiday = await db.Holidays.SingleOrDefaultAsync(h => h.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
        if (holiday.SiteId is { } site)
        {
            context.RequireSite(site);
        }

        return holiday;
    }

    /// <summary>Enters a holiday and flags the visits on it.</summary>
    public async Task<(Holiday Holiday, IReadOnlyList<AffectedVisit> Affected)> CreateAsync(CreateHolidayRequest request, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        checks.Text(request.Name, "/name");
        checks.Reference(request.SiteId is not { } site || await db.IsSiteInServiceAsync(site, cancellationToken), "/siteId");
        checks.ThrowIfAny();
        RequireAllowed(request.SiteId);
        var sites = await SitesAsync(request.SiteId, cancellationToken);
        await locks.TakeSitesAloneAsync(sites, cancellationToken);
        var holiday = new Holiday { Id = Guid.CreateVersion7(context.Now), SiteId = request.SiteId, Date = request.Date, Name = request.Name };
        db.Holidays.Add(holiday);
        audit.Write("create", "holiday", holiday.Id);
        events.Append("holiday.created", "holiday", holiday.Id, holiday.SiteId, new { holiday.Date });
        await db.SaveChangesAsync(cancellationToken);
        return (holiday, await causes.OnHolidayAsync(sites, holiday.Date, cancellationToken));
    }

    /// <summary>Changes a holiday; visits on the old date lose their flag, those on the new one get it. Affected is null when the date was not named.</summary>
    public async Task<(Holiday Holiday, IReadOnlyList<AffectedVisit>? Affected)> ChangeAsync(Guid id, Action<int> requireVersion, ChangeHolidayRequest change, CancellationToken cancellationToken)
    {
        var (holiday, sites) = await LockedAsync(id, requireVersion, cancellationToken);
        var checks = new FieldChecks();
        checks.Text(change.Name, "/name");
        checks.ThrowIfAny();
        var before = holiday.Date;
        holiday.Date = change.Date ?? before;
        holiday.Name = change.Name ?? holiday.Name;
        audit.Write("update", "holiday", holiday.Id);
        events.Append("holiday.changed", "holiday", holiday.Id, holiday.SiteId, new { holiday.Date });
        await db.SaveChangesAsync(cancellationToken);
        if (before != holiday.Date)
        {
            await causes.OnHolidayAsync(sites, before, cancellationToken);
        }

        return (holiday, change.Date is null ? null : await causes.OnHolidayAsync(sites, holiday.Date, cancellationToken));
    }

    /// <summary>Removes a holiday; visits on it lose their flag.</summary>
    public async Task RemoveAsync(Guid id, Action<int> requireVersion, CancellationToken cancellationToken)
    {
        var (holiday, sites) = await LockedAsync(id, requireVersion, cancellationToken);
        db.Holidays.Remove(holiday);
        audit.Write("delete", "holiday", holiday.Id);
        events.Append("holiday.deleted", "holiday", holiday.Id, holiday.SiteId, new { holiday.Date });
        await db.SaveChangesAsync(cancellationToken);
        await causes.OnHolidayAsync(sites, holiday.Date, cancellationToken);
    }

    // What it belongs to never changes, so it may be read before the lock; everything else is read under it.
    private async Task<(Holiday Holiday, List<Guid> Sites)> LockedAsync(Guid id, Action<int> requireVersion, CancellationToken cancellationToken)
    {
        var found = await db.Holidays.AsNoTracking().Where(h => h.Id == id).Select(h => new { h.SiteId }).SingleOrDefaultAsync(cancellationToken) ?? throw SchedulingException.NotFound();
        RequireAllowed(found.SiteId);
        var sites = await SitesAsync(found.SiteId, cancellationToken);
        await locks.TakeSitesAloneAsync(sites, cancellationToken);
        var holiday = await GetAsync(id, cancellationToken);
        requireVersion(holiday.Version);
        return (holiday, sites);
    }

    private void RequireAllowed(Guid? siteId)
    {
        if (siteId is { } site)
        {
            context.RequireSite(site);
        }
        else
        {
            context.RequireAllSites();
        }
    }

    private async Task<List<Guid>> SitesAsync(Guid? siteId, CancellationToken cancellationToken) =>
        siteId is { } site ? [site] : await db.AllSiteIdsAsync(cancellationToken);
}
