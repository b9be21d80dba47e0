using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Reports;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Reports;

/// <summary>
/// Reads when devices, rooms and staff of a site were open. Hours, shifts and rooms are those of today: nothing keeps the ones of before. What was taken out of
/// service counts until then, which <see cref="FactsReader"/> leaves out.
/// </summary>
public sealed class SiteOpenTime(SchedulingDbContext db)
{
    /// <summary>The site for local dates [from, until], both inclusive.</summary>
    public async Task<OpenSite> OfAsync(Site site, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var clock = FactsReader.ClockOf(site);
        var span = new TimeRange(clock.DayBounds(from).From, clock.DayBounds(until).Until);
        var devices = await db.Devices.AsNoTracking().Where(d => d.SiteId == site.Id && (d.RetiredAt == null || d.RetiredAt > span.From)).ToListAsync(cancellationToken);
        var rooms = await db.Rooms.AsNoTracking().Where(r => r.SiteId == site.Id && (r.RetiredAt == null || r.RetiredAt > span.From)).ToListAsync(cancellationToken);
        var staff = (await db.Staff.AsNoTracking().Where(s => s.RetiredAt == null || s.RetiredAt > span.From).ToListAsync(cancellationToken)).Where(s => IsOf(s, site.Id)).ToList();
        var closures = await ClosuresAsync(site, span, cancellationToken);
        var holidays = await db.Holidays.AsNoTracking().Where(h => (h.SiteId == null || h.SiteId == site.Id) && h.Date >= from && h.Date <= until).Select(h => h.Date).ToListAsync(cancellationToken);
        var facts = new SiteFacts { Id = site.Id, Clock = clock, OpeningHours = site.OpeningHours, Holidays = holidays };
        var dates = Enumerable.Range(0, until.DayNumber - from.DayNumber + 1).Select(from.AddDays);
        var hours = OpenTime.Without(dates.SelectMany(d => VisitRules.OpenOn(facts, d)), After(site.RetiredAt, span));
        var off = OpenTime.Both(hours, closures[site.Id]);
        return new OpenSite(
            clock,
            span,
            [.. devices.OrderBy(d => d.Name, StringComparer.Ordinal).ThenBy(d => d.Id).Select(d => (d, Time(
                d.Id, d.Name, 1, OpenTime.Without(hours, After(d.RetiredAt, span)), d.RoomId is { } room ? closures[d.Id].Concat(closures[room]) : closures[d.Id])))],
            [.. rooms.OrderBy(r => r.Name, StringComparer.Ordinal).ThenBy(r => r.Id).Select(r => Time(r.Id, r.Name, r.Capacity, OpenTime.Without(hours, After(r.RetiredAt, span)), closures[r.Id]))],
            [.. staff.OrderBy(s => s.Name, StringComparer.Ordinal).ThenBy(s => s.Id).Select(s => (s, Time(
                s.Id, s.Name, s.Capacity, OpenTime.Without(OpenTime.Both(hours, ShiftsOf(s, site, clock, from, until)), After(s.RetiredAt, span)), closures[s.Id])))]);

        OpenResource Time(Guid id, string name, int lanes, IReadOnlyList<TimeRange> own, IEnumerable<TimeRange> closed)
        {
            var left = OpenTime.Without(own, off);
            var lost = OpenTime.Both(left, closed);
            return new OpenResource(id, name, lanes, OpenTime.Without(left, lost), lost, OpenTime.Both(own, off));
        }
    }

    private static bool IsOf(StaffMember member, Guid siteId) =>
        member.Shifts.Any(x => x.SiteId == siteId) || member.ShiftExceptions.Any(e => e.Shifts.Any(x => x.SiteId == siteId));

    private async Task<ILookup<Guid, TimeRange>> ClosuresAsync(Site site, TimeRange span, CancellationToken cancellationToken)
    {
        var found = await db.Closures.AsNoTracking().Where(c => c.StartsAt < span.Until && c.EndsAt > span.From && (c.SiteId == null || c.SiteId == site.Id)).ToListAsync(cancellationToken);
        return found.ToLookup(c => c.ResourceId ?? c.SiteId!.Value, c => new TimeRange(c.StartsAt, c.EndsAt));
    }

    private static IEnumerable<TimeRange> ShiftsOf(StaffMember member, Site site, SiteClock clock, DateOnly from, DateOnly until) =>
        ShiftCalendar.Expand(member, new Dictionary<Guid, SiteClock> { [site.Id] = clock }, from, until).Where(s => s.Mode == PresenceMode.InPerson).Select(s => s.Range);

    private static IEnumerable<TimeRange> After(DateTimeOffset? end, TimeRange span) => end < span.Until ? [new TimeRange(end.Value < span.From ? span.From : end.Value, span.Until)] : [];
}
