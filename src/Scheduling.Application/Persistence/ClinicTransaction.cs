using Microsoft.EntityFrameworkCore.Storage;

namespace Scheduling.Application.Persistence;

/// <summary>
/// The one transaction of a scope: sets the clinic for row-level security and reads the one instant, in one round trip.
/// A failed attempt is repeated in a new scope, never on this one: a used DbContext saves twice.
/// </summary>
public sealed class ClinicTransaction(SchedulingDbContext db, ClinicContext context, TransactionClock clock)
{
    private IDbContextTransaction? transaction;

    /// <summary>Begins it. Read committed: what must not change meanwhile is locked.</summary>
    public async Task BeginAsync(ClinicIdentity who, CancellationToken cancellationToken) => await BeginAsync(who, null, cancellationToken);

    /// <summary>Begins it and, in the same round trip, takes an idempotency key for it.</summary>
    /// <returns>What is known of the key; null where none was given.</returns>
    public async Task<ClaimedKey?> BeginAsync(ClinicIdentity who, string? idempotencyKey, CancellationToken cancellationToken)
    {
        transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.ClinicId = who.ClinicId;
        var trip = new RoundTrip(db);
        var begun = trip.Ask("select set_config('app.clinic_id', $1, true), transaction_timestamp()", r => r.GetFieldValue<DateTimeOffset>(1), who.ClinicId.ToString());
        var claimed = idempotencyKey is null ? null : ClaimedKey.Ask(trip, db, idempotencyKey);
        await trip.SendAsync(cancellationToken);
        var now = clock.InstantOf(begun.Value.Single());
        context.Begin(who, now);
        db.Now = now;
        return claimed?.Value;
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
