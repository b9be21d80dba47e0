using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Clinics;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Import;

/// <summary>What an import does inside its transaction.</summary>
internal sealed class ImportWork(
    SchedulingDbContext db,
    ClinicContext context,
    ResourceLocks locks,
    EventLog events,
    ApiKeyIssue keys,
    ImportRun run,
    ImportSetup setup,
    ImportScreenings screenings,
    ImportCourses courses)
{
    /// <summary>Puts everything; answers with the clinic's first key when the clinic is new.</summary>
    public async Task<ApiKeySecret?> PutAsync(ImportDocument document, bool isNew, CancellationToken cancellationToken)
    {
        var key = isNew ? await FoundAsync(document, cancellationToken) : null;
        if (!isNew)
        {
            await ReopenAsync(document, cancellationToken);
        }

        var today = SiteClock.ForZone(document.File.Sites[0].TimeZone).DateOf(context.Now);
        run.Begin(document, await ImportKeys.LoadAsync(db, document, cancellationToken), today);
        await setup.PutAsync(cancellationToken);
        await screenings.PutAsync(cancellationToken);
        await courses.PutAsync(cancellationToken);
        return key;
    }

    private async Task<ApiKeySecret> FoundAsync(ImportDocument document, CancellationToken cancellationToken)
    {
        db.Clinics.Add(new Clinic { Id = context.ClinicId, Slug = document.File.Clinic.Slug, Name = document.File.Clinic.Name, CreatedAt = context.Now });
        events.Append("clinic.created", "clinic", context.ClinicId);
        await new ImportPlace(document, "/clinic/slug").TryAsync(() => db.SaveChangesAsync(cancellationToken));
        return await keys.IssueAsync(ImportedResult.FirstKeyName, "live", Scopes.All, cancellationToken);
    }

    // All sites first and alone, then every resource, sorted: the order of every booking, so that neither waits for the other in a ring.
    private async Task ReopenAsync(ImportDocument document, CancellationToken cancellationToken)
    {
        await locks.TakeSitesAloneAsync(await db.Sites.Select(s => s.Id).ToListAsync(cancellationToken), cancellationToken);
        await locks.TakeResourcesAsync(await db.Resources.Select(r => r.Id).ToListAsync(cancellationToken), cancellationToken);
        var clinic = await db.Clinics.SingleAsync(cancellationToken);
        if (clinic.Name != document.File.Clinic.Name)
        {
            clinic.Name = document.File.Clinic.Name;
            events.Append("clinic.changed", "clinic", clinic.Id);
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}
