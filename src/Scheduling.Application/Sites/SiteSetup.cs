using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Application.Repairs;
using Scheduling.Application.Requests;
using Scheduling.Application.Resources;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Sites;

/// <summary>Sites: their zone, their hours.</summary>
public sealed class SiteSetup(
    SchedulingDbContext db, ClinicContext context, ResourceLocks locks, AuditLog audit, EventLog events, RepairCauses causes, BookedUse use)
{
    /// <summary>Sites in service that the key may see, by name.</summary>
    public Task<Page<Site>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var allowed = context.Identity.SiteIds;
        return db.Sites.AsNoTracking().Where(s => s.RetiredAt == null && (allowed == null || allowed.Contains(s.Id))).ToPageAsync(s => s.Name, s => s.Id, page, cancellationToken);
    }

    /// <summary>One site, in service or not.</summary>
    /// <exception cref="SchedulingException">not_found, site_not_allowed.</exception>
    public async Task<Site> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        var site = await db.Sites.SingleOrDefaultAsync(s => s.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
        context.RequireSite(id);
        return site;
    }

    /// <summary>Makes a site.</summary>
    public async Task<Site> CreateAsync(CreateSiteRequest request, CancellationToken cancellationToken)
    {
        context.RequireAllSites();
        Check(request.Name, request.Alias, request.TimeZone, request.OpeningHours);
        var site = new Site
        {
            Id = Guid.CreateVersion7(context.Now),
            Name = request.Name,
            Alias = request.Alias ?? request.Name,
            Phone = request.Phone,
            TimeZone = request.TimeZone,
            WeekStartsOn = request.WeekStartsOn,
            OpeningHours = LocalWindow.ToDomain(request.OpeningHours ?? []),
            AppliesSmallRepairs = request.AppliesSmallRepairs,
            FacilityType = request.FacilityType,
        };
        db.Sites.Add(site);
        audit.Write("create", "site", site.Id);
        events.Append("site.created", "site", site.Id, site.Id);
        await db.SaveChangesAsync(cancellationToken);
        return site;
    }

    /// <summary>Changes a site, alone under its lock: no booking is between its check and its insert meanwhile. Affected is null when neither hours nor zone were changed.</summary>
    public async Task<(Site Site, IReadOnlyList<AffectedVisit>? Affected)> ChangeAsync(Guid id, Action<int> requireVersion, ChangeSiteRequest change, CancellationToken cancellationToken)
    {
        await locks.TakeSitesAloneAsync([id], cancellationToken);
        var site = await GetAsync(id, cancellationToken);
        requireVersion(site.Version);
        site.RequireInService(site.RetiredAt);
        Check(change.Name, change.Alias, change.TimeZone, change.OpeningHours);
        site.Name = change.Name ?? site.Name;
        site.Alias = change.Alias ?? site.Alias;
        site.Phone = change.Or(nameof(change.Phone), change.Phone, site.Phone);
        site.TimeZone = change.TimeZone ?? site.TimeZone;
        site.WeekStartsOn = change.WeekStartsOn ?? site.WeekStartsOn;
        site.OpeningHours = change.OpeningHours is { } hours ? LocalWindow.ToDomain(hours) : site.OpeningHours;
        site.AppliesSmallRepairs = change.AppliesSmallRepairs ?? site.AppliesSmallRepairs;
        site.FacilityType = change.Or(nameof(change.FacilityType), change.FacilityType, site.FacilityType);
        audit.Write("update", "site", site.Id);
        events.Append("site.changed", "site", site.Id, site.Id);
        await db.SaveChangesAsync(cancellationToken);

        var matters = change.OpeningHours is not null || change.TimeZone is not null;
        return (site, matters ? await causes.AffectedAsync(RepairCauses.SiteHours, id, cancellationToken) : null);
    }

    /// <summary>Takes a site out of service.</summary>
    /// <exception cref="SchedulingException">in_use while it has visits to come, rooms or devices.</exception>
    public async Task RetireAsync(Guid id, Action<int> requireVersion, CancellationToken cancellationToken)
    {
        await locks.TakeSitesAloneAsync([id], cancellationToken);
        var site = await GetAsync(id, cancellationToken);
        requireVersion(site.Version);
        site.RequireInService(site.RetiredAt);
        await use.RefuseWhileBookedAsync(a => a.SiteId == id, null, cancellationToken);
        if (await db.Rooms.AnyAsync(r => r.SiteId == id && r.RetiredAt == null, cancellationToken) || await db.Devices.AnyAsync(d => d.SiteId == id && d.RetiredAt == null, cancellationToken))
        {
            throw new SchedulingException(ProblemCodes.InUse, "The site still has rooms or devices in service; remove those first.");
        }

        site.RetiredAt = context.Now;
        audit.Write("delete", "site", site.Id);
        events.Append("site.retired", "site", site.Id, site.Id);
        await db.SaveChangesAsync(cancellationToken);
    }

    private static void Check(string? name, string? alias, string? timeZone, IReadOnlyList<LocalWindow>? openingHours)
    {
        var checks = new FieldChecks();
        checks.Text(name, "/name");
        checks.Text(alias, "/alias");
        checks.Check(timeZone is null || SiteClock.TryForZone(timeZone, out _), "/timeZone", "must be an IANA time zone such as America/New_York");
        LocalWindow.Check(checks, openingHours ?? [], "/openingHours");
        checks.ThrowIfAny();
    }
}
