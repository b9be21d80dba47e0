using System.Diagnostics;
using System.Globalization;
using System.Net;
using Npgsql;
using Scheduling.Testing.Api;

namespace Scheduling.Benchmarks.Http;

/// <summary>Eleven more sites of the clinic, each with rooms, devices, staff and a full book of its own, copied from the first: where could a course begin soonest?</summary>
internal sealed class SisterSites(TestApi api, BenchClinic clinic)
{
    /// <summary>Sites of the clinic with the copies.</summary>
    public const int Sites = 12;

    /// <summary>Makes them. The rows refer to patients and appointments of the first site's: foreign keys are not what is measured.</summary>
    public async Task MakeAsync()
    {
        await using var connection = new NpgsqlConnection(api.Database.AdminConnectionString);
        await connection.OpenAsync();
        for (var copy = 1; copy < Sites; copy++)
        {
            var (own, other) = (clinic.Clinic.SiteId, Guid.CreateVersion7());
            string Id(string column) => string.Create(CultureInfo.InvariantCulture, $"md5({column}::text || '{copy}')::uuid");
            string Rows(string table, string changes, string where) =>
                $"insert into {table} select (jsonb_populate_record(x, jsonb_build_object({changes}))).* from {table} x where x.clinic_id = '{clinic.Clinic.Client.ClinicId}' and {where};";
            var ofSite = $"x.site_id = '{own}'";
            var resources = $"(select id from rooms where site_id = '{own}' union all select id from devices where site_id = '{own}' union all select id from staff where shifts::text like '%{own}%')";
            await using var command = new NpgsqlCommand(
                $"""
                set session_replication_role = replica;
                {Rows("sites", $"'id', '{other}', 'name', 'Site {copy}'", $"x.id = '{own}'")}
                {Rows("resources", $"'id', {Id("x.id")}", $"x.id in {resources}")}
                {Rows("rooms", $"'id', {Id("x.id")}, 'site_id', '{other}'", ofSite)}
                {Rows("devices", $"'id', {Id("x.id")}, 'site_id', '{other}', 'room_id', {Id("x.room_id")}", ofSite)}
                insert into allocations (clinic_id, id, resource_id, lane, starts_at, ends_at, appointment_id)
                select clinic_id, gen_random_uuid(), {Id("resource_id")}, lane, starts_at, ends_at, appointment_id
                from allocations where clinic_id = '{clinic.Clinic.Client.ClinicId}' and resource_id in {resources} and starts_at > '2027-01-01';
                {Rows("staff", $"'id', {Id("x.id")}, 'shifts', replace(x.shifts::text, '{own}', '{other}')::jsonb", $"x.shifts::text like '%{own}%'")}
                """,
                connection)
            { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Milliseconds of one plan with alternatives and of one earliest start over all sites, turn by turn.</summary>
    public async Task<(Sample Plan, Sample Earliest)> MeasureAsync(IReadOnlyList<Guid> courses)
    {
        var (plan, earliest) = (new Sample(), new Sample());
        for (var i = 0; i < courses.Count; i++)
        {
            var preferred = new TimeOnly(7 + (i * 5 % 12), 0).ToString("HH:mm", CultureInfo.InvariantCulture);
            var key = Guid.NewGuid().ToString();
            await TimeAsync(plan, HttpStatusCode.Created, () => clinic.Clinic.Client.PostAsync(
                $"/v1/courses/{courses[i]}/plans", new { startOnOrAfter = BenchClinic.FirstMonday, endOnOrBefore = BenchClinic.LastDay, preferredTime = preferred }, idempotencyKey: key));
            await clinic.ForgetAsync([courses[i]], [key]);
            await TimeAsync(earliest, HttpStatusCode.OK, () => clinic.Clinic.Client.PostAsync(
                "/v1/earliest-start", new { courseId = courses[i], startOnOrAfter = BenchClinic.FirstMonday, endOnOrBefore = BenchClinic.LastDay }));
        }

        return (plan, earliest);
    }

    private static async Task TimeAsync(Sample sample, HttpStatusCode expected, Func<Task<ApiAnswer>> act)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = await act();
        sample.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        answer.Expect(expected);
    }
}
