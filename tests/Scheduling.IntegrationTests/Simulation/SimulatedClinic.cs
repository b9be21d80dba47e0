using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Simulation;

/// <summary>
/// A clinic at work, day by day, from a seed: courses begin, one visit in twelve is missed and made up for, a technician is out for a week, a device down for
/// three days, and a holiday turns up that nobody had entered. After each event the book is looked through.
/// </summary>
internal sealed class SimulatedClinic(TestApi api, SmallClinic clinic, DateOnly firstMonday, int seed, bool catchUp = false)
{
    private const int MostDays = 200;
    private const double MissRate = .08;
    private readonly Random random = new(seed);
    private readonly Dictionary<Guid, (int Patient, DateOnly Begins)> courses = [];
    private readonly Dictionary<Guid, DateOnly> plannedEnds = [];
    private readonly HashSet<Guid> ended = [];
    private readonly HashSet<Guid> begun = [];
    private readonly List<string> history = [];

    /// <summary>What a clinic counts.</summary>
    public SimulationReport Report { get; } = new();

    /// <summary>What became of each course's visits, day by day: the same for the same seed.</summary>
    public IReadOnlyList<string> History => history;

    /// <summary>Runs until every course has ended.</summary>
    public async Task RunAsync()
    {
        var enrolled = clinic.Patients.Select((_, i) => (Patient: i, Begins: firstMonday.AddDays(7 * random.Next(4)))).GroupBy(e => e.Begins).ToDictionary(g => g.Key, g => g.ToList());
        for (var day = 0; day < MostDays; day++)
        {
            var date = firstMonday.AddDays(day);
            At(date, 6, 50);
            foreach (var (patient, begins) in enrolled.GetValueOrDefault(date, []))
            {
                await EnrolAsync(patient, begins);
            }

            await DisruptAsync(date);
            if (date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
            {
                continue;
            }

            At(date, 19, 30);
            if (await CloseDayAsync(date) && enrolled.Keys.All(begins => begins < date))
            {
                await EndAsync(date);
                return;
            }
        }

        Assert.Fail($"seed {seed}: the courses do not end");
    }

    private void At(DateOnly date, int hour, int minute) =>
        api.Clock.Set(new DateTimeOffset(date.ToDateTime(new TimeOnly(hour, minute)), TimeZoneInfo.FindSystemTimeZoneById("America/New_York").GetUtcOffset(date.ToDateTime(new TimeOnly(hour, minute)))));

    private async Task EnrolAsync(int patient, DateOnly begins)
    {
        var course = await clinic.CreateCourseAsync(patient);
        var preferred = new TimeOnly(8 + random.Next(9), 0).ToString("HH:mm", CultureInfo.InvariantCulture);
        var booked = (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = begins, preferredTime = preferred })).Expect(HttpStatusCode.Created).Json["appointments"]!.AsArray();
        courses[course] = (patient, begins);
        plannedEnds[course] = booked.Max(v => DateOnly.Parse((string)v!["localDate"]!, CultureInfo.InvariantCulture));
    }

    private async Task DisruptAsync(DateOnly date)
    {
        var day = date.DayNumber - firstMonday.DayNumber;
        if (day == 4 * 7)
        {
            await CloseAsync("a technician is out for a week", (await FirstVisitAsync(date)).Person("technician"), date, 7);
        }
        else if (day == 6 * 7 + 1)
        {
            await CloseAsync("a device is down for three days", (await FirstVisitAsync(date)).Resource("device"), date, 3);
        }
        else if (day == 8 * 7 + 1)
        {
            (await clinic.Client.PostAsync("/v1/holidays", new { siteId = clinic.SiteId, date = date.AddDays(2), name = "Forgotten" })).Expect(HttpStatusCode.Created);
            var found = (await clinic.Client.PostAsync("/v1/repairs", new { siteId = clinic.SiteId })).Expect(HttpStatusCode.OK).Json;
            await ApplyAsync("a holiday was forgotten", found);
        }
    }

    private async Task<JsonNode> FirstVisitAsync(DateOnly date) => (await VisitsAsync($"siteId={clinic.SiteId}&date={date:yyyy-MM-dd}&state=booked"))[0];

    private async Task CloseAsync(string what, Guid resource, DateOnly from, int days)
    {
        var answer = await clinic.Client.PostAsync("/v1/closures", new { resourceId = resource, from = Midnight(from), until = Midnight(from.AddDays(days)), reason = what });
        await ApplyAsync(what, answer.Expect(HttpStatusCode.Created).Json);
    }

    private static string Midnight(DateOnly date) => $"{date:yyyy-MM-dd}T05:00:00Z";

    // What was proposed is applied as it is; whoever moves is on the call list, once.
    private async Task ApplyAsync(string what, JsonNode answer)
    {
        var affected = answer["affected"]!.AsArray().Count;
        if (answer["repair"] is not { } repair)
        {
            Assert.True(affected == 0, $"seed {seed}: {what}: {affected} visits and no repair");
            return;
        }

        var id = (string)repair["id"]!;
        var calls = (await clinic.Client.GetAsync($"/v1/repairs/{id}/call-list")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(c => (string)c!["patientId"]!).ToList();
        var told = repair["changes"]!.AsArray().Where(c => (bool)c!["mustBeTold"]!).Select(c => (string)c!["patientId"]!).Distinct().ToList();
        Assert.Equal(told.Order(StringComparer.Ordinal), calls.Order(StringComparer.Ordinal));
        (await clinic.Client.PostAsync($"/v1/repairs/{id}/apply", new { }, (string)repair["etag"]!)).Expect(HttpStatusCode.OK);
        Report.Told += told.Count;
        Report.Disruptions.Add((what, affected, told.Count, (int)repair["cost"]!["lost"]!));
        await LookThroughAsync(what);
    }

    // True when nothing is owed or to come any more.
    private async Task<bool> CloseDayAsync(DateOnly date)
    {
        foreach (var visit in await VisitsAsync($"siteId={clinic.SiteId}&date={date:yyyy-MM-dd}&state=booked&state=confirmed"))
        {
            var (id, etag, start) = (Guid.Parse((string)visit["id"]!), (string)visit["etag"]!, (DateTimeOffset)visit["start"]!);
            var missed = random.NextDouble() < MissRate;
            var answer = missed ? await clinic.ActAsync(id, "no-show", new { }, etag) : await clinic.ActAsync(id, "deliver", new { at = start.AddMinutes(20) }, etag);
            Assert.True(answer.Status == HttpStatusCode.OK, $"seed {seed}, {date}: {answer.Text} {await SoFarAsync(Guid.Parse((string)visit["courseId"]!))}");
            (Report.Missed, Report.Delivered) = (Report.Missed + (missed ? 1 : 0), Report.Delivered + (missed ? 0 : 1));
            var own = courses[Guid.Parse((string)visit["courseId"]!)];
            if (!missed)
            {
                if (begun.Add(Guid.Parse((string)visit["courseId"]!)))
                {
                    Report.DaysToFirstTreatment.Add(date.DayNumber - own.Begins.DayNumber);
                }

                Report.Deliver(own.Patient, TimeOnly.Parse((string)visit["localTime"]!, CultureInfo.InvariantCulture));
            }

            history.Add($"{date:yyyy-MM-dd} {visit["localTime"]} {own.Patient} {visit["kind"]} {(missed ? "missed" : "delivered")}");
        }

        var over = true;
        foreach (var course in courses.Keys.Where(c => !ended.Contains(c)).ToList())
        {
            var read = (await clinic.Client.GetAsync($"/v1/courses/{course}")).Expect(HttpStatusCode.OK);
            var (owed, booked) = ((int)read.Json["progress"]!["owed"]!, (int)read.Json["progress"]!["booked"]!);
            if (owed + booked == 0)
            {
                ended.Add(course);
                continue;
            }

            over = false;
            if (owed > 0)
            {
                var made = catchUp ? await CatchUpAsync(course, date, read.ETag) : await clinic.Client.PostAsync($"/v1/courses/{course}/make-ups", new { }, read.ETag);
                Assert.True(made.Status == HttpStatusCode.OK, $"seed {seed}, {date}: course of patient {courses[course].Patient}: {made.Text}");
                Report.Told++;
            }
        }

        await LookThroughAsync(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        return over;
    }

    // A failure of week ten is told by what the course went through.
    private Task<string> SoFarAsync(Guid course) => api.QueryAsync<string>(
        """
        select string_agg(format('%s %s %s %s: %s', a.starts_at, a.kind, a.phase, a.state,
            (select string_agg(c.kind || ' ' || coalesce(c.reason, ''), ', ' order by c.ordinal) from appointment_changes c where c.appointment_id = a.id)), E'\n' order by a.starts_at)
        from (select * from appointments where course_id = $1 order by starts_at limit 12) a
        """, course);

    // As a clinic that has its prescriber's order for it does: what was missed in the acute phase is given beside another session of it, within a fortnight, six a
    // week at most, and at the end only where no such day is left. A miss of the taper is made up for at its end.
    private async Task<ApiAnswer> CatchUpAsync(Guid course, DateOnly date, string? etag)
    {
        var until = await api.QueryAsync<string>(
            "select coalesce(max(local_date)::text, '') from appointments where course_id = $1 and phase = 'acute' and state = 'booked' and local_date > $2 and local_date <= $2 + 14", course, date);
        if (until.Length == 0)
        {
            return await clinic.Client.PostAsync($"/v1/courses/{course}/make-ups", new { }, etag);
        }

        var order = new { reason = "Missed", from = date.AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), until, limits = new { maxPerWeek = 6, minGapMinutes = 60 } };
        var made = await clinic.Client.PostAsync($"/v1/courses/{course}/make-ups", new { sameDay = true, catchUp = order }, etag);
        if (made.Status == HttpStatusCode.OK)
        {
            Report.CaughtUp += made.Json["booked"]!.AsArray().Count(v => string.CompareOrdinal((string)v!["localDate"]!, order.until) <= 0);
        }

        return made;
    }

    // All rules hold at the database: nothing taken twice, nothing where it may not be, no day or week too full, the phases in their order.
    private async Task LookThroughAsync(string after)
    {
        Assert.Equal(0, await api.OverlapsAsync());
        var check = (await clinic.Client.PostAsync("/v1/repairs", new { siteId = clinic.SiteId, dryRun = true })).Expect(HttpStatusCode.OK).Json;
        var broken = check["affected"]!.AsArray();
        Report.OutOfWindowUnflagged += broken.Count;
        Assert.True(broken.Count == 0, $"seed {seed}, after {after}: {broken.ToJsonString()}");
        var wrong = await api.QueryAsync<string>(
            """
            with live as (select * from appointments where clinic_id = $1 and counts_as_session and state in ('booked', 'confirmed', 'delivered'))
            select coalesce(string_agg(what, '; '), '') from (
                select 'two on ' || local_date as what from live group by course_id, local_date having count(*) > $3
                union all select 'too many in the week of ' || date_trunc('week', local_date::timestamp) from live group by course_id, date_trunc('week', local_date::timestamp) having count(*) > $4
                union all select 'the taper before the acute phase on ' || a.local_date from live a join live b on a.course_id = b.course_id and a.starts_at < b.starts_at
                    where a.phase <> 'acute' and b.phase = 'acute' and a.state <> 'delivered'
                union all select 'a lane without a visit: ' || l.id from allocations l join appointments a on a.clinic_id = l.clinic_id and a.id = l.appointment_id
                    where l.clinic_id = $1 and l.live and l.ends_at > $2 and a.state not in ('booked', 'confirmed', 'checked_in', 'in_progress', 'delivered', 'partial')
                union all select 'a visit without lanes: ' || a.id from live a where a.state in ('booked', 'confirmed')
                    and not exists (select 1 from allocations l where l.clinic_id = a.clinic_id and l.appointment_id = a.id and l.live)) found
            """,
            clinic.Client.ClinicId, api.Clock.InstantOf(default).ToUniversalTime(), catchUp ? 2 : 1, catchUp ? 6 : 5);
        Assert.True(wrong.Length == 0, $"seed {seed}, after {after}: {wrong}");
    }

    private async Task EndAsync(DateOnly date)
    {
        foreach (var (course, planned) in plannedEnds)
        {
            var progress = await clinic.ProgressAsync(course);
            Assert.True((int)progress["delivered"]! == 36, $"seed {seed}: {progress}");
            var (begun, last) = (courses[course].Begins, DateOnly.Parse((string)progress["lastDeliveredOn"]!, CultureInfo.InvariantCulture));
            Report.InTime += last.DayNumber - begun.DayNumber <= 1.1 * (planned.DayNumber - begun.DayNumber) ? 1 : 0;
        }

        (Report.Courses, Report.LastDay) = (courses.Count, date);
        Report.PatientWeeks = (int)await api.QueryAsync<long>(
            "select count(*) from (select distinct patient_id, date_trunc('week', local_date::timestamp) from appointments where clinic_id = $1) weeks", clinic.Client.ClinicId);
        var hours = await api.QueryAsync<double>(
            "select coalesce(sum(extract(epoch from ends_at - starts_at)) / 3600, 0)::double precision from appointments where clinic_id = $1 and state = 'delivered' and device_id is not null", clinic.Client.ClinicId);
        // Open from seven to seven on weekdays, the forgotten holiday and the device's three days in service apart.
        var days = await api.QueryAsync<long>(
            """
            select count(*) from generate_series((select min(local_date) from appointments where clinic_id = $1), (select max(local_date) from appointments where clinic_id = $1), interval '1 day') day
            where extract(isodow from day) < 6 and not exists (select 1 from holidays h where h.clinic_id = $1 and h.date = day::date)
            """,
            clinic.Client.ClinicId);
        Report.DeviceHours = (hours, 12.0 * ((days * clinic.Devices.Count) - 3));
    }

    private async Task<List<JsonNode>> VisitsAsync(string filter)
    {
        List<JsonNode> visits = [];
        for (string? cursor = null, first = ""; first is not null || cursor is not null; first = null)
        {
            var page = (await clinic.Client.GetAsync($"/v1/appointments?{filter}&limit=200{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}")).Expect(HttpStatusCode.OK).Json;
            visits.AddRange(page["items"]!.AsArray().Select(v => v!));
            cursor = (string?)page["next"];
        }

        return [.. visits.OrderBy(v => (DateTimeOffset)v["start"]!).ThenBy(v => courses[Guid.Parse((string)v["courseId"]!)].Patient)];
    }
}
