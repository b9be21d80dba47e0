using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Scheduling.Application.Jobs;
using Scheduling.Application.Persistence;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Jobs;

public sealed class SweepExpiredHoldsJobTests(PostgresFixture postgres)
{
    private static readonly Guid ClinicA = Guid.Parse("aaaaaaaa-0000-0000-0000-000000000000");
    private static readonly Guid ClinicB = Guid.Parse("bbbbbbbb-0000-0000-0000-000000000000");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_HoldsExpiredInTwoClinics_FreesThemAndLeavesTheOthers()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancelled);
        await using var services = Services(database);
        await StoreHoldAsync(database, ClinicA, "active", "-1 second");
        await StoreHoldAsync(database, ClinicA, "active", "1 hour");
        await StoreHoldAsync(database, ClinicB, "active", "-1 day");
        await StoreHoldAsync(database, ClinicB, "consumed", "-1 day");

        await services.GetRequiredService<JobRunner>().RunAsync("sweep-expired-holds", Cancelled);

        Assert.Equal(
            "aaaa active 1, aaaa expired 0, bbbb consumed 0, bbbb expired 0",
            await ScalarAsync(database, "select string_agg(left(h.clinic_id::text, 4) || ' ' || state || ' ' || (select count(*) from allocations a where a.hold_id = h.id), ', ' order by h.clinic_id, state) from holds h"));
        Assert.Equal(
            "aaaa hold.expired job:sweep-expired-holds, bbbb hold.expired job:sweep-expired-holds",
            await ScalarAsync(database, "select string_agg(left(clinic_id::text, 4) || ' ' || kind || ' ' || actor, ', ' order by clinic_id) from events"));
    }

    [Fact]
    public async Task Run_ABookingIsAtTheHold_PassesItOverWithoutWaiting()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancelled);
        await using var services = Services(database);
        await StoreHoldAsync(database, ClinicA, "active", "-1 second");
        await using var booking = new NpgsqlConnection(database.AdminConnectionString);
        await booking.OpenAsync(Cancelled);
        await using var transaction = await booking.BeginTransactionAsync(Cancelled);
        await using var remove = new NpgsqlCommand("delete from allocations", booking);
        await remove.ExecuteNonQueryAsync(Cancelled);

        await services.GetRequiredService<JobRunner>().RunAsync("sweep-expired-holds", Cancelled).WaitAsync(TimeSpan.FromSeconds(10), Cancelled);

        Assert.Equal("active", await ScalarAsync(database, "select state from holds"));
    }

    private static ServiceProvider Services(TestDatabase database) => new ServiceCollection()
        .AddLogging()
        .AddPersistence(_ => database.AppConnectionString)
        .AddJobs(JobCatalog.Default)
        .BuildServiceProvider();

    /// <summary>A hold with one lane, without the course, patient and device it would belong to.</summary>
    private static async Task StoreHoldAsync(TestDatabase database, Guid clinicId, string state, string expires)
    {
        await using var source = NpgsqlDataSource.Create(database.AdminConnectionString);
        await using var command = source.CreateCommand(
            $"""
            set session_replication_role = replica;
            with hold as (
              insert into holds (clinic_id, id, course_id, plan_id, option, expires_at, state, version, created_at, updated_at)
              values ('{clinicId}', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, now() + interval '{expires}', '{state}', 1, now(), now())
              returning *)
            insert into allocations (clinic_id, id, resource_id, lane, starts_at, ends_at, hold_id, expires_at)
            select clinic_id, gen_random_uuid(), gen_random_uuid(), 1, now(), now() + interval '1 hour', id, expires_at from hold where state = 'active'
            """);
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    private static async Task<object?> ScalarAsync(TestDatabase database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database.AdminConnectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancelled);
    }
}
