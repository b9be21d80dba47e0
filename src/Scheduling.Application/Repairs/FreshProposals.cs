using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Repairs;

namespace Scheduling.Application.Repairs;

/// <summary>
/// Of two clerks who apply repairs of the same state one wins; the other's refusal carries, as <c>repair</c>, what can be applied now: the same repair where it
/// still holds, the one that took its place, or a new one; null when nothing is left to repair.
/// </summary>
public sealed class FreshProposals(SchedulingDbContext db, ClinicContext context, IServiceScopeFactory scopes)
{
    private const string Savepoint = "apply";

    /// <summary>Applies, and adds to a refusal because of others what can be applied instead.</summary>
    /// <param name="id">The repair.</param>
    /// <param name="apply">Applies it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">As <paramref name="apply"/> throws it; plan_outdated, stale_version and wrong_state with <c>repair</c>.</exception>
    public async Task OrProposeAsync(Guid id, Func<Task> apply, CancellationToken cancellationToken)
    {
        await db.Database.CurrentTransaction!.CreateSavepointAsync(Savepoint, cancellationToken);
        try
        {
            await apply();
        }
        catch (SchedulingException refusal) when (refusal.Code == ProblemCodes.PlanOutdated || refusal.Code == ProblemCodes.StaleVersion || refusal.Code == ProblemCodes.WrongState)
        {
            // Back to before its locks, or the transaction that proposes would wait for this one.
            await db.Database.CurrentTransaction!.RollbackToSavepointAsync(Savepoint, cancellationToken);
            db.ChangeTracker.Clear();
            throw new SchedulingException(refusal.Code, refusal.Message)
            {
                Rule = refusal.Rule,
                Conflicts = refusal.Conflicts,
                Extensions = new Dictionary<string, object?>(refusal.Extensions) { ["repair"] = await FreshAsync(id, cancellationToken) },
            };
        }
    }

    // The refusal rolls its own transaction back; what is proposed now is kept by another, which sees only what is committed.
    private async Task<RepairResponse?> FreshAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var transaction = scope.ServiceProvider.GetRequiredService<ClinicTransaction>();
        await transaction.BeginAsync(context.Identity, cancellationToken);
        try
        {
            var proposals = scope.ServiceProvider.GetRequiredService<RepairProposals>();
            var present = await proposals.GetAsync(id, cancellationToken);
            await SerializeAsync(scope.ServiceProvider.GetRequiredService<SchedulingDbContext>(), present, cancellationToken);
            var fresh = await proposals.PresentAsync(present, cancellationToken);
            var shown = await scope.ServiceProvider.GetRequiredService<RepairAnswers>().OfAsync(fresh, false, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return shown;
        }
        catch (Exception e) when (e is SchedulingException or DbUpdateException or Npgsql.PostgresException)
        {
            // Somebody changes the same visits at this moment: the refusal stands, and the caller may propose again.
            await transaction.RollbackAsync(CancellationToken.None);
            return null;
        }
    }

    // Several losers ask for one cause at once: the first proposes, the others are shown the same.
    private static Task<int> SerializeAsync(SchedulingDbContext db, Repair repair, CancellationToken cancellationToken)
    {
        var name = BitConverter.ToInt64(repair.CauseId.ToByteArray()) ^ repair.CauseKind.Length;
        return db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({name})", cancellationToken);
    }
}
