using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Closures;

/// <summary>R15: what a change of the clinic does to visits that are booked is said at once, and the visits are flagged.</summary>
public sealed class AffectedVisitsTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly DateTimeOffset Now = new(2027, 2, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task Closure_OverBookedVisits_IsStored_ListsAndFlagsThem()
    {
        var clinic = await SeedAsync(new ClinicBuilder());
        var visits = await BookAsync(clinic);
        var third = visits[2]!;
        Assert.Equal("2027-02-10", (string)third["localDate"]!);

        var entered = (await clinic.Client.PostAsync("/v1/closures", new { siteId = clinic.SiteId, from = "2027-02-10T05:00:00Z", estimatedUntil = "2027-02-11T05:00:00Z", reason = "Burst pipe 水" }))
            .Expect(HttpStatusCode.Created);
        JsonAssert.Equal(
            new JsonObject
            {
                ["closure"] = new JsonObject
                {
                    ["etag"] = "\"1\"",
                    ["siteId"] = clinic.SiteId.ToString(),
                    ["resourceId"] = null,
                    ["from"] = "2027-02-10T05:00:00Z",
                    ["until"] = null,
                    ["estimatedUntil"] = "2027-02-11T05:00:00Z",
                    ["reason"] = "Burst pipe 水",
                },
                ["affected"] = new JsonArray(Affected(third, "closure", "R5", "closed", null)),
            }.ToJsonString(),
            entered.Text, "id", "createdAt", "updatedAt", "repair");
        Assert.Equal(1L, await FlaggedAsync(clinic, "closure"));
        Assert.Equal("flagged", await api.QueryAsync<string>("select kind from appointment_changes where appointment_id = $1 and before->'flags' = '[]' and after->'flags' = '[\"closure\"]'", Id(third)));
        Assert.Equal(1L, await api.QueryAsync<long>("select count(*) from events where kind = 'appointment.flagged' and subject_id = $1", Id(third)));

        var path = $"/v1/closures/{(string)entered.Json["closure"]!["id"]!}";
        var longer = (await clinic.Client.PatchAsync(path, new { estimatedUntil = "2027-02-12T05:00:00Z" }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal(["2027-02-10", "2027-02-11"], Dates(longer));
        var known = (await clinic.Client.PatchAsync(path, new { from = "2027-02-11T05:00:00Z", until = "2027-02-12T05:00:00Z" }, "\"2\"")).Expect(HttpStatusCode.OK);
        Assert.Equal(["2027-02-11"], Dates(known));
        Assert.Null(known.Json["closure"]!["estimatedUntil"]);
        Assert.Equal(1L, await FlaggedAsync(clinic, "closure"));
        (await clinic.Client.DeleteAsync(path, "\"3\"")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(0L, await FlaggedAsync(clinic, "closure"));
    }

    [Fact]
    public async Task Closures_OverEachOther_KeepTheFlagUntilTheLastIsGone()
    {
        var clinic = await SeedAsync(new ClinicBuilder());
        await BookAsync(clinic);
        var whole = (await clinic.Client.PostAsync("/v1/closures", new { siteId = clinic.SiteId, from = "2027-02-10T05:00:00Z", until = "2027-02-11T05:00:00Z", reason = "Flood" })).Expect(HttpStatusCode.Created);
        var device = (await clinic.Client.PostAsync("/v1/closures", new { resourceId = clinic.Devices[0], from = "2027-02-10T05:00:00Z", until = "2027-02-12T05:00:00Z", reason = "Cooling" })).Expect(HttpStatusCode.Created);
        Assert.Equal(["2027-02-10", "2027-02-11"], Dates(device));
        Assert.Equal([null, clinic.Devices[0].ToString()], device.Json["affected"]![0]!["because"]!.AsArray().Select(b => (string?)b!["resourceId"]).Order());
        (await clinic.Client.DeleteAsync($"/v1/closures/{(string)whole.Json["closure"]!["id"]!}", "\"1\"")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(2L, await FlaggedAsync(clinic, "closure"));
        (await clinic.Client.DeleteAsync($"/v1/closures/{(string)device.Json["closure"]!["id"]!}", "\"1\"")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(0L, await FlaggedAsync(clinic, "closure"));
    }

    [Theory]
    [InlineData("""{"from": "2027-02-10T05:00:00Z", "until": "2027-02-11T05:00:00Z", "reason": "X"}""", "/siteId")]
    [InlineData("""{"siteId": "SITE", "from": "2027-02-10T05:00:00Z", "until": null, "reason": "X"}""", "/until")]
    [InlineData("""{"siteId": "SITE", "from": "2027-02-10T05:02:00Z", "until": "2027-02-11T05:00:00Z", "reason": "X"}""", "/from")]
    [InlineData("""{"siteId": "SITE", "from": "2027-02-10T05:00:00Z", "until": "2027-02-10T05:00:00Z", "reason": "X"}""", "/until")]
    [InlineData("""{"siteId": "SITE", "from": "2027-02-10T05:00:00", "until": "2027-02-10T06:00:00Z", "reason": "X"}""", "/from")]
    public async Task Closure_WithAMistake_NamesTheField(string body, string pointer)
    {
        var clinic = await SeedAsync(new ClinicBuilder());
        var refused = (await clinic.Client.PostAsync("/v1/closures", body.Replace("SITE", clinic.SiteId.ToString(), StringComparison.Ordinal))).Expect(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(pointer, Assert.Single(refused.Json["errors"]!.AsObject()).Key);
        (await clinic.Client.PostAsync("/v1/closures", new { resourceId = clinic.Patients[0], from = "2027-02-10T05:00:00Z", until = "2027-02-11T05:00:00Z", reason = "X" }))
            .Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
    }

    [Fact]
    public async Task ShiftsAndCredentials_ThatEnd_ListTheVisitsAfter()
    {
        var clinic = await SeedAsync(new ClinicBuilder());
        var visits = await BookAsync(clinic);
        var path = $"/v1/staff/{clinic.Technicians[0]}";
        var person = (await clinic.Client.GetAsync(path)).Expect(HttpStatusCode.OK);

        var dayOff = (await clinic.Client.PatchAsync(path, new { shiftExceptions = new[] { new { date = "2027-02-10", shifts = Array.Empty<object>(), reason = "Training" } } }, person.ETag)).Expect(HttpStatusCode.OK);
        JsonAssert.Equal(new JsonArray(Affected(visits[2]!, "shift", "R5", "off_shift", clinic.Technicians[0])).ToJsonString(), dayOff.Json["affected"]!.ToJsonString());
        var back = (await clinic.Client.PatchAsync(path, new { shiftExceptions = Array.Empty<object>() }, dayOff.ETag)).Expect(HttpStatusCode.OK);
        Assert.Empty(back.Json["affected"]!.AsArray());
        Assert.Equal(0L, await FlaggedAsync(clinic, "shift"));

        var credential = new { kind = "operator", deviceModelId = clinic.ModelId, validFrom = "2020-01-01", validUntil = "2027-02-19" };
        var lapsing = (await clinic.Client.PutAsync($"{path}/credentials", new { credentials = new[] { credential } }, back.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(visits.Select(v => (string)v!["localDate"]!).Where(d => string.CompareOrdinal(d, "2027-02-19") > 0), Dates(lapsing));
        Assert.Equal(26, Dates(lapsing).Count());
        Assert.All(lapsing.Json["affected"]!.AsArray(), a => Assert.Equal(("credential", "R3", "credential_missing"), Because(a!)));

        var role = (await clinic.Client.PatchAsync(path, new { roles = new[] { "nurse" } }, lapsing.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(36, Dates(role).Count());
        Assert.Equal(26L, await FlaggedAsync(clinic, "credential"));
        Assert.Equal(36L, await FlaggedAsync(clinic, "role"));
    }

    [Fact]
    public async Task ClearanceHoursHolidaysAndRooms_ListTheVisits()
    {
        var clinic = await SeedAsync(new ClinicBuilder());
        var visits = await BookAsync(clinic);
        var old = new[] { new { capability = "figure8", indication = "mdd", minAge = 60 } };
        var cleared = (await clinic.Client.PatchAsync($"/v1/device-models/{clinic.ModelId}", new { clearances = old }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal(36, Dates(cleared).Count());
        Assert.All(cleared.Json["affected"]!.AsArray(), a => Assert.Equal(("clearance", "R3", "not_cleared"), Because(a!)));
        var older = (await clinic.Client.PatchAsync($"/v1/patients/{clinic.Patients[0]}", new { birthDate = "1950-01-01" }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Empty(Dates(older));
        Assert.Equal(0L, await FlaggedAsync(clinic, "clearance"));

        var holiday = (await clinic.Client.PostAsync("/v1/holidays", new { date = "2027-02-10", name = "Day" })).Expect(HttpStatusCode.Created);
        JsonAssert.Equal(new JsonArray(Affected(visits[2]!, "hours", "R5", "outside_hours", null)).ToJsonString(), holiday.Json["affected"]!.ToJsonString());
        var moved = (await clinic.Client.PatchAsync($"/v1/holidays/{(string)holiday.Json["holiday"]!["id"]!}", new { date = "2027-02-11" }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal(["2027-02-11"], Dates(moved));
        (await clinic.Client.DeleteAsync($"/v1/holidays/{(string)holiday.Json["holiday"]!["id"]!}", "\"2\"")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(0L, await FlaggedAsync(clinic, "hours"));

        var hours = (await clinic.Client.PatchAsync($"/v1/sites/{clinic.SiteId}", new { openingHours = new[] { new { day = "monday", from = "07:00", until = "19:00" } } }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal(visits.Select(v => (string)v!["localDate"]!).Where(d => DateOnly.Parse(d, CultureInfo.InvariantCulture).DayOfWeek != DayOfWeek.Monday), Dates(hours));

        var room = (await clinic.Client.PostAsync("/v1/rooms", new { siteId = clinic.SiteId, name = "Elsewhere" })).Expect(HttpStatusCode.Created);
        var placed = (await clinic.Client.PatchAsync($"/v1/devices/{clinic.Devices[0]}", new { roomId = room.Id }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal(36, Dates(placed).Count());
        Assert.Equal(("place", "R5", "wrong_place"), Because(placed.Json["affected"]![0]!));
        Assert.Empty(Dates((await clinic.Client.PatchAsync($"/v1/devices/{clinic.Devices[0]}", """{"roomId": null}""", "\"2\"")).Expect(HttpStatusCode.OK)));
    }

    [Fact]
    public async Task TimeZoneChange_ListsVisitsWhoseLocalTimeIsLost_AndMovesNone()
    {
        var clinic = await SeedAsync(new ClinicBuilder());
        var visits = await BookAsync(clinic);
        var changed = (await clinic.Client.PatchAsync($"/v1/sites/{clinic.SiteId}", new { timeZone = "America/Chicago" }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal(36, Dates(changed).Count());
        Assert.All(changed.Json["affected"]!.AsArray(), a => Assert.Contains("local_time", a!["because"]!.AsArray().Select(b => (string)b!["flag"]!)));
        Assert.Equal(visits.Select(v => (string)v!["start"]!), changed.Json["affected"]!.AsArray().Select(a => (string)a!["start"]!));
    }

    [Fact]
    public async Task PatientsAbsenceAndWindows_ListTheVisits()
    {
        var clinic = await SeedAsync(new ClinicBuilder());
        var visits = await BookAsync(clinic);
        var path = $"/v1/patients/{clinic.Patients[0]}";
        var away = (await clinic.Client.PostAsync($"{path}/absences", new { from = "2027-02-10", until = "2027-02-10" })).Expect(HttpStatusCode.Created);
        JsonAssert.Equal(new JsonArray(Affected(visits[2]!, "patient_absence", "R5", "absent", clinic.Patients[0])).ToJsonString(), away.Json["affected"]!.ToJsonString());
        var windows = (await clinic.Client.PutAsync($"{path}/windows", new { windows = new[] { new { day = "tuesday", from = "07:00", until = "19:00" } } }, away.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(visits.Select(v => (string)v!["localDate"]!).Where(d => DateOnly.Parse(d, CultureInfo.InvariantCulture).DayOfWeek != DayOfWeek.Tuesday), Dates(windows));

        var overview = (await clinic.Client.GetAsync($"{path}/overview")).Expect(HttpStatusCode.OK);
        Assert.Equal(["flagged_visits"], overview.Json["missing"]!.AsArray().Select(m => (string)m!).Where(m => m != "phone"));
        Assert.Equal(5, overview.Json["nextVisits"]!.AsArray().Count);
        JsonAssert.Equal("""{"target": 36, "delivered": 0, "booked": 36, "owed": 0, "missed": 0}""", overview.Json["courses"]![0]!["progress"]!.ToJsonString());
        Assert.Equal("mdd", (string?)overview.Json["courses"]![0]!["indication"]);
        var clerk = await api.CreateKeyAsync(clinic.Client.ClinicId, ["schedule:read", "schedule:write"]);
        var seen = (await clerk.GetAsync($"{path}/overview")).Expect(HttpStatusCode.OK);
        Assert.Equal((null, null, null), ((string?)seen.Json["courses"]![0]!["indication"], (string?)seen.Json["courses"]![0]!["modality"], (string?)seen.Json["courses"]![0]!["protocol"]));

        (await clinic.Client.DeleteAsync(away.Headers["Location"], windows.ETag)).Expect(HttpStatusCode.NoContent);
        Assert.Equal(0L, await FlaggedAsync(clinic, "patient_absence"));
    }

    [Fact]
    public async Task Delete_WhileBooked_IsRefused_NamingTheVisits()
    {
        var clinic = await SeedAsync(new ClinicBuilder());
        var visits = await BookAsync(clinic);
        foreach (var (path, kind, id) in new[]
        {
            ($"/v1/rooms/{clinic.Rooms[0]}", "room", clinic.Rooms[0]), ($"/v1/devices/{clinic.Devices[0]}", "device", clinic.Devices[0]), ($"/v1/staff/{clinic.Technicians[0]}", "staff", clinic.Technicians[0]),
        })
        {
            var refused = (await clinic.Client.DeleteAsync(path, "\"1\"")).Expect(HttpStatusCode.Conflict, "in_use");
            Assert.Equal(visits.Select(v => (string)v!["id"]!), refused.Json["appointmentIds"]!.AsArray().Select(a => (string)a!));
            var first = refused.Json["conflicts"]![0]!;
            Assert.Equal((kind, id.ToString(), "booked", (string)visits[0]!["start"]!), ((string)first["resource"]!["kind"]!, (string)first["resource"]!["id"]!, (string)first["reason"]!, (string)first["start"]!));
        }

        (await clinic.Client.DeleteAsync($"/v1/sites/{clinic.SiteId}", "\"1\"")).Expect(HttpStatusCode.Conflict, "in_use");
        (await clinic.Client.DeleteAsync($"/v1/patients/{clinic.Patients[0]}", "\"1\"")).Expect(HttpStatusCode.Conflict, "in_use");
        (await clinic.Client.DeleteAsync($"/v1/device-models/{clinic.ModelId}", "\"1\"")).Expect(HttpStatusCode.Conflict, "in_use");
    }

    [Fact]
    public async Task Capacity_BelowWhatIsBookedAtOnce_IsRefused()
    {
        var clinic = await SeedAsync(new ClinicBuilder().WithDevices(2).WithPatients(2));
        var path = $"/v1/staff/{clinic.Technicians[0]}";
        (await clinic.Client.PatchAsync(path, new { capacity = 2 }, "\"1\"")).Expect(HttpStatusCode.OK);
        (await clinic.Client.PatchAsync($"/v1/staff/{clinic.Prescriber}", new { capacity = 2 }, "\"1\"")).Expect(HttpStatusCode.OK);
        await BookAsync(clinic, 0);
        var second = await BookAsync(clinic, 1);
        var atOnce = await api.QueryAsync<long>("select count(*) from allocations where live and resource_id = $1 and lane = 1", clinic.Technicians[0]);
        Assert.True(atOnce > 0, "Nothing was booked on the second lane.");
        var refused = (await clinic.Client.PatchAsync(path, new { capacity = 1 }, "\"2\"")).Expect(HttpStatusCode.Conflict, "in_use");
        Assert.Equal(Math.Min(50, atOnce), refused.Json["appointmentIds"]!.AsArray().Count);
        Assert.All(refused.Json["appointmentIds"]!.AsArray(), a => Assert.Contains((string)a!, second.Select(v => (string)v!["id"]!)));
        (await clinic.Client.PatchAsync(path, new { capacity = 3 }, "\"2\"")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Closures_WhileCoursesAreBooked_LeaveNoVisitUnflagged()
    {
        const int courses = 3;
        var clinic = await SeedAsync(new ClinicBuilder().WithDevices(3).WithTechnicians(3).WithPatients(courses));
        var made = new List<(Guid Course, string Plan)>();
        for (var i = 0; i < courses; i++)
        {
            var course = await clinic.CreateCourseAsync(i);
            var plan = (await clinic.Client.PostAsync($"/v1/courses/{course}/plans", new { startOnOrAfter = "2027-02-08", holdMinutes = 15 })).Expect(HttpStatusCode.Created);
            made.Add((course, (string)plan.Json["planId"]!));
        }

        // Bookings of held plans take a moment each, one after the other; closures of the days they reach fall in between.
        var bookings = made.Select(m => clinic.Client.PostAsync($"/v1/courses/{m.Course}/bookings", new { planId = m.Plan, option = 1 }));
        var closures = Enumerable.Range(0, 8).Select(async i =>
        {
            await Task.Delay(i * 25);
            var day = new DateTimeOffset(2027, 2, 8, 12, 0, 0, TimeSpan.Zero).AddDays(2 * i);
            return i % 2 == 0
                ? await clinic.Client.PostAsync("/v1/closures", new { siteId = clinic.SiteId, from = day, until = day.AddHours(12), reason = "Race" })
                : await clinic.Client.PostAsync("/v1/closures", new { resourceId = clinic.Devices[i % 3], from = day, until = day.AddHours(12), reason = "Race" });
        });
        var answers = await Task.WhenAll(bookings.Concat(closures));
        Assert.All(answers, a => Assert.True((int)a.Status < 500, a.Text));
        Assert.All(answers.Skip(courses), a => a.Expect(HttpStatusCode.Created));
        Assert.Equal(0L, await api.QueryAsync<long>("""
            select count(*) from appointments a
            where a.clinic_id = $1 and (a.flags @> '["closure"]') <> exists (select 1 from closures c where c.clinic_id = a.clinic_id
                and (c.site_id = a.site_id or c.resource_id = a.device_id) and c.starts_at < a.ends_at and c.ends_at > a.starts_at)
            """, clinic.Client.ClinicId));
        Assert.Equal(0, await api.Database.DeadlocksAsync());
    }

    [Fact]
    public async Task ChangesOfWhenAResourceCanServe_WaitForTheBookingThatHoldsItsLocks()
    {
        var clinic = await SeedAsync(new ClinicBuilder());
        var client = clinic.Client;
        var (site, device, technician, patient) = (clinic.SiteId, clinic.Devices[0], clinic.Technicians[0], clinic.Patients[0]);
        var day = new { from = "2027-02-10T05:00:00Z", until = "2027-02-11T05:00:00Z" };
        await using var booking = new NpgsqlConnection(api.Database.AdminConnectionString);
        await booking.OpenAsync(TestContext.Current.CancellationToken);
        await using (var transaction = await booking.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            // What a booking holds between its check and its commit.
            await using var locks = new NpgsqlCommand("select (select count(*) from (select 1 from sites where id = $1 for share) s), (select count(*) from (select 1 from resources where id = any($2) for no key update) r)", booking, transaction)
            {
                Parameters = { new() { Value = site }, new() { Value = new[] { device, technician, patient, clinic.Rooms[0] } } },
            };
            await locks.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            Task<ApiAnswer>[] changes =
            [
                client.PostAsync("/v1/closures", new { siteId = site, day.from, day.until, reason = "Site" }),
                client.PostAsync("/v1/closures", new { resourceId = device, day.from, day.until, reason = "Device" }),
                client.PostAsync("/v1/holidays", new { siteId = site, date = "2027-02-10", name = "One" }),
                client.PostAsync("/v1/holidays", new { date = "2027-02-11", name = "All" }),
                client.PatchAsync($"/v1/sites/{site}", new { openingHours = Array.Empty<object>() }, "\"1\""),
                client.PatchAsync($"/v1/staff/{technician}", new { shifts = Array.Empty<object>() }, "\"1\""),
                client.PatchAsync($"/v1/device-models/{clinic.ModelId}", new { clearances = Array.Empty<object>() }, "\"1\""),
                client.PatchAsync($"/v1/devices/{device}", """{"roomId": null}""", "\"1\""),
                client.PatchAsync($"/v1/rooms/{clinic.Rooms[0]}", new { capacity = 2 }, "\"1\""),
                client.PostAsync($"/v1/patients/{patient}/absences", new { from = "2027-02-10", until = "2027-02-10" }),
            ];
            for (var waiting = 0L; waiting < changes.Length && !changes.Any(c => c.IsCompleted);)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
                waiting = await api.QueryAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
            }

            Assert.Empty(changes.Index().Where(c => c.Item.IsCompleted).Select(c => $"{c.Index}: {c.Item.Result.Text}"));
            await transaction.RollbackAsync(TestContext.Current.CancellationToken);
            Assert.All(await Task.WhenAll(changes), a => Assert.True((int)a.Status is 200 or 201, a.Text));
        }
    }

    private static Guid Id(JsonNode visit) => Guid.Parse((string)visit["id"]!);

    private static IEnumerable<string> Dates(ApiAnswer answer) => answer.Json["affected"]!.AsArray().Select(a => (string)a!["localDate"]!);

    private static (string Flag, string Rule, string Reason) Because(JsonNode affected)
    {
        var because = Assert.Single(affected["because"]!.AsArray())!;
        return ((string)because["flag"]!, (string)because["rule"]!, (string)because["reason"]!);
    }

    private static JsonObject Affected(JsonNode visit, string flag, string rule, string reason, Guid? resourceId)
    {
        var affected = new JsonObject { ["appointmentId"] = (string)visit["id"]! };
        foreach (var member in new[] { "courseId", "patientId", "siteId", "kind", "start", "end", "localDate", "localTime", "timeZone" })
        {
            affected[member] = visit[member]?.DeepClone();
        }

        affected["because"] = new JsonArray(new JsonObject { ["flag"] = flag, ["rule"] = rule, ["reason"] = reason, ["resourceId"] = resourceId?.ToString() });
        return affected;
    }

    private Task<long> FlaggedAsync(SmallClinic clinic, string flag) =>
        api.QueryAsync<long>("select count(*) from appointments where clinic_id = $1 and flags @> jsonb_build_array($2::text)", clinic.Client.ClinicId, flag);

    private async Task<SmallClinic> SeedAsync(ClinicBuilder builder)
    {
        api.Clock.Set(Now);
        return await builder.SeedAsync(api);
    }

    private static async Task<JsonArray> BookAsync(SmallClinic clinic, int patient = 0)
    {
        var course = await clinic.CreateCourseAsync(patient);
        var booked = (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-08", preferredTime = "09:00" })).Expect(HttpStatusCode.Created);
        return booked.Json["appointments"]!.AsArray();
    }
}
