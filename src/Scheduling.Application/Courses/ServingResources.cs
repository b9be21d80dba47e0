using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;

namespace Scheduling.Application.Courses;

/// <summary>What could serve a course whose places are looked for one by one: all of it is locked first, in the order of every booking.</summary>
internal static class ServingResources
{
    /// <summary>Rooms and devices of the sites, and staff in service.</summary>
    public static Task<List<Guid>> ServingAsync(this SchedulingDbContext db, IReadOnlyList<Guid> sites, CancellationToken cancellationToken) =>
        db.Rooms.Where(r => sites.Contains(r.SiteId)).Select(r => r.Id)
            .Concat(db.Devices.Where(d => sites.Contains(d.SiteId)).Select(d => d.Id))
            .Concat(db.Staff.Where(s => s.RetiredAt == null).Select(s => s.Id))
            .ToListAsync(cancellationToken);
}
