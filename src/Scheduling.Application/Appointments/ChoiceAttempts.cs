using Scheduling.Application.Persistence;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Appointments;

/// <summary>Books with resources chosen by us, and chooses again when somebody else was faster and others may still be free.</summary>
public sealed class ChoiceAttempts(SchedulingDbContext db)
{
    private const int Most = 4;

    /// <summary>Runs the attempt until it succeeds, or fails with resources that did not fit when they were chosen.</summary>
    /// <param name="attempt">Loads everything, chooses, calls the argument with whether the choice fits, books.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<T> RunAsync<T>(Func<Action<bool>, Task<T>> attempt, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var fitted = false;
            await db.Database.CurrentTransaction!.CreateSavepointAsync("choice", cancellationToken);
            try
            {
                return await attempt(fits => fitted = fits);
            }
            catch (SchedulingException refusal) when (refusal.Code == ProblemCodes.PlaceTaken && fitted && tries < Most)
            {
                // Also gives back the locks, so that the next ones are taken in order again.
                await db.Database.CurrentTransaction!.RollbackToSavepointAsync("choice", cancellationToken);
                db.ChangeTracker.Clear();
            }
        }
    }
}
