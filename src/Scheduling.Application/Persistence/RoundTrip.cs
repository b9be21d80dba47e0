using Npgsql;

namespace Scheduling.Application.Persistence;

/// <summary>
/// Statements sent together on the context's connection and answered in their order. At READ COMMITTED each of them sees what was committed when
/// it began and not when the first did: a read behind a lock sees what the lock waited for, as if it had been sent by itself.
/// </summary>
internal sealed class RoundTrip(SchedulingDbContext db)
{
    private readonly NpgsqlBatch batch = db.Batch();
    private readonly List<Func<NpgsqlDataReader, CancellationToken, Task>> readers = [];

    /// <summary>Adds a statement that returns no rows. Parameters are <c>$1</c>, <c>$2</c> in order.</summary>
    public void Tell(string sql, params IEnumerable<object?> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in parameters)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        batch.BatchCommands.Add(command);
    }

    /// <summary>Adds a query; each row becomes a <typeparamref name="T"/>.</summary>
    public Answer<List<T>> Ask<T>(string sql, Func<NpgsqlDataReader, T> row, params IEnumerable<object?> parameters)
    {
        Tell(sql, parameters);
        List<T>? rows = null;
        readers.Add(async (reader, cancellationToken) =>
        {
            rows = [];
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(row(reader));
            }
        });
        return new Answer<List<T>>(() => rows ?? throw new InvalidOperationException("The round trip has not been sent."));
    }

    /// <summary>Sends everything and reads every answer; nothing is sent where nothing was added.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        await using (batch)
        {
            if (batch.BatchCommands.Count == 0)
            {
                return;
            }

            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            // Statements without rows have no result to step over.
            for (var i = 0; i < readers.Count; i++)
            {
                await readers[i](reader, cancellationToken);
                await reader.NextResultAsync(cancellationToken);
            }
        }
    }
}
