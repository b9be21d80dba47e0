using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Http.Limits;

/// <summary>Token buckets per key, and per address for callers without a good one.</summary>
public sealed class RequestLimits : IDisposable
{
    private readonly PartitionedRateLimiter<Guid> keys;
    private readonly PartitionedRateLimiter<IPAddress> addresses;
    private readonly PartitionedRateLimiter<IPAddress> inbound;

    /// <summary>Buckets as configured.</summary>
    public RequestLimits(IOptions<RateLimitOptions> options)
    {
        var o = options.Value;
        keys = PartitionedRateLimiter.Create<Guid, Guid>(id => RateLimitPartition.GetTokenBucketLimiter(id, _ => Bucket(o.PerKeyPerMinute, o.PerKeyBurst)));
        addresses = ByAddress(o.UnauthenticatedPerMinute);
        inbound = ByAddress(o.InboundPerMinute);
    }

    /// <summary>One request of a key.</summary>
    /// <exception cref="SchedulingException">rate_limited.</exception>
    public void Spend(Guid keyId) => Take(keys.AttemptAcquire(keyId));

    /// <summary>One request without a good key.</summary>
    /// <exception cref="SchedulingException">rate_limited.</exception>
    public void SpendUnauthenticated(IPAddress? address) => Take(addresses.AttemptAcquire(address ?? IPAddress.None));

    /// <summary>One post to a route that the carrier calls, before it is known whether it is the carrier.</summary>
    /// <exception cref="SchedulingException">rate_limited.</exception>
    public void SpendInbound(IPAddress? address) => Take(inbound.AttemptAcquire(address ?? IPAddress.None));

    /// <inheritdoc />
    public void Dispose()
    {
        keys.Dispose();
        addresses.Dispose();
        inbound.Dispose();
    }

    private static PartitionedRateLimiter<IPAddress> ByAddress(int perMinute) =>
        PartitionedRateLimiter.Create<IPAddress, IPAddress>(ip => RateLimitPartition.GetTokenBucketLimiter(ip, _ => Bucket(perMinute, perMinute)));

    private static TokenBucketRateLimiterOptions Bucket(int perMinute, int burst) => new()
    {
        TokenLimit = burst,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1) / perMinute,
        QueueLimit = 0,
    };

    private static void Take(RateLimitLease lease)
    {
        using (lease)
        {
            if (!lease.IsAcquired)
            {
                var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
                throw new SchedulingException(ProblemCodes.RateLimited) { RetryAfter = wait };
            }
        }
    }
}
