using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Reports;

/// <summary>The sites that a report is of: those asked for, of those that the caller's key may see.</summary>
public sealed class ReportSites(SchedulingDbContext db, ClinicContext context)
{
    /// <summary>In order of name. Closed ones too: their past is.</summary>
    /// <exception cref="Scheduling.Domain.Problems.SchedulingException">site_not_allowed.</exception>
    public async Task<IReadOnlyList<Site>> OfAsync(ReportQuestion question, CancellationToken cancellationToken)
    {
        if (question.SiteId is { } one)
        {
            context.RequireSite(one);
        }

        var query = context.Identity.SiteIds is { } allowed ? db.Sites.AsNoTracking().Where(s => allowed.Contains(s.Id)) : db.Sites.AsNoTracking();
        var sites = await (question.SiteId is { } asked ? query.Where(s => s.Id == asked) : query).ToListAsync(cancellationToken);
        return [.. sites.OrderBy(s => s.Name, StringComparer.Ordinal).ThenBy(s => s.Id)];
    }
}
