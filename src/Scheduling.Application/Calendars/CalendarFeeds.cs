using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.PatientPages;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Calendars;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Calendars;

/// <summary>Calendars to subscribe to: of a site, a device, a member of staff (M9).</summary>
public sealed class CalendarFeeds(SchedulingDbContext db, ClinicContext context, AuditLog audit, EventLog events)
{
    private const int DaysBack = 14;
    private const int DaysAhead = 90;

    /// <summary>Makes one. The token is known this once.</summary>
    /// <exception cref="SchedulingException">invalid_request, unknown_reference, site_not_allowed.</exception>
    public async Task<(CalendarFeed Feed, string Token)> AddAsync(string name, Guid? siteId, Guid? deviceId, Guid? staffId, bool withNames, CancellationToken cancellationToken)
    {
        if (siteId is null && deviceId is null && staffId is null)
        {
            throw SchedulingException.Invalid("/siteId", "one of siteId, deviceId and staffId is required");
        }

        if (context.Identity.SiteIds is not null && siteId is null)
        {
            throw SchedulingException.Invalid("/siteId", "is required: the key is for some sites only");
        }

        Require(siteId is null || await db.Sites.AnyAsync(s => s.Id == siteId && s.RetiredAt == null, cancellationToken), "/siteId", "is not a site in service");
        Require(deviceId is null || await db.Devices.AnyAsync(d => d.Id == deviceId, cancellationToken), "/deviceId", "is not a device of the clinic");
        Require(staffId is null || await db.Staff.AnyAsync(s => s.Id == staffId, cancellationToken), "/staffId", "is not a member of staff of the clinic");
        if (siteId is { } site)
        {
            context.RequireSite(site);
        }

        var token = LinkToken.New();
        var feed = new CalendarFeed { Id = context.NextId(), Name = name, SiteId = siteId, DeviceId = deviceId, StaffId = staffId, WithNames = withNames, Hash = LinkToken.HashOf(token)! };
        db.CalendarFeeds.Add(feed);
        audit.Write("create", "calendar_feed", feed.Id);
        events.Append("calendar_feed.created", "calendar_feed", feed.Id, siteId);
        await db.SaveChangesAsync(cancellationToken);
        return (feed, token);
    }

    /// <summary>Feeds that work, newest first.</summary>
    public Task<Page<CalendarFeed>> ListAsync(PageRequest page, CancellationToken cancellationToken) =>
        Visible().AsNoTracking().Where(f => f.RevokedAt == null).ToPageAsync(f => f.CreatedAt, f => f.Id, page, cancellationToken, descending: true);

    /// <summary>Takes one back; whoever subscribed gets nothing any more.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version.</exception>
    public async Task RevokeAsync(Guid id, Action<int> expect, CancellationToken cancellationToken)
    {
        var feed = await Visible().SingleOrDefaultAsync(f => f.Id == id && f.RevokedAt == null, cancellationToken) ?? throw SchedulingException.NotFound();
        expect(feed.Version);
        feed.RevokedAt = context.Now;
        audit.Write("revoke", "calendar_feed", id);
        events.Append("calendar_feed.revoked", "calendar_feed", id, feed.SiteId);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The file of a feed: two weeks back, ninety days ahead; called-off visits of that time are in it as cancelled.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<string> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var feed = await db.CalendarFeeds.AsNoTracking().SingleOrDefaultAsync(f => f.Id == id && f.RevokedAt == null, cancellationToken) ?? throw SchedulingException.NotFound();
        var (from, until) = (context.Now.AddDays(-DaysBack), context.Now.AddDays(DaysAhead));
        var visits = await db.Appointments.AsNoTracking()
            .Where(a => a.StartsAt >= from && a.StartsAt < until && (feed.SiteId == null || a.SiteId == feed.SiteId) && (feed.DeviceId == null || a.DeviceId == feed.DeviceId)
                && (feed.StaffId == null || a.Staff.Any(s => s.StaffId == feed.StaffId)))
            .OrderBy(a => a.StartsAt).ThenBy(a => a.Id).ToListAsync(cancellationToken);
        var sites = await db.Sites.AsNoTracking().ToDictionaryAsync(s => s.Id, s => s.Name, cancellationToken);
        var rooms = await db.Rooms.AsNoTracking().ToDictionaryAsync(r => r.Id, r => r.Name, cancellationToken);
        Dictionary<Guid, string> patients = [];
        if (feed.WithNames)
        {
            var ids = visits.Select(v => v.PatientId).ToHashSet();
            patients = await db.Patients.AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => $"{p.GivenName} {p.FamilyName}", cancellationToken);
        }

        audit.Read("calendar_feed", id);
        return CalendarFile.Publish(
            visits.Select(v => new CalendarEntry(
                v, feed.WithNames ? patients[v.PatientId] : v.Kind, v.RoomId is { } room && rooms.TryGetValue(room, out var name) ? $"{sites[v.SiteId]}, {name}" : sites[v.SiteId])),
            context.Now,
            feed.Name);
    }

    private IQueryable<CalendarFeed> Visible() => context.Identity.SiteIds is { } sites ? db.CalendarFeeds.Where(f => f.SiteId != null && sites.Contains(f.SiteId.Value)) : db.CalendarFeeds;

    private static void Require(bool there, string pointer, string detail)
    {
        if (!there)
        {
            throw new SchedulingException(ProblemCodes.UnknownReference) { Errors = [new FieldError(pointer, detail)] };
        }
    }
}
