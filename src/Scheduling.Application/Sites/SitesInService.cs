using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;

namespace Scheduling.Application.Sites;

/// <summary>Look-ups of sites that bodies refer to.</summary>
internal static class SitesInService
{
    /// <summary>Whether the id is a site's that serves.</summary>
    public static Task<bool> IsSiteInServiceAsync(this SchedulingDbContext db, Guid id, CancellationToken cancellationToken) =>
        db.Sites.AnyAsync(s => s.Id == id && s.RetiredAt == null, cancellationToken);

    /// <summary>Ids of all sites, for what concerns the whole clinic.</summary>
    public static Task<List<Guid>> AllSiteIdsAsync(this SchedulingDbContext db, CancellationToken cancellationToken) =>
        db.Sites.Select(s => s.Id).ToListAsync(cancellationToken);
}
