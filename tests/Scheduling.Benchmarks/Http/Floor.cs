using Npgsql;
using Scheduling.Testing.Clinics;

namespace Scheduling.Benchmarks.Http;

/// <summary>
/// What the database alone costs: the same rows read and the same rows written as by the service, as the same role under the same row-level security,
/// constraints and locks, by bare Npgsql in one transaction of few, prepared round trips. It plans nothing, checks nothing and makes no object of what it reads.
/// </summary>
internal sealed class Floor(NpgsqlDataSource database, SmallClinic clinic)
{
    private const string SiteResources = "select id from rooms where site_id = $1 union all select id from devices where site_id = $1 union all select id from staff";

    /// <summary>Reads what a plan needs and writes what the service wrote for it.</summary>
    public async Task PlanAsync(Guid course, DateOnly from, DateOnly until, string key, WrittenRows written)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ReadAsync(connection, b => { Begin(b, key); Course(b, course); Site(b, from, until); });
        await WriteAsync(connection, written.AddTo);
        await transaction.CommitAsync();
    }

    /// <summary>Reads what a plan needs, locks, reads again what the rules are asked with, and writes what the service wrote.</summary>
    public async Task BookAsync(Guid course, DateOnly from, DateOnly until, string key, IReadOnlyList<Guid> resources, WrittenRows written)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ReadAsync(connection, b => { Begin(b, key); Course(b, course); Site(b, from, until); });
        await ReadAsync(connection, b => { Lock(b, course, resources); Course(b, course); Named(b, resources, from, until); });
        await WriteAsync(connection, b =>
        {
            Add(b, "update courses set version = version + 1, updated_at = now() where id = $1", course);
            written.AddTo(b);
        });
        await transaction.CommitAsync();
    }

    /// <summary>Reads what a search for free starts needs.</summary>
    public async Task SearchAsync(DateOnly from, DateOnly until)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ReadAsync(connection, b =>
        {
            Add(b, "select set_config('app.clinic_id', $1, true), transaction_timestamp()", clinic.Client.ClinicId.ToString());
            Add(b, "select definition from protocol_versions where protocol_id = $1", clinic.ProtocolId);
            Site(b, from, until);
        });
        await transaction.CommitAsync();
    }

    private void Begin(NpgsqlBatch batch, string key)
    {
        Add(batch, "select set_config('app.clinic_id', $1, true), transaction_timestamp()", clinic.Client.ClinicId.ToString());
        Add(batch, "select pg_try_advisory_xact_lock($1)", (long)key.GetHashCode(StringComparison.Ordinal));
        Add(batch, "select status, headers, body from idempotency_keys where key = $1", key);
    }

    private static void Course(NpgsqlBatch batch, Guid course)
    {
        Add(batch, "select * from courses where id = $1", course);
        Add(batch, "select p.* from patients p where id = (select patient_id from courses where id = $1)", course);
        Add(batch, "select p.* from protocol_versions p where id = (select protocol_version_id from courses where id = $1)", course);
        Add(batch, "select * from appointments where course_id = $1", course);
        Add(batch, "select s.* from appointments a join appointment_staff s on s.clinic_id = a.clinic_id and s.appointment_id = a.id where a.course_id = $1", course);
        Add(batch, "select * from holds where course_id = $1 and state = 'active'", course);
    }

    private void Site(NpgsqlBatch batch, DateOnly from, DateOnly until)
    {
        var (first, last) = (from.AddDays(-1).ToDateTime(default, DateTimeKind.Utc), until.AddDays(2).ToDateTime(default, DateTimeKind.Utc));
        Add(batch, "select id, name, time_zone, week_starts_on, opening_hours from sites where id = $1", clinic.SiteId);
        Add(batch, "select id, name, capacity from rooms where site_id = $1 and retired_at is null", clinic.SiteId);
        Add(batch, "select d.id, d.name, d.room_id, d.model_id, m.capabilities, m.clearances from devices d join device_models m on m.clinic_id = d.clinic_id and m.id = d.model_id where d.site_id = $1", clinic.SiteId);
        Add(batch, "select id, name, capacity, roles, credentials, shifts, shift_exceptions from staff where retired_at is null");
        Add(batch, "select date from holidays where date between $1 and $2", from, until);
        Add(batch, "select site_id, resource_id, starts_at, ends_at from closures where starts_at < $2 and ends_at > $1", first, last);
        Add(batch, Taken(SiteResources), clinic.SiteId, first, last);
        Add(batch, Supervising(SiteResources), clinic.SiteId, first, last);
    }

    private static void Named(NpgsqlBatch batch, IReadOnlyList<Guid> resources, DateOnly from, DateOnly until)
    {
        var (first, last) = (from.AddDays(-1).ToDateTime(default, DateTimeKind.Utc), until.AddDays(2).ToDateTime(default, DateTimeKind.Utc));
        Add(batch, "select id, name, capacity from rooms where id = any($1)", resources.ToArray());
        Add(batch, "select d.id, d.name, d.room_id, d.model_id, m.capabilities, m.clearances from devices d join device_models m on m.clinic_id = d.clinic_id and m.id = d.model_id where d.id = any($1)", resources.ToArray());
        Add(batch, "select id, name, capacity, roles, credentials, shifts, shift_exceptions from staff where id = any($1)", resources.ToArray());
        Add(batch, "select site_id, resource_id, starts_at, ends_at from closures where starts_at < $2 and ends_at > $1", first, last);
        Add(batch, Taken("select unnest($1::uuid[]) as id"), resources.ToArray(), first, last);
        Add(batch, Supervising("select unnest($1::uuid[])"), resources.ToArray(), first, last);
    }

    private void Lock(NpgsqlBatch batch, Guid course, IReadOnlyList<Guid> resources)
    {
        Add(batch, "select 1 from sites where id = $1 for share", clinic.SiteId);
        Add(batch, "select 1 from courses where id = $1 for no key update", course);
        Add(batch, "select 1 from resources where id = any($1) order by id for no key update", resources.ToArray());
        Add(batch, "delete from allocations where hold_id is not null and expires_at <= now() and resource_id = any($1)", resources.ToArray());
    }

    private static string Taken(string resources) => $"""
        select r.id, a.* from ({resources}) r cross join lateral (
            select array_agg(lane), array_agg(starts_at), array_agg(ends_at) from allocations
            where live and resource_id = r.id and starts_at > $2::timestamptz - interval '24 hours' and starts_at < $3 and ends_at > $2 and (expires_at is null or expires_at > now())) a
        """;

    private static string Supervising(string resources) => $"""
        select s.staff_id, s.starts_at, s.ends_at from appointment_staff s join appointments a on a.clinic_id = s.clinic_id and a.id = s.appointment_id
        where not s.exclusive and s.staff_id in ({resources}) and s.starts_at > $2::timestamptz - interval '24 hours' and s.starts_at < $3 and s.ends_at > $2
        """;

    private static void Add(NpgsqlBatch batch, string sql, params object[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        batch.BatchCommands.Add(command);
    }

    private static async Task ReadAsync(NpgsqlConnection connection, Action<NpgsqlBatch> fill)
    {
        await using var batch = new NpgsqlBatch(connection);
        fill(batch);
        await using var reader = await batch.ExecuteReaderAsync();
        do
        {
            while (await reader.ReadAsync())
            {
                // The arrays are decoded, as anybody would have to.
                for (var i = 0; i < reader.FieldCount; i++)
                {
                    if (!reader.IsDBNull(i))
                    {
                        _ = reader.GetDataTypeName(i) == "timestamp with time zone[]" ? reader.GetFieldValue<long[]>(i) : reader.GetValue(i);
                    }
                }
            }
        }
        while (await reader.NextResultAsync());
    }

    private static async Task WriteAsync(NpgsqlConnection connection, Action<NpgsqlBatch> fill)
    {
        await using var batch = new NpgsqlBatch(connection);
        fill(batch);
        await batch.ExecuteNonQueryAsync();
    }
}
