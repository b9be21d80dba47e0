using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Reports;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Reports;

/// <summary>How many courses of a protocol a site could begin a week for good, what runs out first, and by what it lost time.</summary>
public sealed class CapacityReport(SchedulingDbContext db, ReportSites sites, SiteOpenTime openTime, SiteTakings takings)
{
    /// <summary>The report for a protocol's newest version at its default number of sessions.</summary>
    /// <exception cref="SchedulingException">unknown_reference.</exception>
    public async Task<Report<CapacityRow>> ReadAsync(ReportQuestion question, Guid protocolId, CancellationToken cancellationToken)
    {
        var protocol = await ProtocolAsync(db, protocolId, "?protocolId", cancellationToken);
        List<CapacityRow> rows = [];
        foreach (var site in await sites.OfAsync(question, cancellationToken))
        {
            var open = await openTime.OfAsync(site, question.From, question.Until, cancellationToken);
            var models = await ModelsAsync(protocol, cancellationToken);
            List<OpenResource> devices = [.. open.Devices.Where(d => models.Contains(d.Device.ModelId)).Select(d => d.Time)];
            var operators = open.Staff.Where(s => s.Member.Roles.Contains(protocol.OperatorRole)).Select(s => s.Time with { Open = Operable(s.Member, s.Time.Open, open, models) }).ToList();
            rows.AddRange(Needs(site, open, CourseDemand.Of(protocol), protocol, devices, operators, question.Until.DayNumber - question.From.DayNumber + 1));
            rows.AddRange(await LossesAsync(site, open, devices, [.. open.Staff.Where(s => s.Member.Roles.Contains(protocol.OperatorRole)).Select(s => s.Time)], cancellationToken));
        }

        return new Report<CapacityRow> { From = question.From, Until = question.Until, Rows = rows };
    }

    /// <summary>A protocol's newest version.</summary>
    /// <exception cref="SchedulingException">unknown_reference.</exception>
    internal static async Task<ProtocolDefinition> ProtocolAsync(SchedulingDbContext db, Guid id, string pointer, CancellationToken cancellationToken) =>
        (await (from protocol in db.Protocols.AsNoTracking()
                join version in db.PublishedVersions.AsNoTracking() on protocol.Id equals version.ProtocolId
                where protocol.Id == id && version.Number == protocol.LatestVersion
                select version).SingleOrDefaultAsync(cancellationToken))?.Definition
        ?? throw new SchedulingException(ProblemCodes.UnknownReference) { Errors = [new(pointer, "is not the id of a protocol")] };

    private static IEnumerable<CapacityRow> Needs(
        Site site, OpenSite open, CourseDemand demand, ProtocolDefinition protocol, List<OpenResource> devices, List<OpenResource> operators, int days)
    {
        List<(string Name, int Open, int PerCourse)> needs =
        [
            ("device", Minutes(devices), demand.DeviceMinutes),
            ("room", Minutes(open.Rooms), demand.RoomMinutes),
            .. demand.RoleMinutes.Select(r => (
                StoredJson.Word(r.Key),
                Minutes(r.Key == protocol.OperatorRole ? operators : open.Staff.Where(s => s.Member.Roles.Contains(r.Key)).Select(s => s.Time)),
                r.Value)),
        ];
        needs.RemoveAll(n => n.PerCourse == 0);
        var shortest = needs.MinBy(n => (decimal)n.Open / n.PerCourse).Name;
        return needs.Select(n => Row(site, CapacityMeasure.Need, n.Name, n.Open) with
        {
            MinutesPerCourse = n.PerCourse,
            StartsPerWeek = CourseDemand.StartsPerWeek(n.Open, days, n.PerCourse),
            Bottleneck = n.Name == shortest,
        });
    }

