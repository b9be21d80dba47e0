using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Import;

/// <summary>What the keys of a file stand for: makes a thing the first time, changes it when the file says something else, and leaves it alone otherwise.</summary>
internal sealed class ImportKeys
{
    private readonly SchedulingDbContext db;
    private readonly ImportDocument document;
    private readonly Dictionary<(string Kind, string Key), ImportKey> known;
    private readonly HashSet<(string Kind, string Key)> named = [];

    private ImportKeys(SchedulingDbContext db, ImportDocument document, Dictionary<(string Kind, string Key), ImportKey> known) =>
        (this.db, this.document, this.known) = (db, document, known);

    /// <summary>Reads what earlier imports left.</summary>
    public static async Task<ImportKeys> LoadAsync(SchedulingDbContext db, ImportDocument document, CancellationToken cancellationToken) =>
        new(db, document, await db.ImportKeys.AsNoTracking().ToDictionaryAsync(k => (k.Kind, k.Key), cancellationToken));

    /// <summary>The id behind a key that this file has named.</summary>
    /// <exception cref="ImportException">The file has nothing of that kind and key.</exception>
    public Guid IdOf(string kind, string key, string pointer) =>
        named.Contains((kind, key)) ? known[(kind, key)].Id : throw document.Wrong(pointer, $"the file has no {kind.Replace('_', ' ')} with the key '{key}'");

    /// <summary>Makes or changes one thing.</summary>
    /// <param name="kind">Kind of thing.</param>
    /// <param name="key">Its key in the file.</param>
    /// <param name="place">Where in the file it stands.</param>
    /// <param name="request">What the file says of it, with keys and dates resolved: while it stays the same nothing is changed.</param>
    /// <param name="createAsync">Makes it; answers with its id.</param>
    /// <param name="changeAsync">Changes it.</param>
    /// <param name="further">What the file says beyond the request.</param>
    /// <returns>Whether it was made.</returns>
    public async Task<bool> PutAsync(string kind, string key, ImportPlace place, object request, Func<Task<Guid>> createAsync, Func<Guid, Task> changeAsync, object? further = null)
    {
        if (key.Length is 0 or > 100)
        {
            throw document.Wrong(place.Pointer + "/key", "must have 1 to 100 characters");
        }

        if (!named.Add((kind, key)))
        {
            throw document.Wrong(place.Pointer + "/key", $"'{key}' is used twice");
        }

        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { request, further }, StoredJson.Options));
        return await place.TryAsync(async () =>
        {
            RequestShape.Require(request);
            if (known.TryGetValue((kind, key), out var entry))
            {
                if (entry.Content.AsSpan().SequenceEqual(hash))
                {
                    return false;
                }

                try
                {
                    await changeAsync(entry.Id);
                    await KeepAsync(kind, key, entry.Id, hash, isNew: false);
                    return false;
                }
                catch (SchedulingException gone) when (gone.Code == ProblemCodes.NotFound)
                {
                    // Deleted since: made again.
                }
            }

            var id = await createAsync();
            await KeepAsync(kind, key, id, hash, isNew: entry is null);
            return true;
        });
    }

    private async Task KeepAsync(string kind, string key, Guid id, byte[] hash, bool isNew)
    {
        var entry = new ImportKey { ClinicId = db.ClinicId, Kind = kind, Key = key, Id = id, Content = hash };
        db.Entry(entry).State = isNew ? EntityState.Added : EntityState.Modified;
        known[(kind, key)] = entry;
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
    }
}
