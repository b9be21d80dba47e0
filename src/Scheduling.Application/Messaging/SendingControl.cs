using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Scheduling.Application.Jobs;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Messages;

namespace Scheduling.Application.Messaging;

/// <summary>
/// Holds sending back after a restore, until a person releases it: what the backup holds as due may long have been sent. The one row of <c>sending_control</c>
/// says where it was written; found elsewhere, or written by another transaction than it says, it was restored. What is detected and what is not: docs/messages.md.
/// </summary>
public sealed class SendingControl(NpgsqlDataSource dataSource, TransactionClock clock, ClinicRounds rounds, ILogger<SendingControl> logger)
{
    /// <summary>Who is named in the audit for what a release did.</summary>
    public const string Actor = "command:release-sending";

    private static readonly TimeSpan BeatEvery = TimeSpan.FromMinutes(1);

    // A standby that takes over goes on from where the service was a moment ago; a recovery to an earlier time does not.
    private static readonly TimeSpan LongestTakeover = TimeSpan.FromHours(1);

    private DateTimeOffset? said;

    /// <summary>Compares, holds if need be, and notes that the database is alive here. Asked before anything leaves.</summary>
    public async Task<SendingState> CheckAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(
            connection,
            """
            insert into sending_control (system_identifier, database_id, timeline, written_in, beat_at)
            select p.system_identifier, p.database_id, p.timeline, txid_current(), $1 from database_place() p where not exists (select from sending_control) on conflict do nothing
            """,
            cancellationToken, (await NowAsync(connection, cancellationToken)).UtcDateTime);
        var (state, beatAt, moved) = await ReadAsync(connection, cancellationToken);
        var now = await NowAsync(connection, cancellationToken);
        var why = moved == "timeline" ? (now - beatAt > LongestTakeover ? "recovered_to_earlier" : null) : moved;
        if (why is not null || moved is not null || now - beatAt >= BeatEvery)
        {
            state = state.IsHeld || why is null ? state : new SendingState(now, why);
            await WriteAsync(connection, state, now, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        if (state.IsHeld && said != state.HeldSince)
        {
            said = state.HeldSince;
            logger.LogWarning("Sending is held ({Why}): this database was restored, and what it holds as due may have been sent. Release it with release-sending (docs/messages.md)", state.Why);
        }

        return state;
    }

    /// <summary>Lets messages leave again.</summary>
    /// <param name="by">Who says so.</param>
    /// <param name="dropDue">Whether what is due by now is suppressed instead of sent: it was probably sent before the restore. Changes of visits stay on the call list.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Messages suppressed; null when sending was not held.</returns>
    public async Task<int?> ReleaseAsync(string by, bool dropDue, CancellationToken cancellationToken)
    {
        if (!(await CheckAsync(cancellationToken)).IsHeld)
        {
            return null;
        }

        // A line in every clinic's audit, and what is not to leave, before anything may.
        var dropped = await rounds.RunAsync("clinics_to_look_through", TimeSpan.Zero, Actor, (services, token) => ReleaseClinicAsync(services, by, dropDue, token), cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(
            connection, "update sending_control set held_since = null, held_why = null, released_at = $1, released_by = $2, beat_at = $1, written_in = txid_current()", cancellationToken,
            (await NowAsync(connection, cancellationToken)).UtcDateTime, by);
        logger.LogWarning("Sending was released; {Messages} messages that were due are not sent", dropped.Values.Sum());
        return dropped.Values.Sum();
    }

    private static async Task<int> ReleaseClinicAsync(IServiceProvider services, string by, bool dropDue, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<SchedulingDbContext>();
        services.GetRequiredService<AuditLog>().Write("release", "sending", db.ClinicId, $"by {by}");
        var now = db.Now;
        return !dropDue ? 0 : await db.Messages.Where(m => m.State == MessageState.Scheduled && m.DueAt <= now).ExecuteUpdateAsync(
            m => m.SetProperty(x => x.State, MessageState.Suppressed).SetProperty(x => x.Reason, "restored").SetProperty(x => x.Version, x => x.Version + 1).SetProperty(x => x.UpdatedAt, now), cancellationToken);
    }

    private static async Task<(SendingState State, DateTimeOffset BeatAt, string? Moved)> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select c.held_since, c.held_why, c.beat_at, case
                when c.system_identifier <> p.system_identifier then 'other_server'
                when c.database_id <> p.database_id then 'other_database'
                when c.xmin::text::bigint <> (c.written_in & 4294967295) then 'loaded_from_dump'
                when c.timeline <> p.timeline then 'timeline' end
            from sending_control c, database_place() p for update of c
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (
            reader.IsDBNull(0) ? new SendingState(null, null) : new SendingState(reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(1)),
            reader.GetFieldValue<DateTimeOffset>(2), reader.IsDBNull(3) ? null : reader.GetString(3));
    }

    private static Task WriteAsync(NpgsqlConnection connection, SendingState state, DateTimeOffset now, CancellationToken cancellationToken) => ExecuteAsync(
        connection,
        """
        update sending_control set system_identifier = p.system_identifier, database_id = p.database_id, timeline = p.timeline, written_in = txid_current(), beat_at = $1, held_since = $2, held_why = $3
        from database_place() p
        """,
        cancellationToken, now.UtcDateTime, (object?)state.HeldSince?.UtcDateTime ?? DBNull.Value, (object?)state.Why ?? DBNull.Value);

    private async Task<DateTimeOffset> NowAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var ask = new NpgsqlCommand("select transaction_timestamp()", connection);
        return clock.InstantOf((DateTime)(await ask.ExecuteScalarAsync(cancellationToken))!);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
