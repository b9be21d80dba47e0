using System.Globalization;
using Npgsql;
using Scheduling.Testing.Api;

namespace Scheduling.Benchmarks.Http;

/// <summary>Years gone by and other clinics: what a table holds beside the book that is planned into. Half of it is the clinic's own past.</summary>
internal sealed class History(TestApi api, BenchClinic clinic)
{
    private int copies;

    /// <summary>Copies the clinic's book into other years, and those to other clinics' ids, until there are so many allocations.</summary>
    public async Task GrowAsync(long allocations)
    {
        var have = await api.QueryAsync<long>("select count(*) from allocations");
        var book = await api.QueryAsync<long>("select count(*) from allocations where clinic_id = $1 and starts_at > '2027-01-01'", clinic.Clinic.Client.ClinicId);
        for (; have < allocations; have += book)
        {
            copies++;
            var days = ((copies + 1) / 2 * 364).ToString(CultureInfo.InvariantCulture);
            var other = copies % 2 == 0;
            string Id(string column) => other ? $"md5({column}::text || '{copies}')::uuid" : column;
            // The rows refer to clinics and people that only their ids tell apart: foreign keys are not what is measured here.
            await RunAsync($"""
                set session_replication_role = replica;
                insert into appointments (clinic_id, id, patient_id, site_id, kind, counts_as_session, starts_at, ends_at, local_date, local_time, time_zone, state, commitment, device_id, room_id, flags, schedule_version, late_cancel, version, created_at, updated_at)
                select {Id("clinic_id")}, md5(id::text || '{copies}')::uuid, {Id("patient_id")}, {Id("site_id")}, kind, counts_as_session, starts_at - interval '{days} days', ends_at - interval '{days} days', local_date - {days}, local_time, time_zone, 'delivered', commitment, {Id("device_id")}, {Id("room_id")}, flags, schedule_version, late_cancel, version, created_at, updated_at
                from appointments where clinic_id = '{clinic.Clinic.Client.ClinicId}' and starts_at > '2027-01-01';
                insert into appointment_staff (clinic_id, appointment_id, role, staff_id, starts_at, ends_at, exclusive)
                select {Id("clinic_id")}, md5(appointment_id::text || '{copies}')::uuid, role, {Id("staff_id")}, starts_at - interval '{days} days', ends_at - interval '{days} days', exclusive
                from appointment_staff where clinic_id = '{clinic.Clinic.Client.ClinicId}' and starts_at > '2027-01-01';
                insert into allocations (clinic_id, id, resource_id, lane, starts_at, ends_at, appointment_id)
                select {Id("clinic_id")}, gen_random_uuid(), {Id("resource_id")}, lane, starts_at - interval '{days} days', ends_at - interval '{days} days', md5(appointment_id::text || '{copies}')::uuid
                from allocations where clinic_id = '{clinic.Clinic.Client.ClinicId}' and starts_at > '2027-01-01';
                """);
        }

        await RunAsync("vacuum analyze");
        // What the growth has left to be written back is not the bookings' to wait for.
        await RunAsync("checkpoint");
    }

    /// <summary>Empties the table, so that what looks it over at the end has nothing to look at.</summary>
    public Task ForgetAsync() => RunAsync("truncate allocations");

    // Minutes, not the half a minute that a statement is given elsewhere.
    private async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(api.Database.AdminConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
