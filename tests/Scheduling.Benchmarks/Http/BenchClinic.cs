using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Time;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.Benchmarks.Http;

/// <summary>A clinic with a full book: its resources made like any test's, its visits by COPY.</summary>
internal sealed class BenchClinic
{
    /// <summary>The Monday of week 0: plans begin here.</summary>
    public static readonly DateOnly FirstMonday = new(2027, 4, 5);

    /// <summary>The last date asked for: twelve weeks.</summary>
    public static readonly DateOnly LastDay = FirstMonday.AddDays((12 * 7) - 1);

    private readonly TestApi api;

    private BenchClinic(TestApi api, SmallClinic clinic) => (this.api, Clinic) = (api, clinic);

    /// <summary>The clinic.</summary>
    public SmallClinic Clinic { get; }

    /// <summary>Visits booked by the load.</summary>
    public int Visits { get; private set; }

    /// <summary>Share of the devices' opening hours that is taken in weeks 0 to 11.</summary>
    public double Load { get; private set; }

    /// <summary>Makes it. One prescriber is enough for the first visits of the courses that are measured.</summary>
    public static async Task<BenchClinic> MakeAsync(TestApi api, int devices, int staff, double load, int freePatients, int seed)
    {
        var technicians = staff - 1;
        var visits = SyntheticLoad.Make(devices, technicians, 13, load, seed);
        var courses = visits.Count == 0 ? 0 : visits.Max(v => v.Course) + 1;
        var clinic = await new ClinicBuilder().WithDevices(devices).WithTechnicians(technicians).WithPatients(freePatients + courses).SeedAsync(api);
        var made = new BenchClinic(api, clinic);
        await made.SetShiftsAsync();
        await made.WriteAsync(visits, freePatients);
        var capacity = devices * 12.0 * 5 * (SyntheticLoad.Closes - SyntheticLoad.Opens);
        made.Visits = visits.Count;
        made.Load = visits.Count(v => v.Day is >= 0 and < 12 * 7) * (SyntheticLoad.Minutes + SyntheticLoad.Turnover) / capacity;
        return made;
    }

    /// <summary>Removes what was booked for courses and planned or answered under a key, so that the next measurement finds the same book.</summary>
    public async Task ForgetAsync(IReadOnlyList<Guid> courses, IReadOnlyList<string> keys)
    {
        var (id, all) = (Clinic.Client.ClinicId, courses.ToArray());
        foreach (var table in (string[])["allocations", "appointment_changes", "appointment_staff"])
        {
            await api.ExecuteAsync($"delete from {table} where clinic_id = $1 and appointment_id = any(array(select id from appointments where clinic_id = $1 and course_id = any($2)))", id, all);
        }

        await api.ExecuteAsync("delete from appointments where clinic_id = $1 and course_id = any($2)", id, all);
        await api.ExecuteAsync("delete from plans where clinic_id = $1 and course_id = any($2)", id, all);
        await api.ExecuteAsync("delete from idempotency_keys where clinic_id = $1 and key = any($2)", id, keys.ToArray());
    }

    /// <summary>What the service wrote when it planned a course.</summary>
    public Task<WrittenRows> PlannedAsync(Guid course, string key) => RowsAsync(
        [("plans", "course_id = $2"), ("audit_entries", "object_id = $2 and action = 'plan'"), ("events", "subject_id = $2 and kind = 'course.planned'")], course, key);

    /// <summary>What the service wrote when it booked a course.</summary>
    public Task<WrittenRows> BookedAsync(Guid course, string key)
    {
        const string visits = "any(array(select id from appointments where clinic_id = $1 and course_id = $2))";
        return RowsAsync(
            [
                ("appointments", "course_id = $2"), ("appointment_staff", $"appointment_id = {visits}"), ("appointment_changes", $"appointment_id = {visits}"),
                ("audit_entries", $"object_id = {visits}"), ("events", $"subject_id = {visits}"), ("allocations", $"appointment_id = {visits}"),
            ],
            course, key);
    }

    /// <summary>The resources that a booked course takes, the patient among them.</summary>
    public Task<Guid[]> ResourcesAsync(Guid course) => api.QueryAsync<Guid[]>(
        "select array_agg(distinct resource_id) from allocations where clinic_id = $1 and appointment_id = any(array(select id from appointments where clinic_id = $1 and course_id = $2))", Clinic.Client.ClinicId, course);

    private async Task<WrittenRows> RowsAsync(IReadOnlyList<(string Table, string Where)> tables, Guid course, string key)
    {
        await using var admin = new NpgsqlConnection(api.Database.AdminConnectionString);
        await admin.OpenAsync();
        var rows = new WrittenRows();
        foreach (var (table, where) in tables)
        {
            await rows.AddAsync(admin, table, "clinic_id = $1 and " + where, Clinic.Client.ClinicId, course);
        }

        await rows.AddAsync(admin, "idempotency_keys", "clinic_id = $1 and key = $2", Clinic.Client.ClinicId, key);
        return rows;
    }

