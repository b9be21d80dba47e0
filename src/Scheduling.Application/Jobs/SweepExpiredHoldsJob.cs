using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Courses;

namespace Scheduling.Application.Jobs;

/// <summary>
/// Tidies up behind holds that ran out. Nothing waits for it: an expired hold blocks nobody from its last instant on.
/// It takes only rows that no booking is at, so it can't deadlock with one.
/// </summary>
public sealed class SweepExpiredHoldsJob(ClinicRounds rounds, ILogger<SweepExpiredHoldsJob> logger) : IJob
{
    private const string Actor = "job:sweep-expired-holds";

    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        var done = await rounds.RunAsync("clinics_with_expired_holds", TimeSpan.Zero, Actor, SweepAsync, cancellationToken);
        foreach (var (clinicId, swept) in done)
        {
            logger.LogInformation("Swept {Holds} expired holds of clinic {ClinicId}", swept, clinicId);
        }

        return done.Values.Sum();
    }

    private static async Task<int> SweepAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<SchedulingDbContext>();
        var events = services.GetRequiredService<EventLog>();
        await db.Database.ExecuteSqlAsync(
            $"""
            delete from allocations where id in (
                select id from allocations where hold_id is not null and expires_at <= {db.Now} for update skip locked)
            """,
            cancellationToken);

        // A hold whose lanes someone is just removing waits for the next run.
        var expired = await db.Holds.FromSql(
            $"""
            select * from holds h where state = 'active' and expires_at <= {db.Now}
                and not exists (select from allocations a where a.hold_id = h.id)
            for update skip locked
            """).ToListAsync(cancellationToken);
        foreach (var hold in expired)
        {
            hold.State = HoldState.Expired;
            events.Append("hold.expired", "hold", hold.Id, payload: new { hold.CourseId });
        }

        return expired.Count;
    }
}
