using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scheduling.Application.Persistence;

namespace Scheduling.Application.Jobs;

/// <summary>Drops answers kept for retries once nobody can still be retrying. They are promised for 24 hours and kept for twice that.</summary>
public sealed class DropOldIdempotencyKeysJob(ClinicRounds rounds, ILogger<DropOldIdempotencyKeysJob> logger) : IJob
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(48);

    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        var dropped = await rounds.RunAsync("clinics_with_idempotency_keys_before", Kept, "job:drop-old-idempotency-keys", DropAsync, cancellationToken);
        if (dropped.Count > 0)
        {
            logger.LogInformation("Dropped {Keys} old idempotency keys of {Clinics} clinics", dropped.Values.Sum(), dropped.Count);
        }

        return dropped.Values.Sum();
    }

    private static Task<int> DropAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<SchedulingDbContext>();
        return db.IdempotencyKeys.Where(k => k.CreatedAt < db.Now - Kept).ExecuteDeleteAsync(cancellationToken);
    }
}
