using Npgsql;

namespace Scheduling.Benchmarks.Http;

/// <summary>The rows that the service wrote for one request, column by column, to be written again by the floor: the very same bytes.</summary>
internal sealed class WrittenRows
{
    private readonly List<(string Sql, NpgsqlParameter[] Columns)> inserts = [];

    /// <summary>Rows of a table in all.</summary>
    public int Count { get; private set; }

    /// <summary>Takes down the rows of <paramref name="table"/> that <paramref name="where"/> finds; generated columns are left to the database.</summary>
    public async Task AddAsync(NpgsqlConnection admin, string table, string where, params object[] parameters)
    {
        List<(string Name, string Type)> columns = [];
        await using (var describe = new NpgsqlCommand(
            """
            select attname, format_type(atttypid, atttypmod) from pg_attribute
            where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = '' and attname <> 'xid' order by attnum
            """, admin))
        {
            describe.Parameters.Add(new NpgsqlParameter { Value = table });
            await using var reader = await describe.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                columns.Add((reader.GetString(0), reader.GetString(1)));
            }
        }

        var values = new List<NpgsqlParameter>();
        await using (var read = new NpgsqlCommand($"select count(*)::int, {string.Join(", ", columns.Select(c => $"array_agg({c.Name})"))} from {table} where {where}", admin))
        {
            foreach (var parameter in parameters)
            {
                read.Parameters.Add(new NpgsqlParameter { Value = parameter });
            }

            await using var reader = await read.ExecuteReaderAsync();
            await reader.ReadAsync();
            Count += reader.GetInt32(0);
            for (var i = 0; i < columns.Count; i++)
            {
                values.Add(new NpgsqlParameter { Value = Array(reader, i + 1), DataTypeName = columns[i].Type + "[]" });
            }
        }

        inserts.Add((
            $"insert into {table} ({string.Join(", ", columns.Select(c => c.Name))}) select * from unnest({string.Join(", ", columns.Select((c, i) => $"${i + 1}::{c.Type}[]"))})",
            [.. values]));
    }

    /// <summary>Adds the inserts to a batch.</summary>
    public void AddTo(NpgsqlBatch batch)
    {
        foreach (var (sql, columns) in inserts)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var column in columns)
            {
                command.Parameters.Add(column.Clone());
            }

            batch.BatchCommands.Add(command);
        }
    }

    private static object Array(NpgsqlDataReader reader, int column) => reader.GetDataTypeName(column) switch
    {
        "uuid[]" => reader.GetFieldValue<Guid?[]>(column),
        "timestamp with time zone[]" => reader.GetFieldValue<DateTime?[]>(column),
        "integer[]" => reader.GetFieldValue<int?[]>(column),
        "smallint[]" => reader.GetFieldValue<short?[]>(column),
        "boolean[]" => reader.GetFieldValue<bool?[]>(column),
        "date[]" => reader.GetFieldValue<DateOnly?[]>(column),
        "time without time zone[]" => reader.GetFieldValue<TimeOnly?[]>(column),
        "bytea[]" => reader.GetFieldValue<byte[]?[]>(column),
        _ => reader.GetFieldValue<string?[]>(column),
    };
}
