using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;

namespace Scheduling.Application.Reports;

/// <summary>The burn-down of authorizations, line by line.</summary>
public sealed class AuthorizationReport(SchedulingDbContext db, ReportSites sites)
{
    /// <summary>Lines whose windows share a day with the period; one without a date on a side is open there.</summary>
    public async Task<Report<AuthorizationReportRow>> ReadAsync(ReportQuestion question, CancellationToken cancellationToken)
    {
        var seen = (await sites.OfAsync(question, cancellationToken)).ToDictionary(s => s.Id, s => s.Name);
        var ids = seen.Keys.ToList();
        var found = await (
            from line in db.AuthorizationLines.AsNoTracking()
            join authorization in db.Authorizations.AsNoTracking() on line.AuthorizationId equals authorization.Id
            join payer in db.Payers.AsNoTracking() on authorization.PayerId equals payer.Id
            where ids.Contains(authorization.SiteId)
                && (line.WindowFrom == null || line.WindowFrom <= question.Until) && (line.WindowUntil == null || line.WindowUntil >= question.From)
            select new { Line = line, Authorization = authorization, Payer = payer.Name }).ToListAsync(cancellationToken);
        var lineIds = found.Select(f => f.Line.Id).ToArray();
        var consumed = await db.UnitEntries.AsNoTracking()
            .Where(e => lineIds.Contains(e.LineId) && e.ServiceOn >= question.From && e.ServiceOn <= question.Until)
            .GroupBy(e => e.LineId).Select(g => new { g.Key, Units = g.Sum(e => e.Consumed) }).ToDictionaryAsync(g => g.Key, g => g.Units, cancellationToken);
        var last = await db.UnitClaims.AsNoTracking()
            .Where(c => lineIds.Contains(c.LineId))
            .GroupBy(c => c.LineId).Select(g => new { g.Key, On = g.Max(c => c.ServiceOn) }).ToDictionaryAsync(g => g.Key, g => (DateOnly?)g.On, cancellationToken);
        var rows = found.Select(f => new AuthorizationReportRow
        {
            SiteId = f.Authorization.SiteId,
            SiteName = seen[f.Authorization.SiteId],
            Payer = f.Payer,
            AuthorizationId = f.Authorization.Id,
            Number = f.Authorization.Number,
            State = f.Authorization.State,
            CourseId = f.Line.CourseId,
            LineId = f.Line.Id,
            Position = f.Line.Position,
            Tranche = f.Line.Tranche,
            Codes = f.Line.Codes,
            Basis = f.Line.Basis,
            WindowFrom = f.Line.WindowFrom,
            WindowUntil = f.Line.WindowUntil,
            Requested = f.Line.Requested,
            Granted = f.Line.Granted,
            Reserved = f.Line.Reserved,
            Consumed = f.Line.Consumed,
            Remaining = f.Line.Remaining,
            ConsumedInPeriod = consumed.GetValueOrDefault(f.Line.Id),
            LastVisitOn = last.GetValueOrDefault(f.Line.Id),
        });
        return new Report<AuthorizationReportRow>
        {
            From = question.From,
            Until = question.Until,
            Rows = [.. rows.OrderBy(r => r.SiteName, StringComparer.Ordinal).ThenBy(r => r.SiteId).ThenBy(r => r.AuthorizationId).ThenBy(r => r.Position).ThenBy(r => r.LineId)],
        };
    }
}
