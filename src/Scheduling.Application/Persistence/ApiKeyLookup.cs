using System.Text.Json;
using Npgsql;

namespace Scheduling.Application.Persistence;

/// <summary>Finds a key before any clinic is known, through a function of the owner that returns nothing but what is needed.</summary>
public sealed class ApiKeyLookup(NpgsqlDataSource dataSource)
{
    /// <summary>The key with this SHA-256, or null. Expiry and revocation are the caller's to judge.</summary>
    public async Task<FoundApiKey?> FindAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select clinic_id, id, scopes, site_ids, expires_at, revoked_at from find_api_key($1)");
        command.Parameters.Add(new NpgsqlParameter { Value = hash });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        return new FoundApiKey(
            reader.GetGuid(0),
            reader.GetGuid(1),
            JsonSerializer.Deserialize<string[]>(reader.GetString(2))!.ToHashSet(),
            reader.IsDBNull(3) ? null : JsonSerializer.Deserialize<Guid[]?>(reader.GetString(3)),
            reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4),
            reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5));
    }
}

/// <summary>A key as stored, without its secret.</summary>
public sealed record FoundApiKey(Guid ClinicId, Guid Id, IReadOnlySet<string> Scopes, IReadOnlyList<Guid>? SiteIds, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt);
