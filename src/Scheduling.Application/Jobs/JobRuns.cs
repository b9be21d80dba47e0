using Microsoft.Extensions.Logging;
using Npgsql;
using Scheduling.Application.Persistence;

namespace Scheduling.Application.Jobs;

/// <summary>The last run of each job, in a table of ours, whatever the engine keeps. Counts only: the table is no clinic's.</summary>
public sealed class JobRuns(NpgsqlDataSource dataSource, TransactionClock clock, ILogger<JobRuns> logger)
{
    /// <summary>A run begins.</summary>
    /// <returns>When: names the run.</returns>
    public async Task<DateTimeOffset> BeginAsync(string name, CancellationToken cancellationToken)
    {
        var now = await NowAsync(cancellationToken);
        await ExecuteAsync(
            """
            insert into job_runs (name, started_at, failures_in_a_row) values ($1, $2, 0)
            on conflict (name) do update set started_at = $2, ended_at = null, done = null, error = null
            """,
            cancellationToken, name, now.UtcDateTime);
        return now;
    }

    /// <summary>It ended well.</summary>
    public Task EndAsync(string name, DateTimeOffset began, int done) =>
        NoteAsync("update job_runs set ended_at = $3, done = $4, failures_in_a_row = 0 where name = $1 and started_at = $2", name, began, done);

    /// <summary>It broke.</summary>
    public Task FailAsync(string name, DateTimeOffset began, Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return NoteAsync("update job_runs set ended_at = $3, error = $4, failures_in_a_row = failures_in_a_row + 1 where name = $1 and started_at = $2", name, began, failure.GetType().Name);
    }

    /// <summary>All that there are, by name.</summary>
    public async Task<IReadOnlyDictionary<string, JobRun>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select name, started_at, ended_at, done, error, failures_in_a_row from job_runs");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        Dictionary<string, JobRun> found = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            found[reader.GetString(0)] = new JobRun(
                reader.GetFieldValue<DateTimeOffset>(1),
                reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2),
                reader.IsDBNull(3) ? null : reader.GetInt32(3),
                reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.GetInt32(5));
        }

        return found;
    }

    // Whatever became of the work stands whether this can be noted or not.
    private async Task NoteAsync(string sql, string name, DateTimeOffset began, object what)
    {
        try
        {
            await ExecuteAsync(sql, CancellationToken.None, name, began.UtcDateTime, (await NowAsync(CancellationToken.None)).UtcDateTime, what);
        }
        catch (NpgsqlException failure)
        {
            logger.LogWarning("The end of a run of {Job} could not be noted: {Failure}", name, failure.GetType().Name);
        }
    }

    private async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        await using var ask = dataSource.CreateCommand("select transaction_timestamp()");
        return clock.InstantOf((DateTime)(await ask.ExecuteScalarAsync(cancellationToken))!);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = dataSource.CreateCommand(sql);
        foreach (var value in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
