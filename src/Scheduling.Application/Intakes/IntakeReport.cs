using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Application.Reports;
using Scheduling.Domain.Intakes;

namespace Scheduling.Application.Intakes;

/// <summary>How many of the referrals of a period come how far, and how long each step takes.</summary>
public sealed class IntakeReport(SchedulingDbContext db, ReportSites sites)
{
    /// <summary>Of the referrals received on the question's dates, at its sites; one row for each step.</summary>
    public async Task<Report<IntakeFlowRow>> ReadAsync(ReportQuestion question, CancellationToken cancellationToken)
    {
        var clocks = (await sites.OfAsync(question, cancellationToken)).ToDictionary(s => s.Id, FactsReader.ClockOf);
        var ids = clocks.Keys.ToList();
        var intakes = await db.Intakes.AsNoTracking()
            .Where(i => ids.Contains(i.SiteId) && i.ReceivedOn >= question.From && i.ReceivedOn <= question.Until)
            .Select(i => new { i.SiteId, i.Steps })
            .ToListAsync(cancellationToken);
        List<IReadOnlyList<IntakeStay>> stays = [.. intakes.Select(i => i.Steps.Select(s => new IntakeStay(s.State, clocks[i.SiteId].DateOf(s.At))).ToList())];
        return new Report<IntakeFlowRow> { From = question.From, Until = question.Until, Rows = IntakeFlow.Of(stays) };
    }
}
