using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Import;

/// <summary>A place in a file, and how the pointers of the request made from it lead back there.</summary>
internal sealed class ImportPlace(ImportDocument document, string pointer)
{
    private readonly Dictionary<string, IReadOnlyList<int>> origins = [];

    /// <summary>JSON pointer to the thing.</summary>
    public string Pointer { get; } = pointer;

    /// <summary>An element of a list of the file.</summary>
    public static ImportPlace Of(ImportDocument document, string list, int index) => new(document, $"/{list}/{index.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Notes from which element of the file's list each element of the request's list was made.</summary>
    public ImportPlace From(string list, IReadOnlyList<int> elements)
    {
        origins[list] = elements;
        return this;
    }

    /// <summary>Runs what makes the thing; its refusals name this place.</summary>
    /// <exception cref="ImportException">Anything that the API would refuse too.</exception>
    public async Task<T> TryAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (SchedulingException refusal)
        {
            throw document.Wrong(refusal.Errors.Count > 0
                ? refusal.Errors.Select(e => (Back(e.Pointer), e.Detail))
                : [(Pointer, Sentence(refusal))]);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException refused)
        {
            throw document.Wrong(Pointer, Sentence(refused));
        }
        catch (PostgresException refused)
        {
            throw document.Wrong(Pointer, Sentence(refused));
        }
    }

    // "/shifts/3/siteId" of the request is "/shifts/1/site" of the file, where days were spread out.
    private string Back(string requested)
    {
        var parts = requested.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            if (i > 0 && origins.TryGetValue(parts[i - 1], out var elements)
                && int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < elements.Count)
            {
                parts[i] = elements[index].ToString(CultureInfo.InvariantCulture);
            }
            else if (parts[i].Length > 2 && parts[i].EndsWith("Id", StringComparison.Ordinal))
            {
                parts[i] = parts[i][..^2];
            }
        }

        return string.Join('/', [Pointer, .. parts]);
    }

    private static string Sentence(SchedulingException refusal)
    {
        var rule = refusal.Rule is { } number ? $" ({number})" : "";
        var conflicts = refusal.Conflicts.Take(5).Select(c => FormattableString.Invariant(
            $"{c.Start:yyyy-MM-dd HH:mm}: {c.Reason}{(c.Resource is { } r ? $" {r.Kind} {r.Name ?? r.Id.ToString()}" : "")}"));
        return string.Join("; ", [refusal.Message + rule, .. conflicts]);
    }

    private static string Sentence(PostgresException refused) => refused.SqlState switch
    {
        PostgresErrorCodes.UniqueViolation => $"a name, code or id that must be unique is taken ({refused.ConstraintName})",
        PostgresErrorCodes.ExclusionViolation => "a place of it is taken already (R1)",
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => "the database was busy with the same rows; run the import again",
        _ => $"the database refused it ({refused.SqlState} {refused.ConstraintName})",
    };
}