    private async Task SetShiftsAsync()
    {
        await using var scope = api.Services.CreateAsyncScope();
        var transaction = scope.ServiceProvider.GetRequiredService<ClinicTransaction>();
        await transaction.BeginAsync(ClinicIdentity.Program(Clinic.Client.ClinicId, "benchmark"), CancellationToken.None);
        var people = await scope.ServiceProvider.GetRequiredService<SchedulingDbContext>().Staff.ToDictionaryAsync(s => s.Id);
        for (var i = 0; i < Clinic.Technicians.Count; i++)
        {
            var (from, until) = SyntheticLoad.Shift(i);
            var person = people[Clinic.Technicians[i]];
            person.Shifts = [.. person.Shifts.Select(s => s with { From = Time(from), Until = Time(until) })];
        }

        await transaction.CommitAsync(CancellationToken.None);
    }

    private async Task WriteAsync(IReadOnlyList<SyntheticLoad.Visit> visits, int freePatients)
    {
        var clinicId = Clinic.Client.ClinicId;
        var clock = SiteClock.ForZone("America/New_York");
        await using var connection = new NpgsqlConnection(api.Database.AdminConnectionString);
        await connection.OpenAsync();
        var placed = visits.Select(v =>
        {
            var date = FirstMonday.AddDays(v.Day);
            var start = clock.FirstInstant(date, Time(v.Start)).ToUniversalTime();
            return (Visit: v, Id: Guid.CreateVersion7(), Date: date, Start: start, End: start.AddMinutes(SyntheticLoad.Minutes), Free: start.AddMinutes(SyntheticLoad.Minutes + SyntheticLoad.Turnover));
        }).ToList();

        await CopyAsync(connection, "appointments (clinic_id, id, patient_id, site_id, kind, counts_as_session, starts_at, ends_at, local_date, local_time, time_zone, state, commitment, device_id, room_id, flags, schedule_version, late_cancel, version, created_at, updated_at)", placed, async (w, p) =>
        {
            await w.WriteAsync(clinicId);
            await w.WriteAsync(p.Id);
            await w.WriteAsync(Clinic.Patients[freePatients + p.Visit.Course]);
            await w.WriteAsync(Clinic.SiteId);
            await w.WriteAsync("treatment");
            await w.WriteAsync(false);
            await w.WriteAsync(p.Start);
            await w.WriteAsync(p.End);
            await w.WriteAsync(p.Date);
            await w.WriteAsync(Time(p.Visit.Start));
            await w.WriteAsync("America/New_York");
            await w.WriteAsync("booked");
            await w.WriteAsync("firm");
            await w.WriteAsync(Clinic.Devices[p.Visit.Device]);
            await w.WriteAsync(Clinic.Rooms[p.Visit.Device]);
            await w.WriteAsync("[]", NpgsqlDbType.Jsonb);
            await w.WriteAsync(1);
            await w.WriteAsync(false);
            await w.WriteAsync(1);
            await w.WriteAsync(p.Start);
            await w.WriteAsync(p.Start);
        });
        await CopyAsync(connection, "appointment_staff (clinic_id, appointment_id, role, staff_id, starts_at, ends_at, exclusive)", placed, async (w, p) =>
        {
            await w.WriteAsync(clinicId);
            await w.WriteAsync(p.Id);
            await w.WriteAsync("technician");
            await w.WriteAsync(Clinic.Technicians[p.Visit.Technician]);
            await w.WriteAsync(p.Start);
            await w.WriteAsync(p.End);
            await w.WriteAsync(true);
        });
        var taken = placed.SelectMany(p => new[]
        {
            (Resource: Clinic.Devices[p.Visit.Device], p.Start, Until: p.Free, p.Id),
            (Resource: Clinic.Rooms[p.Visit.Device], p.Start, Until: p.End, p.Id),
            (Resource: Clinic.Technicians[p.Visit.Technician], p.Start, Until: p.Free, p.Id),
            (Resource: Clinic.Patients[freePatients + p.Visit.Course], p.Start, Until: p.End, p.Id),
        });
        await CopyAsync(connection, "allocations (clinic_id, id, resource_id, lane, starts_at, ends_at, appointment_id)", taken, async (w, t) =>
        {
            await w.WriteAsync(clinicId);
            await w.WriteAsync(Guid.CreateVersion7());
            await w.WriteAsync(t.Resource);
            await w.WriteAsync((short)0);
            await w.WriteAsync(t.Start);
            await w.WriteAsync(t.Until);
            await w.WriteAsync(t.Id);
        });
    }

    private static async Task CopyAsync<T>(NpgsqlConnection connection, string into, IEnumerable<T> rows, Func<NpgsqlBinaryImporter, T, Task> write)
    {
        await using var writer = await connection.BeginBinaryImportAsync($"copy {into} from stdin (format binary)");
        foreach (var row in rows)
        {
            await writer.StartRowAsync();
            await write(writer, row);
        }

        await writer.CompleteAsync();
    }

    private static TimeOnly Time(int minutes) => TimeOnly.MinValue.AddMinutes(minutes);
}
