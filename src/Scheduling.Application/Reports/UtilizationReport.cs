using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Reports;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Reports;

/// <summary>Booked and delivered of open minutes, by device, technician and hour of day.</summary>
public sealed class UtilizationReport(SchedulingDbContext db, ReportSites sites, SiteOpenTime openTime)
{
    private const string Takings = """
        select l.resource_id, l.starts_at, l.ends_at, a.state = 'delivered' or coalesce(a.partial_counts, false)
        from allocations l join appointments a on a.clinic_id = l.clinic_id and a.id = l.appointment_id
        where l.live and l.resource_id = any($1) and l.starts_at > $2::timestamptz - interval '24 hours' and l.starts_at < $3 and l.ends_at > $2 and a.site_id = $4 and a.state = any($5)
        """;

    /// <summary>The report.</summary>
    public async Task<Report<UtilizationRow>> ReadAsync(ReportQuestion question, CancellationToken cancellationToken)
    {
        List<UtilizationRow> rows = [];
        foreach (var site in await sites.OfAsync(question, cancellationToken))
        {
            rows.AddRange(await OfSiteAsync(site, question, cancellationToken));
        }

        return new Report<UtilizationRow> { From = question.From, Until = question.Until, Rows = rows };
    }

    private async Task<IEnumerable<UtilizationRow>> OfSiteAsync(Site site, ReportQuestion question, CancellationToken cancellationToken)
    {
        var open = await openTime.OfAsync(site, question.From, question.Until, cancellationToken);
        var taken = await TakenAsync(site, open, cancellationToken);
        List<UtilizationRow> rows = [];
        Dictionary<int, TimeUse> hours = [];
        foreach (var device in open.Devices)
        {
            List<Taking> own = [.. taken[device.Id]];
            rows.Add(Row(site, UtilizationSubject.Device, device.Id, device.Name, null, Utilization.Of(device.Open, own, 1)));
            foreach (var (hour, use) in Utilization.ByHour(device.Open, own, open.Clock))
            {
                hours[hour] = hours.GetValueOrDefault(hour) + use;
            }
        }

        rows.AddRange(open.Technicians.Select(t => Row(site, UtilizationSubject.Technician, t.Id, t.Name, null, Utilization.Of(t.Open, [.. taken[t.Id]], t.Lanes))));
        rows.AddRange(hours.OrderBy(h => h.Key).Select(h => Row(site, UtilizationSubject.Hour, null, null, h.Key, h.Value)));
        return rows;
    }

    private async Task<ILookup<Guid, Taking>> TakenAsync(Site site, OpenSite open, CancellationToken cancellationToken)
    {
        var trip = new RoundTrip(db);
        var rows = trip.Ask(
            Takings,
            row => (Id: row.GetGuid(0), Range: new TimeRange(row.GetFieldValue<DateTimeOffset>(1), row.GetFieldValue<DateTimeOffset>(2)), Delivered: row.GetBoolean(3)),
            open.Devices.Concat(open.Technicians).Select(r => r.Id).ToArray(), open.Span.From.UtcDateTime, open.Span.Until.UtcDateTime, site.Id, FactsSql.StatesTakingResources);
        await trip.SendAsync(cancellationToken);
        return rows.Value.Where(r => r.Range.Overlaps(open.Span)).ToLookup(r => r.Id, r => new Taking(r.Range.Intersect(open.Span)!.Value, r.Delivered));
    }

    private static UtilizationRow Row(Site site, UtilizationSubject by, Guid? id, string? name, int? hour, TimeUse use) => new()
    {
        SiteId = site.Id,
        SiteName = site.Name,
        By = by,
        ResourceId = id,
        Name = name,
        Hour = hour,
        OpenMinutes = TimeUse.Minutes(use.Open),
        BookedMinutes = TimeUse.Minutes(use.Booked),
        DeliveredMinutes = TimeUse.Minutes(use.Delivered),
        BookedPercent = use.Percent(use.Booked),
        DeliveredPercent = use.Percent(use.Delivered),
    };
}
