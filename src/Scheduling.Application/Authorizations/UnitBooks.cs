using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Authorizations;

namespace Scheduling.Application.Authorizations;

/// <summary>Reads the units of several courses without their locks: for what is only proposed, and asked again under the locks once it is applied.</summary>
public sealed class UnitBooks(SchedulingDbContext db)
{
    /// <summary>What the ledger says of each course whose units are kept in it, by the course's id.</summary>
    internal async Task<IReadOnlyDictionary<Guid, UnitsNow>> OfAsync(IReadOnlyCollection<Guid> courseIds, CancellationToken cancellationToken)
    {
        var courses = (await db.Courses.AsNoTracking().Where(c => courseIds.Contains(c.Id)).ToListAsync(cancellationToken)).Where(c => c.Coverage is { HasLedger: true }).ToList();
        if (courses.Count == 0)
        {
            return new Dictionary<Guid, UnitsNow>();
        }

        var ids = courses.Select(c => c.Id).ToList();
        var authorizations = (await db.Authorizations.AsNoTracking().Where(a => ids.Contains(a.CourseId)).OrderBy(a => a.Id).ToListAsync(cancellationToken)).ToLookup(a => a.CourseId);
        var lines = (await db.AuthorizationLines.AsNoTracking().Where(l => ids.Contains(l.CourseId)).OrderBy(l => l.Id).ToListAsync(cancellationToken)).ToLookup(l => l.CourseId);
        var claims = (await db.UnitClaims.AsNoTracking().Where(c => ids.Contains(c.CourseId)).ToListAsync(cancellationToken)).ToLookup(c => c.CourseId);
        var visits = (await db.Appointments.AsNoTracking().Include(a => a.Staff).Where(a => a.CourseId != null && ids.Contains(a.CourseId.Value)).ToListAsync(cancellationToken)).ToLookup(a => a.CourseId!.Value);
        var (payerIds, versionIds, siteIds) = (authorizations.SelectMany(g => g).Select(a => a.PayerId).Distinct().ToList(), courses.Select(c => c.ProtocolVersionId).Distinct().ToList(), courses.Select(c => c.SiteId).Distinct().ToList());
        var payers = await db.Payers.AsNoTracking().Where(p => payerIds.Contains(p.Id)).ToListAsync(cancellationToken);
        var protocols = await db.ProtocolVersions.AsNoTracking().Where(v => versionIds.Contains(v.Id)).ToDictionaryAsync(v => v.Id, v => v.Definition, cancellationToken);
        var sites = await db.Sites.AsNoTracking().Where(s => siteIds.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancellationToken);
        var nobody = Array.Empty<Domain.Appointments.AppointmentStaff>().ToLookup(s => s.AppointmentId);
        return courses.ToDictionary(c => c.Id, course =>
        {
            var (protocol, rows) = (protocols[course.ProtocolVersionId], new UnitRows([.. authorizations[course.Id]], [.. lines[course.Id]], [.. claims[course.Id]], payers, sites[course.SiteId], nobody));
            var book = rows.BookOf(course, protocol.Code);
            List<UnitVisit> own = [.. visits[course.Id].Select(v => rows.VisitOf(v, protocol.BillingCodes)).Where(v => v.Needs is not null)];
            return new UnitsNow(book, own, UnitLedger.Without(book, own));
        });
    }
}
