using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Intakes;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Intakes;

/// <summary>How many of the referrals of a period come how far, and how long each step takes.</summary>
public sealed class IntakeReport(SchedulingDbContext db, ClinicContext context)
{
    private const int MostDays = 366;

    /// <summary>Of the referrals received on these local dates, both inclusive, at the sites that the key may see.</summary>
    /// <exception cref="SchedulingException">invalid_request.</exception>
    public async Task<(int Received, IReadOnlyList<IntakeFlowRow> Rows)> ReadAsync(DateOnly from, DateOnly until, Guid? siteId, CancellationToken cancellationToken)
    {
        if (until < from || until.DayNumber - from.DayNumber >= MostDays)
        {
            throw SchedulingException.Invalid("?until", $"must be from the first date to {MostDays - 1} days later");
        }

        var sites = context.Identity.SiteIds is { } allowed ? db.Sites.AsNoTracking().Where(s => allowed.Contains(s.Id)) : db.Sites.AsNoTracking();
        var clocks = (await sites.Where(s => siteId == null || s.Id == siteId).ToListAsync(cancellationToken)).ToDictionary(s => s.Id, FactsReader.ClockOf);
        var ids = clocks.Keys.ToList();
        var intakes = await db.Intakes.AsNoTracking().Where(i => ids.Contains(i.SiteId) && i.ReceivedOn >= from && i.ReceivedOn <= until).Select(i => new { i.SiteId, i.Steps }).ToListAsync(cancellationToken);
        List<IReadOnlyList<IntakeStay>> stays = [.. intakes.Select(i => i.Steps.Select(s => new IntakeStay(s.State, clocks[i.SiteId].DateOf(s.At))).ToList())];
        return (stays.Count, IntakeFlow.Of(stays));
    }
}
