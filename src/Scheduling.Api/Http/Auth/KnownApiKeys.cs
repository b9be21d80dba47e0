using Microsoft.Extensions.Caching.Memory;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Persistence;

namespace Scheduling.Api.Http.Auth;

/// <summary>Keys by hash, remembered for five seconds: so long may a revoked one go on working on another machine.</summary>
public sealed class KnownApiKeys(ApiKeyLookup lookup) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);
    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <summary>The key; null when there is none such.</summary>
    public async Task<FoundApiKey?> FindAsync(ApiKeySecret secret, CancellationToken cancellationToken)
    {
        var hash = secret.Hash;
        var name = Convert.ToHexString(hash);
        if (cache.TryGetValue(name, out FoundApiKey? known))
        {
            return known;
        }

        var found = await lookup.FindAsync(hash, cancellationToken);
        // Unknown keys are not remembered: they would let a stranger fill the cache.
        return found is null ? null : cache.Set(name, found, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Kept, Size = 1 });
    }

    /// <summary>Forgets a key that was just revoked here.</summary>
    public void Forget(byte[] hash) => cache.Remove(Convert.ToHexString(hash));

    /// <inheritdoc />
    public void Dispose() => cache.Dispose();
}
