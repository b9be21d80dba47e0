using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Reports;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Reports;

/// <summary>Reads what a site's visits take of devices and people.</summary>
public sealed class SiteTakings(SchedulingDbContext db)
{
    private const string Takings = """
        select l.resource_id, l.starts_at, l.ends_at, a.state = 'delivered' or coalesce(a.partial_counts, false)
        from allocations l join appointments a on a.clinic_id = l.clinic_id and a.id = l.appointment_id
        where l.live and l.resource_id = any($1) and l.starts_at > $2::timestamptz - interval '24 hours' and l.starts_at < $3 and l.ends_at > $2 and a.site_id = $4 and a.state = any($5)
        """;

    /// <summary>By resource, as far as it lies in the span.</summary>
    public async Task<ILookup<Guid, Taking>> OfAsync(Guid siteId, TimeRange span, IEnumerable<Guid> resources, CancellationToken cancellationToken)
    {
        var trip = new RoundTrip(db);
        var rows = trip.Ask(
            Takings,
            row => (Id: row.GetGuid(0), Range: new TimeRange(row.GetFieldValue<DateTimeOffset>(1), row.GetFieldValue<DateTimeOffset>(2)), Delivered: row.GetBoolean(3)),
            resources.ToArray(), span.From.UtcDateTime, span.Until.UtcDateTime, siteId, FactsSql.StatesTakingResources);
        await trip.SendAsync(cancellationToken);
        return rows.Value.Where(r => r.Range.Overlaps(span)).ToLookup(r => r.Id, r => new Taking(r.Range.Intersect(span)!.Value, r.Delivered));
    }
}
