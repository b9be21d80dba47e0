using System.Net;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Appointments;

public sealed class ChangingVisitsTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public ChangingVisitsTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task Move_ToAnotherTime_KeepsNumberAndResources_AnswersTheDifference_AndBumpsTheCourse()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync();
        var before = await clinic.VisitAsync(visits[1]);
        var courseTag = (await clinic.Client.GetAsync($"/v1/courses/{course}")).ETag;
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        var moved = (await clinic.ActAsync(visits[1], "move", new { scope = "this", start = VisitCalls.At("2027-02-23", "09:20"), reason = "Exam." }, before.ETag)).Expect(HttpStatusCode.OK);

        Assert.Equal("\"2\"", moved.ETag);
        Assert.Equal(["start"], moved.Json["changes"]!.AsArray().Select(c => (string)c!));
        Assert.True((bool)moved.Json["applied"]!);
        Assert.Equal("2027-02-23T09:00:00-05:00", (string)moved.Json["before"]!["start"]!);
        Assert.Equal("2027-02-23T09:20:00-05:00", (string)moved.Json["after"]!["start"]!);
        var after = await clinic.VisitAsync(visits[1]);
        Assert.Equal(2, (int)after.Json["sessionNumber"]!);
        Assert.Equal(2, (int)after.Json["scheduleVersion"]!);
        JsonAssert.Equal(after.Text, moved.Json["appointment"]!.ToJsonString());
        Assert.NotEqual(courseTag, (await clinic.Client.GetAsync($"/v1/courses/{course}")).ETag);
        Assert.Equal("appointment.booked,appointment.moved", await api.QueryAsync<string>("select string_agg(kind, ',' order by id) from events where subject_id = $1", visits[1]));

        var history = (await clinic.Client.GetAsync($"/v1/appointments/{visits[1]}/history")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal([("booked", null, "front-desk-1"), ("moved", "Exam.", "front-desk-1")], history.Select(h => ((string)h!["kind"]!, (string?)h["reason"], (string)h["actor"]!)));
        Assert.Null(history[0]!["before"]);
        Assert.Equal("09:00", (string)history[1]!["before"]!["localTime"]!);
        Assert.Equal("09:20", (string)history[1]!["after"]!["localTime"]!);
        // The old place is free again.
        (await clinic.PostVisitAsync(new { kind = "phone_screen", start = VisitCalls.At("2027-02-23", "08:45"), patientId = clinic.Patients[0], siteId = clinic.SiteId })).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Move_ByMinutesOrLocalTime_MovesTheWallClock()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (_, visits) = await clinic.WeekAsync(2);
        // 20 days on, past the change of clocks: the wall clock moves by 20 days and an hour.
        var shifted = (await clinic.ActAsync(visits[1], "move", new { scope = "this", shiftMinutes = 20 * 24 * 60 + 60 }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal("2027-03-15T10:00:00-04:00", (string)shifted.Json["after"]!["start"]!);
        var earlier = (await clinic.ActAsync(visits[1], "move", new { scope = "this", localTime = "08:15" }, "\"2\"")).Expect(HttpStatusCode.OK);
        Assert.Equal("2027-03-15T08:15:00-04:00", (string)earlier.Json["after"]!["start"]!);
        (await clinic.ActAsync(visits[1], "move", new { scope = "this", localTime = "08:15", shiftMinutes = 5 }, "\"3\"")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.ActAsync(visits[1], "move", new { scope = "this", shiftMinutes = 7 }, "\"3\"")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.ActAsync(visits[1], "move", new { scope = "this" }, "\"3\"")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.ActAsync(visits[1], "move", new { scope = "this", localTime = "08:15" }, "\"3\"")).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        (await clinic.ActAsync(visits[1], "move", new { scope = "this", start = VisitCalls.At("2027-02-19", "09:00") }, "\"3\"")).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
    }

    [Fact]
    public async Task Move_ThatIsRefused_LeavesEverythingAsItWas()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var (_, visits) = await clinic.WeekAsync();
        var (other, _) = (await clinic.CreateCourseAsync(1), 0);
        await clinic.BookSessionAsync(other, "initial", "2027-02-24", "13:00", patient: 1);
        var before = (await clinic.VisitAsync(visits[1])).Text;
        var places = await PlacesAsync();

        var taken = (await clinic.ActAsync(visits[1], "move", new { scope = "this", start = VisitCalls.At("2027-02-24", "13:30"), @override = new { rules = new[] { "R6" }, reason = "Order." } }, "\"1\"")).Expect(HttpStatusCode.Conflict, "place_taken");
        Assert.Contains(taken.Json["conflicts"]!.AsArray(), c => (string?)c!["resource"]!["kind"] == "device" && (string?)c["blockedBy"]!["start"] is not null);
        var sameDay = (await clinic.ActAsync(visits[1], "move", new { scope = "this", start = VisitCalls.At("2027-02-24", "16:00") }, "\"1\"")).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal("R6", (string)sameDay.Json["rule"]!);
        var closed = (await clinic.ActAsync(visits[1], "move", new { scope = "this", start = VisitCalls.At("2027-02-25", "05:00") }, "\"1\"")).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal("R5", (string)closed.Json["rule"]!);
        // The dose is determined first.
        (await clinic.ActAsync(visits[0], "move", new { scope = "this", start = VisitCalls.At("2027-02-26", "09:00") }, "\"1\"")).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");

        JsonAssert.Equal(before, (await clinic.VisitAsync(visits[1])).Text);
        Assert.Equal(places, await PlacesAsync());

        Task<string> PlacesAsync() => api.QueryAsync<string>("select string_agg(concat(resource_id, lane, starts_at, ends_at, live), ',' order by resource_id, starts_at) from allocations where appointment_id = $1", visits[1]);
    }

    [Fact]
    public async Task Move_BetweenTaperSessions_IsRefusedByR6_TwoDaysApart()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        await api.ExecuteAsync("update courses set targets = '[{\"phase\":\"acute\",\"sessions\":1},{\"phase\":\"taper_3\",\"sessions\":3}]' where id = $1", course);
        await clinic.BookSessionAsync(course, "initial", "2027-02-22", "09:00");
        var first = await clinic.BookSessionAsync(course, "treatment", "2027-02-24", "09:00");
        Assert.Equal("taper_3", (string)first.Json["phase"]!);
        var second = await clinic.BookSessionAsync(course, "treatment", "2027-02-26", "09:00");
        var refused = (await clinic.ActAsync(second.Id, "move", new { scope = "this", start = VisitCalls.At("2027-02-25", "09:00") }, second.ETag)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal(("R6", "days_too_close"), ((string)refused.Json["rule"]!, (string)refused.Json["conflicts"]![0]!["reason"]!));
        var waived = new { scope = "this", start = VisitCalls.At("2027-02-25", "09:00"), @override = new { rules = new[] { "R6" }, reason = "Travels on Friday." } };
        var moved = (await clinic.ActAsync(second.Id, "move", waived, second.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal("front-desk-1", (string)moved.Json["appointment"]!["override"]!["by"]!);
    }

    [Fact]
    public async Task DryRuns_AnswerTheDifference_AndWriteNothing()
    {
        var clinic = await new ClinicBuilder().WithTechnicians(2).SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync(2);
        var before = await clinic.VisitAsync(visits[1]);
        var stored = (await clinic.Client.GetAsync($"/v1/courses/{course}")).ETag;
        var events = await EventsAsync();
        var other = before.Json.Person("technician") == clinic.Technicians[0] ? clinic.Technicians[1] : clinic.Technicians[0];
        foreach (var (action, body, changes) in new (string, object, string[])[]
        {
            ("move", new { scope = "this", localTime = "11:00", dryRun = true }, ["start"]),
            ("swap", new { staffId = other, reason = "Sick.", dryRun = true }, ["staff"]),
            ("cancel", new { scope = "this", by = "patient", reason = "Flu.", dryRun = true }, ["state", "sessionNumber"]),
        })
        {
            var answer = (await clinic.Client.PostAsync($"/v1/appointments/{visits[1]}/{action}", body, before.ETag, "")).Expect(HttpStatusCode.OK);
            Assert.False((bool)answer.Json["applied"]!);
            Assert.Equal(changes, answer.Json["changes"]!.AsArray().Select(c => (string)c!));
            JsonAssert.Equal(before.Text, answer.Json["appointment"]!.ToJsonString());
            Assert.Equal(stored, (string)answer.Json["course"]!["etag"]!);
        }

        (await clinic.Client.PostAsync($"/v1/appointments/{visits[1]}/move", new { scope = "this", localTime = "20:00", dryRun = true }, before.ETag, "")).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        JsonAssert.Equal(before.Text, (await clinic.VisitAsync(visits[1])).Text);
        Assert.Equal(events, await EventsAsync());

        Task<long> EventsAsync() => api.QueryAsync<long>("select count(*) from events where clinic_id = $1", clinic.Client.ClinicId);
    }

    [Fact]
    public async Task Move_WithoutOrWithAnOldVersion_IsRefused()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var visit = await clinic.BookConsultAsync("2027-02-23", "10:00");
        var move = new { scope = "this", localTime = "11:00" };
        (await clinic.Client.PostAsync($"/v1/appointments/{visit.Id}/move", move)).Expect((HttpStatusCode)428, "version_required");
        (await clinic.ActAsync(visit.Id, "move", move, "\"7\"")).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
        (await clinic.ActAsync(Guid.CreateVersion7(), "move", move, "\"1\"")).Expect(HttpStatusCode.NotFound, "not_found");
        (await (await api.CreateClinicAsync()).PostAsync($"/v1/appointments/{visit.Id}/move", move, "\"1\"")).Expect(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Move_TwiceAtOnceWithOneVersion_OneWins_TheOtherIsStale()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var visit = await clinic.BookConsultAsync("2027-02-23", "10:00");
        for (var round = 0; round < 10; round++)
        {
            var etag = (await clinic.VisitAsync(visit.Id)).ETag;
            var day = $"2027-03-{1 + round % 5:00}";
            var answers = await Task.WhenAll(
                clinic.ActAsync(visit.Id, "move", new { scope = "this", start = VisitCalls.At(day, round < 5 ? "10:00" : "09:00") }, etag),
                clinic.ActAsync(visit.Id, "move", new { scope = "this", start = VisitCalls.At(day, round < 5 ? "14:00" : "15:00") }, etag));
            Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
            Assert.Single(answers, a => a is { Status: HttpStatusCode.PreconditionFailed, Code: "stale_version" });
        }

        Assert.Equal(3L, await api.QueryAsync<long>("select count(*) from allocations where appointment_id = $1 and live", visit.Id));
    }

    [Fact]
    public async Task Move_SixteenVisitsIntoOnePlace_OneWins_NoDeadlock()
    {
        var clinic = await new ClinicBuilder().WithPatients(16).WithTechnicians(2).WithDevices(2).SeedAsync(api);
        List<Guid> visits = [];
        for (var i = 0; i < 16; i++)
        {
            visits.Add((await clinic.BookConsultAsync($"2027-03-{1 + i / 4:00}", $"{8 + i % 4 * 2:00}:00", i)).Id);
        }

        // One prescriber: only one consult fits.
        var answers = await Task.WhenAll(visits.Select(v => clinic.ActAsync(v, "move", new { scope = "this", start = VisitCalls.At("2027-03-09", "10:00") }, "\"1\"")));
        Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
        Assert.Equal(15, answers.Count(a => a is { Status: HttpStatusCode.Conflict, Code: "place_taken" }));
        Assert.Equal(0, await api.Database.DeadlocksAsync());
        Assert.Equal(48L, await api.QueryAsync<long>("select count(*) from allocations where clinic_id = $1 and live", clinic.Client.ClinicId));
    }

    [Fact]
    public async Task Swap_ToAnotherTechnician_FreesTheFirst_AndIsRefusedWithoutACredential_NamingR3()
    {
        var clinic = await new ClinicBuilder().WithTechnicians(2).SeedAsync(api);
        var (_, visits) = await clinic.WeekAsync(1);
        var before = await clinic.VisitAsync(visits[0]);
        var first = before.Json.Person("technician");
        var other = clinic.Technicians.Single(t => t != first);
        var swapped = (await clinic.ActAsync(visits[0], "swap", new { staffId = other, reason = "Sick." }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal(["staff"], swapped.Json["changes"]!.AsArray().Select(c => (string)c!));
        Assert.Equal(other, swapped.Json["appointment"]!.Person("technician"));
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from allocations where resource_id = $1 and live", first));
        (await clinic.ActAsync(visits[0], "swap", new { staffId = other, reason = "Again." }, "\"2\"")).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        (await clinic.ActAsync(visits[0], "swap", new { staffId = Guid.NewGuid(), reason = "Who?" }, "\"2\"")).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
        (await clinic.ActAsync(visits[0], "swap", new { role = "nurse", staffId = first, reason = "No such role." }, "\"2\"")).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");

        await api.ExecuteAsync("update staff set credentials = '[]' where id = $1", first);
        var refused = (await clinic.ActAsync(visits[0], "swap", new { staffId = first, reason = "Back." }, "\"2\"")).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal("R3", (string)refused.Json["rule"]!);
        JsonAssert.Equal(
            $$"""{"kind": "staff", "id": "{{first}}", "name": "{{before.Json["resources"]!.AsArray().First(r => (string?)r!["role"] == "technician")!["name"]}}"}""",
            refused.Json["conflicts"]![0]!["resource"]!.ToJsonString());
        Assert.Equal("credential_missing", (string)refused.Json["conflicts"]![0]!["reason"]!);
        Assert.Equal(other, (await clinic.VisitAsync(visits[0])).Json.Person("technician"));
    }

    [Fact]
    public async Task Cancel_OwesTheSessionAgain_FreesThePlaceOnce_AndFlagsALatePatient()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync();
        var cancelled = (await clinic.ActAsync(visits[1], "cancel", new { scope = "this", by = "patient", reason = "Flu.", makeUp = true }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal("cancelled_by_patient", (string)cancelled.Json["after"]!["state"]!);
        Assert.False((bool)cancelled.Json["appointment"]!["lateCancel"]!);
        // R11: after the last booked session of the phase, one a day, at the same time.
        Assert.Equal(["2027-02-25 09:00", "2027-02-26 09:00", "2027-03-01 09:00"], cancelled.Json["makeUpOptions"]!.AsArray().Take(3).Select(o => $"{o!["localDate"]} {o["localTime"]}"));
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from allocations where appointment_id = $1 and live", visits[1]));
        Assert.Equal(2, (int)(await clinic.VisitAsync(visits[2])).Json["sessionNumber"]!);
        Assert.Equal(34, (int)(await clinic.ProgressAsync(course))["owed"]!);

        // Somebody takes the place; a second cancellation must not free it.
        var taker = await clinic.BookSessionAsync(course, "treatment", "2027-02-23", "09:00");
        var again = (await clinic.ActAsync(visits[1], "cancel", new { scope = "this", by = "clinic", reason = "Again." }, "\"2\"")).Expect(HttpStatusCode.Conflict, "wrong_state");
        Assert.Equal("The visit is cancelled_by_patient and can't be cancelled.", (string)again.Json["detail"]!);
        Assert.Equal(4L, await api.QueryAsync<long>("select count(*) from allocations where appointment_id = $1 and live", taker.Id));

        api.Clock.Set(VisitCalls.MondayMorning.AddHours(40));
        var late = (await clinic.ActAsync(visits[2], "cancel", new { scope = "this", by = "patient", reason = "Forgot." }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.True((bool)late.Json["appointment"]!["lateCancel"]!);
        (await clinic.ActAsync(visits[0], "move", new { scope = "this", start = VisitCalls.At("2027-02-25", "09:00") }, "\"1\"")).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await clinic.ActAsync(visits[0], "cancel", new { scope = "this", by = "clinic", reason = "Past." }, "\"1\"")).Expect(HttpStatusCode.Conflict, "wrong_state");
    }

    [Fact]
    public async Task Cancel_TwiceAtOnce_OneWins()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var visit = await clinic.BookConsultAsync("2027-02-23", "10:00");
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => clinic.ActAsync(visit.Id, "cancel", new { scope = "this", by = "clinic", reason = "Closed." }, "\"1\"")));
        Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
        Assert.Equal(3, answers.Count(a => a is { Status: HttpStatusCode.PreconditionFailed, Code: "stale_version" }));
        Assert.Equal(1L, await api.QueryAsync<long>("select count(*) from events where subject_id = $1 and kind = 'appointment.cancelled'", visit.Id));
    }
}
