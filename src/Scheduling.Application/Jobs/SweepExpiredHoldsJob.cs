using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Courses;

namespace Scheduling.Application.Jobs;

/// <summary>
/// Tidies up behind holds that ran out, clinic by clinic, each in a transaction of its own. Nothing waits for it: an expired
/// hold blocks nobody from its last instant on. It takes only rows that no booking is at, so it can't deadlock with one.
/// </summary>
public sealed class SweepExpiredHoldsJob(NpgsqlDataSource dataSource, TransactionClock clock, IServiceScopeFactory scopes, ILogger<SweepExpiredHoldsJob> logger) : IJob
{
    private const string Actor = "job:sweep-expired-holds";

    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        foreach (var clinicId in await ClinicsWithExpiredHoldsAsync(cancellationToken))
        {
            var swept = await SweepAsync(clinicId, cancellationToken);
            if (swept > 0)
            {
                logger.LogInformation("Swept {Holds} expired holds of clinic {ClinicId}", swept, clinicId);
            }
        }
    }

    private async Task<List<Guid>> ClinicsWithExpiredHoldsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var ask = new NpgsqlCommand("select transaction_timestamp()", connection);
        var now = clock.InstantOf((DateTime)(await ask.ExecuteScalarAsync(cancellationToken))!);
        await using var find = new NpgsqlCommand("select clinics_with_expired_holds($1)", connection) { Parameters = { new() { Value = now.UtcDateTime } } };
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        List<Guid> clinics = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            clinics.Add(reader.GetGuid(0));
        }

        return clinics;
    }

    private async Task<int> SweepAsync(Guid clinicId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SchedulingDbContext>();
        var events = scope.ServiceProvider.GetRequiredService<EventLog>();
        var transaction = scope.ServiceProvider.GetRequiredService<ClinicTransaction>();
        await transaction.BeginAsync(ClinicIdentity.Program(clinicId, Actor), cancellationToken);
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

        await transaction.CommitAsync(cancellationToken);
        return expired.Count;
    }
}
