using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Scheduling.Application.Persistence;

namespace Scheduling.Application.Jobs;

/// <summary>Does a job's work clinic by clinic, each in a transaction of its own, so that one clinic's trouble or size is no other's: a clinic whose work fails is logged and passed over until the next tick.</summary>
public sealed class ClinicRounds(NpgsqlDataSource dataSource, TransactionClock clock, IServiceScopeFactory scopes, ILogger<ClinicRounds> logger)
{
    /// <summary>Asks which clinics have work due, then does it for each.</summary>
    /// <param name="dueFunction">A function of the owner that takes an instant and returns clinic ids.</param>
    /// <param name="age">How long before now something must have happened to be due.</param>
    /// <param name="actor">Who is named in events and audit.</param>
    /// <param name="work">The work inside the transaction; answers with how many rows it did.</param>
    /// <param name="cancellationToken">Stops between clinics.</param>
    /// <returns>Rows done by clinic, for those with any.</returns>
    public async Task<IReadOnlyDictionary<Guid, int>> RunAsync(
        string dueFunction, TimeSpan age, string actor, Func<IServiceProvider, CancellationToken, Task<int>> work, CancellationToken cancellationToken)
    {
        var done = new Dictionary<Guid, int>();
        foreach (var clinicId in await DueAsync(dueFunction, age, cancellationToken))
        {
            try
            {
                var rows = await RunAsync(clinicId, actor, work, cancellationToken);
                if (rows > 0)
                {
                    done[clinicId] = rows;
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // The next tick tries again.
                logger.LogError(failure, "{Actor} failed for clinic {ClinicId}; the others go on", actor, clinicId);
            }
        }

        return done;
    }

    private async Task<int> RunAsync(Guid clinicId, string actor, Func<IServiceProvider, CancellationToken, Task<int>> work, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var transaction = scope.ServiceProvider.GetRequiredService<ClinicTransaction>();
        await transaction.BeginAsync(ClinicIdentity.Program(clinicId, actor), cancellationToken);
        var rows = await work(scope.ServiceProvider, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows;
    }

    /// <summary>The clinics that have work due.</summary>
    /// <param name="dueFunction">A function of the owner that takes an instant and returns clinic ids.</param>
    /// <param name="age">How long before now something must have happened to be due.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<Guid>> DueAsync(string dueFunction, TimeSpan age, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var ask = new NpgsqlCommand("select transaction_timestamp()", connection);
        var now = clock.InstantOf((DateTime)(await ask.ExecuteScalarAsync(cancellationToken))!);
        await using var find = new NpgsqlCommand($"select {dueFunction}($1)", connection) { Parameters = { new() { Value = (now - age).UtcDateTime } } };
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        List<Guid> clinics = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            clinics.Add(reader.GetGuid(0));
        }

        return clinics;
    }
}