    private async Task<IEnumerable<CapacityRow>> LossesAsync(Site site, OpenSite open, List<OpenResource> devices, List<OpenResource> operators, CancellationToken cancellationToken)
    {
        var ids = devices.Select(d => (Guid?)d.Id).ToList();
        var lost = (await db.Appointments.AsNoTracking()
            .Where(a => a.SiteId == site.Id && ids.Contains(a.DeviceId) && a.StartsAt < open.Span.Until && a.EndsAt > open.Span.From
                && (a.State == AppointmentState.NoShow || (a.State == AppointmentState.CancelledByPatient && a.LateCancel)))
            .Select(a => new { a.DeviceId, a.StartsAt, a.EndsAt, a.State }).ToListAsync(cancellationToken)).ToLookup(a => (a.DeviceId!.Value, a.State), a => new TimeRange(a.StartsAt, a.EndsAt));
        var taken = await takings.OfAsync(site.Id, open.Span, devices.Select(d => d.Id), cancellationToken);
        var (missed, late) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var id in devices.Select(d => d.Id))
        {
            // A place that somebody else got was not lost, and one that was lost twice was lost once.
            var others = taken[id].Select(t => t.Range).ToList();
            var notCome = OpenTime.Without(OpenTime.Both(lost[(id, AppointmentState.NoShow)], [open.Span]), others);
            missed += OpenTime.Sum(notCome);
            late += OpenTime.Sum(OpenTime.Without(OpenTime.Both(lost[(id, AppointmentState.CancelledByPatient)], [open.Span]), [.. others, .. notCome]));
        }

        return
        [
            Row(site, CapacityMeasure.Lost, "closures", TimeUse.Minutes(OpenTime.Sum(devices.SelectMany(d => d.SiteClosed)))),
            Row(site, CapacityMeasure.Lost, "devices_down", TimeUse.Minutes(OpenTime.Sum(devices.SelectMany(d => d.Closed)))),
            Row(site, CapacityMeasure.Lost, "staff_absences", TimeUse.Minutes(operators.Aggregate(TimeSpan.Zero, (sum, o) => sum + (OpenTime.Sum(o.Closed) * o.Lanes)))),
            Row(site, CapacityMeasure.Lost, "no_shows", TimeUse.Minutes(missed)),
            Row(site, CapacityMeasure.Lost, "late_cancels", TimeUse.Minutes(late)),
        ];
    }

    // R3: a day counts only for whom may operate one of the models on it.
    private static IReadOnlyList<TimeRange> Operable(StaffMember member, IReadOnlyList<TimeRange> open, OpenSite site, IReadOnlySet<Guid> models)
    {
        if (models.Count == 0)
        {
            return open;
        }

        var facts = new StaffFacts { Id = member.Id, Roles = member.Roles, Credentials = member.Credentials };
        List<TimeRange> days = [];
        for (var date = site.Clock.DateOf(site.Span.From); date < site.Clock.DateOf(site.Span.Until); date = date.AddDays(1))
        {
            if (models.Any(m => VisitRules.MayOperate(facts, m, date)))
            {
                days.Add(site.Clock.DayBounds(date));
            }
        }

        return OpenTime.Both(open, days);
    }

    private async Task<IReadOnlySet<Guid>> ModelsAsync(ProtocolDefinition protocol, CancellationToken cancellationToken) => protocol.DeviceCapability is { } capability
        ? (await db.DeviceModels.AsNoTracking().ToListAsync(cancellationToken)).Where(m => m.Capabilities.Contains(capability)).Select(m => m.Id).ToHashSet()
        : new HashSet<Guid>();

    private static int Minutes(IEnumerable<OpenResource> resources) => TimeUse.Minutes(resources.Aggregate(TimeSpan.Zero, (sum, r) => sum + (OpenTime.Sum(r.Open) * r.Lanes)));

    private static CapacityRow Row(Site site, CapacityMeasure measure, string name, int minutes) => new()
    {
        SiteId = site.Id,
        SiteName = site.Name,
        Measure = measure,
        Name = name,
        Minutes = minutes,
        MinutesPerCourse = null,
        StartsPerWeek = null,
        Bottleneck = null,
    };
}
