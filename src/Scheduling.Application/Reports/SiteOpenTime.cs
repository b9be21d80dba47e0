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
/// Reads when devices and technicians of a site were open. Hours, shifts and rooms are those of today: nothing keeps the ones of before. What was taken out of
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
        var staff = (await db.Staff.AsNoTracking().Where(s => s.RetiredAt == null || s.RetiredAt > span.From).ToListAsync(cancellationToken))
            .Where(s => s.Roles.Contains(StaffRole.Technician) && (s.Shifts.Any(x => x.SiteId == site.Id) || s.ShiftExceptions.Any(e => e.Shifts.Any(x => x.SiteId == site.Id))))
            .Select(s => (Member: s, Shifts: ShiftsOf(s, site, clock, from, until))).ToList();
        var closures = await ClosuresAsync(site, span, cancellationToken);
        var holidays = await db.Holidays.AsNoTracking().Where(h => (h.SiteId == null || h.SiteId == site.Id) && h.Date >= from && h.Date <= until).Select(h => h.Date).ToListAsync(cancellationToken);
        var facts = new SiteFacts { Id = site.Id, Clock = clock, OpeningHours = site.OpeningHours, Holidays = holidays };
        var dates = Enumerable.Range(0, until.DayNumber - from.DayNumber + 1).Select(from.AddDays);
        var hours = OpenTime.Without(dates.SelectMany(d => VisitRules.OpenOn(facts, d)), closures[site.Id].Concat(After(site.RetiredAt, span)));
        return new OpenSite(
            clock,
            span,
            [.. devices.OrderBy(d => d.Name, StringComparer.Ordinal).ThenBy(d => d.Id).Select(d => Open(
                d.Id, d.Name, 1, OpenTime.Without(hours, After(d.RetiredAt, span)), d.RoomId is { } room ? closures[d.Id].Concat(closures[room]) : closures[d.Id]))],
            [.. staff.OrderBy(s => s.Member.Name, StringComparer.Ordinal).ThenBy(s => s.Member.Id).Select(s => Open(
                s.Member.Id, s.Member.Name, s.Member.Capacity, OpenTime.Without(OpenTime.Both(hours, s.Shifts), After(s.Member.RetiredAt, span)), closures[s.Member.Id]))]);
    }

    private async Task<ILookup<Guid, TimeRange>> ClosuresAsync(Site site, TimeRange span, CancellationToken cancellationToken)
    {
        var found = await db.Closures.AsNoTracking().Where(c => c.StartsAt < span.Until && c.EndsAt > span.From && (c.SiteId == null || c.SiteId == site.Id)).ToListAsync(cancellationToken);
        return found.ToLookup(c => c.ResourceId ?? c.SiteId!.Value, c => new TimeRange(c.StartsAt, c.EndsAt));
    }

    private static List<TimeRange> ShiftsOf(StaffMember member, Site site, SiteClock clock, DateOnly from, DateOnly until) =>
        [.. ShiftCalendar.Expand(member, new Dictionary<Guid, SiteClock> { [site.Id] = clock }, from, until).Where(s => s.Mode == PresenceMode.InPerson).Select(s => s.Range)];

    private static OpenResource Open(Guid id, string name, int lanes, IReadOnlyList<TimeRange> hours, IEnumerable<TimeRange> closures)
    {
        var closed = OpenTime.Both(hours, closures);
        return new OpenResource(id, name, lanes, OpenTime.Without(hours, closed), closed);
    }

    private static IEnumerable<TimeRange> After(DateTimeOffset? end, TimeRange span) => end < span.Until ? [new TimeRange(end.Value < span.From ? span.From : end.Value, span.Until)] : [];
}
