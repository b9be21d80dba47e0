using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Import;

/// <summary>
/// Makes a clinic from a file, or brings it up to what the file says: in one transaction, whole or not at all,
/// through the same commands, locks and rules as the API.
/// </summary>
public sealed class ClinicImport(NpgsqlDataSource database, IServiceScopeFactory scopes)
{
    /// <summary>Imports the file.</summary>
    /// <exception cref="ImportException">Something in it is wrong or against a rule; nothing was stored.</exception>
    public async Task<ImportedResult> RunAsync(ImportDocument document, CancellationToken cancellationToken)
    {
        RequireUsable(document);
        var known = await ClinicDirectory.FindAsync(database, document.File.Clinic.Slug, cancellationToken);
        var clinicId = known ?? Guid.CreateVersion7();
        await using var scope = scopes.CreateAsyncScope();
        var transaction = scope.ServiceProvider.GetRequiredService<ClinicTransaction>();
        await transaction.BeginAsync(ClinicIdentity.Program(clinicId, "import"), cancellationToken);
        try
        {
            var work = scope.ServiceProvider.GetRequiredService<ImportWork>();
            var key = await work.PutAsync(document, isNew: known is null, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new ImportedResult(clinicId, key);
        }
        catch (Exception)
        {
            await transaction.RollbackAsync(CancellationToken.None);
            throw;
        }
    }

    private static void RequireUsable(ImportDocument document)
    {
        var clinic = document.File.Clinic;
        if (clinic.Slug.Length is 0 or > 60 || !clinic.Slug.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            throw document.Wrong("/clinic/slug", "must be 1 to 60 lower-case letters, digits and hyphens");
        }

        if (string.IsNullOrWhiteSpace(clinic.Name) || clinic.Name.Length > 200)
        {
            throw document.Wrong("/clinic/name", "must have 1 to 200 characters and not be blank");
        }

        if (document.File.Sites.Count == 0)
        {
            throw document.Wrong("/sites", "must name at least one site; relative dates are counted in the first one's time zone");
        }

        for (var i = 0; i < document.File.Sites.Count; i++)
        {
            if (!SiteClock.TryForZone(document.File.Sites[i].TimeZone, out _))
            {
                throw document.Wrong(FormattableString.Invariant($"/sites/{i}/timeZone"), "must be an IANA time zone such as America/New_York");
            }
        }
    }
}

/// <summary>What an import made.</summary>
/// <param name="ClinicId">The clinic.</param>
/// <param name="FirstKey">The clinic's first key, shown this once; null when the clinic was there before.</param>
public sealed record ImportedResult(Guid ClinicId, ApiKeySecret? FirstKey)
{
    /// <summary>What the first key of an imported clinic is called.</summary>
    public const string FirstKeyName = "First key";
}
