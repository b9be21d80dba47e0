using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Scheduling.Application.Persistence;

/// <summary>
/// The one transaction of a scope: sets the clinic for row-level security and reads the one instant, in one round trip.
/// A failed attempt is repeated in a new scope, never on this one: a used DbContext saves twice.
/// </summary>
public sealed class ClinicTransaction(SchedulingDbContext db, ClinicContext context, TransactionClock clock)
{
    private IDbContextTransaction? transaction;

    /// <summary>Begins it. Read committed: what must not change meanwhile is locked.</summary>
    public async Task BeginAsync(ClinicIdentity who, CancellationToken cancellationToken)
    {
        transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await using var command = db.Command("select set_config('app.clinic_id', $1, true), transaction_timestamp()");
        command.Parameters.Add(new NpgsqlParameter { Value = who.ClinicId.ToString() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var now = clock.InstantOf(await reader.GetFieldValueAsync<DateTimeOffset>(1, cancellationToken));
        context.Begin(who, now);
        (db.ClinicId, db.Now) = (who.ClinicId, now);
    }

    /// <summary>Saves what is still unsaved (audit rows of reads) and commits; nothing of the scope may be used afterwards.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        await transaction!.CommitAsync(cancellationToken);
    }

    /// <summary>Rolls back.</summary>
    public Task RollbackAsync(CancellationToken cancellationToken) => transaction?.RollbackAsync(cancellationToken) ?? Task.CompletedTask;
}
