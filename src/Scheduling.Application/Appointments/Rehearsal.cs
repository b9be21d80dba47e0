using Scheduling.Application.Persistence;

namespace Scheduling.Application.Appointments;

/// <summary>A dry run: does the real thing, with its locks and checks, reads what came of it, and takes it back.</summary>
public sealed class Rehearsal(SchedulingDbContext db)
{
    /// <summary>Runs <paramref name="act"/>, for nothing when <paramref name="dryRun"/>.</summary>
    public async Task<T> RunAsync<T>(bool dryRun, Func<Task<T>> act, CancellationToken cancellationToken)
    {
        if (!dryRun)
        {
            return await act();
        }

        await db.Database.CurrentTransaction!.CreateSavepointAsync("rehearsal", cancellationToken);
        var outcome = await act();
        await db.Database.CurrentTransaction!.RollbackToSavepointAsync("rehearsal", cancellationToken);
        db.ChangeTracker.Clear();
        return outcome;
    }
}
