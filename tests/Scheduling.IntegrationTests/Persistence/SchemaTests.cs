using Npgsql;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Persistence;

/// <summary>What the database itself promises, asked of its catalogue and of its constraints.</summary>
public sealed class SchemaTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task RowLevelSecurity_OnEveryTenantTable_IsForced()
    {
        var open = await ListAsync("""
            select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
            and (c.relname = 'clinics' or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'clinic_id' and not a.attisdropped))
            and not (c.relrowsecurity and c.relforcerowsecurity)
            """);

        Assert.Empty(open);
        Assert.True(await api.QueryAsync<long>("select count(*) from pg_class where relnamespace = 'public'::regnamespace and relforcerowsecurity") > 20);
    }

    [Fact]
    public async Task UniqueAndExclusionKeys_OnTenantTables_ContainTheClinic()
    {
        // Such checks bypass row-level security: without the clinic one tenant could probe another's rows. Ids of clinics themselves and slugs are not a tenant's.
        var without = await ListAsync("""
            select i.indexrelid::regclass::text from pg_index i join pg_class t on t.oid = i.indrelid
            where t.relnamespace = 'public'::regnamespace and (i.indisunique or i.indisexclusion)
            and exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'clinic_id')
            and not exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'clinic_id' and a.attnum = any(i.indkey))
            """);

        Assert.Empty(without);
    }

    [Fact]
    public async Task AppRole_IsNoOwnerSuperuserOrBypasser()
    {
        await using var app = await OpenAsync(api.Database.AppConnectionString);

        Assert.False(await ScalarAsync<bool>(app, "select rolsuper or rolbypassrls or rolcreatedb or rolcreaterole from pg_roles where rolname = current_user"));
        Assert.Equal(0L, await ScalarAsync<long>(app, "select count(*) from pg_class where relnamespace = 'public'::regnamespace and pg_get_userbyid(relowner) = current_user"));
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(app, "create table mine (id int)"))).SqlState);
    }

    [Fact]
    public async Task EveryTable_WithoutAClinicSet_ShowsTheAppNothing()
    {
        await new ClinicBuilder().SeedAsync(api);
        await using var app = await OpenAsync(api.Database.AppConnectionString);
        foreach (var table in await ListAsync("select relname from pg_class where relnamespace = 'public'::regnamespace and relforcerowsecurity order by 1"))
        {
            Assert.Equal(0L, await ScalarAsync<long>(app, $"select count(*) from \"{table}\""));
        }
    }

    [Theory]
    [InlineData("audit_entries")]
    [InlineData("events")]
    [InlineData("appointment_changes")]
    [InlineData("unit_entries")]
    public async Task History_IsOnlyEverAddedTo(string table)
    {
        await using var app = await OpenAsync(api.Database.AppConnectionString);

        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(app, $"update {table} set clinic_id = clinic_id"))).SqlState);
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(app, $"delete from {table}"))).SqlState);
    }

    // R1, by the database alone, whoever writes.
    [Theory]
    [InlineData("10:00", "11:00", 0, "ok")]
    [InlineData("11:00", "12:00", 0, "ok")]
    [InlineData("10:30", "11:30", 0, "23P01")]
    [InlineData("10:30", "11:30", 1, "23514")]
    [InlineData("10:30", "11:30", -1, "23514")]
    [InlineData("10:30", "10:30", 0, "23514")]
    [InlineData("11:00", "10:00", 0, "22000")]
    [InlineData("-infinity", "11:00", 0, "23514")]
    [InlineData("10:00", "infinity", 0, "23514")]
    public async Task Allocations_AreGuardedByTheDatabaseItself(string from, string until, int lane, string outcome)
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        var plan = await api.QueryAsync<Guid>(
            "insert into plans (clinic_id, id, course_id, request, options, created_at, expires_at) values ($1, gen_random_uuid(), $2, '{}', '[]', now(), now()) returning id", clinic.Client.ClinicId, course);
        var hold = await api.QueryAsync<Guid>(
            "insert into holds (clinic_id, id, course_id, plan_id, option, expires_at, state, version, created_at, updated_at) values ($1, gen_random_uuid(), $2, $3, 1, 'infinity', 'active', 1, now(), now()) returning id",
            clinic.Client.ClinicId, course, plan);

        async Task<string> TakeAsync(string start, string end, int on)
        {
            static string At(string time) => time.EndsWith("infinity", StringComparison.Ordinal) ? time : $"2027-03-01 {time}Z";
            try
            {
                await api.ExecuteAsync(
                    "insert into allocations (clinic_id, id, resource_id, lane, starts_at, ends_at, hold_id, expires_at) values ($1, gen_random_uuid(), $2, $3, $4::text::timestamptz, $5::text::timestamptz, $6, 'infinity')",
                    clinic.Client.ClinicId, clinic.Devices[0], (short)on, At(start), At(end), hold);
                return "ok";
            }
            catch (PostgresException e)
            {
                return e.SqlState;
            }
        }

        if (outcome != "ok" || from != "10:00")
        {
            Assert.Equal("ok", await TakeAsync("10:00", "11:00", 0));
        }

        Assert.Equal(outcome, await TakeAsync(from, until, lane));
    }

    private async Task<List<string>> ListAsync(string sql)
    {
        await using var admin = await OpenAsync(api.Database.AdminConnectionString);
        await using var command = new NpgsqlCommand(sql, admin);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        List<string> rows = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
