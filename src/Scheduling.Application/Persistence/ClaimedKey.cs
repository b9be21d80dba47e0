using System.Security.Cryptography;
using System.Text;

namespace Scheduling.Application.Persistence;

/// <summary>An idempotency key as a transaction finds it.</summary>
/// <param name="InFlight">Another transaction works under it at this moment.</param>
/// <param name="Stored">What was answered under it before; null for a fresh one.</param>
public sealed record ClaimedKey(bool InFlight, IdempotencyKey? Stored)
{
    /// <summary>Adds to a round trip: takes the key for the transaction, then looks for what is stored under it.</summary>
    internal static Answer<ClaimedKey> Ask(RoundTrip trip, SchedulingDbContext db, string key)
    {
        var name = BitConverter.ToInt64(SHA256.HashData([.. db.ClinicId.ToByteArray(), .. Encoding.ASCII.GetBytes(key)]));
        // Tried, not waited for: a client that retries early must not queue up connections behind its own first request.
        var taken = trip.Ask("select pg_try_advisory_xact_lock($1)", r => r.GetBoolean(0), name);
        var rows = EntityRows<IdempotencyKey>.Of(db);
        var stored = trip.Ask($"select {rows.Columns("x")} from idempotency_keys x where x.key = $1", rows.Read, key);
        return new Answer<ClaimedKey>(() => new ClaimedKey(!taken.Value.Single(), stored.Value.SingleOrDefault()));
    }
}
