using Scheduling.Domain.Reports;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Staffing;

namespace Scheduling.Application.Reports;

/// <summary>Booked and delivered of open minutes, by device, technician and hour of day.</summary>
public sealed class UtilizationReport(ReportSites sites, SiteOpenTime openTime, SiteTakings takings)
{
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
        var technicians = open.Staff.Where(s => s.Member.Roles.Contains(StaffRole.Technician)).ToList();
        var taken = await takings.OfAsync(site.Id, open.Span, [.. open.Devices.Select(d => d.Time.Id), .. technicians.Select(t => t.Time.Id)], cancellationToken);
        List<UtilizationRow> rows = [];
        Dictionary<int, TimeUse> hours = [];
        foreach (var device in open.Devices.Select(d => d.Time))
        {
            List<Taking> own = [.. taken[device.Id]];
            rows.Add(Row(site, UtilizationSubject.Device, device, null, Utilization.Of(device.Open, own, 1)));
            foreach (var (hour, use) in Utilization.ByHour(device.Open, own, open.Clock))
            {
                hours[hour] = hours.GetValueOrDefault(hour) + use;
            }
        }

        rows.AddRange(technicians.Select(t => Row(site, UtilizationSubject.Technician, t.Time, null, Utilization.Of(t.Time.Open, [.. taken[t.Time.Id]], t.Time.Lanes))));
        rows.AddRange(hours.OrderBy(h => h.Key).Select(h => Row(site, UtilizationSubject.Hour, null, h.Key, h.Value)));
        return rows;
    }

    private static UtilizationRow Row(Site site, UtilizationSubject by, OpenResource? resource, int? hour, TimeUse use) => new()
    {
        SiteId = site.Id,
        SiteName = site.Name,
        By = by,
        ResourceId = resource?.Id,
        Name = resource?.Name,
        Hour = hour,
        OpenMinutes = TimeUse.Minutes(use.Open),
        BookedMinutes = TimeUse.Minutes(use.Booked),
        DeliveredMinutes = TimeUse.Minutes(use.Delivered),
        BookedPercent = use.Percent(use.Booked),
        DeliveredPercent = use.Percent(use.Delivered),
    };
}
