using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scheduling.Application.Persistence;
using Scheduling.Application.Repairs;

namespace Scheduling.Application.Jobs;

/// <summary>Applies what is small of proposed repairs, at sites whose setting says so: each repair in a transaction of its own, its locks taken in order.</summary>
public sealed class ApplySmallRepairsJob(ClinicRounds rounds, IServiceScopeFactory scopes, ILogger<ApplySmallRepairsJob> logger) : IJob
{
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        var applied = 0;
        foreach (var clinicId in await rounds.DueAsync("clinics_with_small_repairs", TimeSpan.Zero, cancellationToken))
        {
            var open = await InAsync(clinicId, async repairs => (await repairs.OpenAsync(cancellationToken), true), cancellationToken);
            foreach (var id in open)
            {
                var patients = await InAsync(clinicId, async repairs => await repairs.ApplyAsync(id, cancellationToken) is var done && done < 0 ? (0, false) : (done, true), cancellationToken);
                if (patients > 0)
                {
                    applied += patients;
                    logger.LogInformation("Applied the small part of a repair to {Patients} patients of clinic {ClinicId}", patients, clinicId);
                }
            }
        }

        return applied;
    }

    private async Task<T> InAsync<T>(Guid clinicId, Func<SmallRepairs, Task<(T Outcome, bool Keep)>> work, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var transaction = scope.ServiceProvider.GetRequiredService<ClinicTransaction>();
        await transaction.BeginAsync(ClinicIdentity.Program(clinicId, SmallRepairs.Policy), cancellationToken);
        var (outcome, keep) = await work(scope.ServiceProvider.GetRequiredService<SmallRepairs>());
        await (keep ? transaction.CommitAsync(cancellationToken) : transaction.RollbackAsync(cancellationToken));
        return outcome;
    }
}
