using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Appointments;

/// <summary>R12: moves and cancellations of several visits of a course at once.</summary>
public sealed class ScopedChangesTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public ScopedChangesTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task Move_FollowingToANewDailyTime_MovesEachOnItsDay_AcrossTheChangeOfClocks()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, before) = await clinic.WholeCourseAsync();
        var body = new { scope = "following", localTime = "11:00", reason = "New shift at work." };
        var tag = await clinic.CourseTagAsync(course);
        var written = await WrittenAsync(course);

        var shown = (await clinic.ActAsync(before[5].Id(), "move", new { body.scope, body.localTime, dryRun = true }, tag)).Expect(HttpStatusCode.OK);

        Assert.Equal((written, tag), (await WrittenAsync(course), shown.ETag));
        Assert.Equal((false, 31, 0), ((bool)shown.Json["applied"]!, shown.Json["visits"]!.AsArray().Count, shown.Json["conflicts"]!.AsArray().Count));
        var moved = (await clinic.ActAsync(before[5].Id(), "move", body, tag)).Expect(HttpStatusCode.OK);
        Assert.Equal(Starts(shown.Json), Starts(moved.Json));
        var after = await clinic.VisitsAsync(course);
        Assert.Equal(before.Select(v => (string)v["id"]!), after.Select(v => (string)v["id"]!));
        Assert.Equal(before.Select(v => (string)v["localDate"]!), after.Select(v => (string)v["localDate"]!));
        Assert.All(before.Take(5).Zip(after), x => JsonAssert.Equal(x.First.ToJsonString(), x.Second.ToJsonString()));
        Assert.All(after.Skip(5), v => Assert.Equal("11:00", (string)v["localTime"]!));
        Assert.Equal(["-05:00", "-04:00"], after.Skip(5).Select(v => ((string)v["start"]!)[^6..]).Distinct());
        Assert.Equal(Enumerable.Range(1, 36), after.Select(v => (int)v["sessionNumber"]!));
        Assert.Equal(31L, await api.QueryAsync<long>("select count(*) from appointment_changes c join appointments a on a.id = c.appointment_id where a.course_id = $1 and c.kind = 'moved' and c.reason = 'New shift at work.'", course));
        Assert.Equal(31L, await api.QueryAsync<long>("select count(*) from events e join appointments a on a.id = e.subject_id where a.course_id = $1 and e.kind = 'appointment.moved'", course));
        Assert.Equal((moved.ETag, 36L), (await clinic.CourseTagAsync(course), await api.QueryAsync<long>("select count(distinct appointment_id) from allocations l join appointments a on a.id = l.appointment_id where a.course_id = $1 and l.live and l.starts_at = a.starts_at", course)));
        // The course's version is asked, not the visit's, and the old one is stale.
        (await clinic.ActAsync(before[5].Id(), "move", body, tag)).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
        (await clinic.ActAsync(before[5].Id(), "move", body, moved.ETag)).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        (await clinic.Client.PostAsync($"/v1/appointments/{before[5].Id()}/move", body)).Expect((HttpStatusCode)428, "version_required");
    }

    [Fact]
    public async Task Move_OfVisitsOntoEachOthersPlaces_NoneStandsInTheWay()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync();
        var moved = (await clinic.ActAsync(visits[1], "move", new { scope = "following", start = VisitCalls.At("2027-02-24", "09:00") }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);
        Assert.Equal(["2027-02-24T09:00:00-05:00", "2027-02-25T09:00:00-05:00"], Starts(moved.Json));
        var all = (await clinic.ActAsync(visits[0], "move", new { scope = "remaining", shiftMinutes = 15 }, moved.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(["2027-02-22T09:15:00-05:00", "2027-02-24T09:15:00-05:00", "2027-02-25T09:15:00-05:00"], Starts(all.Json));
        // Alone, the first may not go behind the others; with them it may.
        (await clinic.ActAsync(visits[0], "move", new { scope = "this", start = VisitCalls.At("2027-02-26", "09:00") }, "\"2\"")).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        (await clinic.ActAsync(visits[2], "move", new { scope = "following", start = VisitCalls.At("2027-02-22", "07:00") }, all.ETag)).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        (await clinic.ActAsync(visits[0], "move", new { scope = "remaining", start = VisitCalls.At("2027-03-01", "08:00") }, all.ETag)).Expect(HttpStatusCode.OK);
        (await clinic.ActAsync(visits[0], "move", new { scope = "remaining", start = VisitCalls.At("2037-03-01", "08:00") }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
    }

    [Fact]
    public async Task Move_ThatIsRefused_NamesEveryConflictBySession_AndLeavesEverythingAsItWas()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync(5);
        var other = await clinic.CreateCourseAsync(1);
        await clinic.BookSessionAsync(other, "initial", "2027-02-23", "13:00", patient: 1);
        await clinic.BookSessionAsync(other, "treatment", "2027-02-25", "13:00", patient: 1);
        var (tag, written) = (await clinic.CourseTagAsync(course), await WrittenAsync(course));

        var refused = (await clinic.ActAsync(visits[1], "move", new { scope = "following", localTime = "13:10" }, tag)).Expect(HttpStatusCode.Conflict, "place_taken");

        Assert.Equal([2, 4], Sessions(refused.Json));
        Assert.Equal(written, await WrittenAsync(course));
        var shown = (await clinic.ActAsync(visits[1], "move", new { scope = "following", localTime = "13:10", dryRun = true }, tag)).Expect(HttpStatusCode.OK);
        Assert.Equal([2, 4], Sessions(shown.Json));
        Assert.Equal((tag, 4), (shown.ETag, shown.Json["visits"]!.AsArray().Count));
        Assert.All(shown.Json["visits"]!.AsArray(), v => Assert.Equal(("09:00", "13:10", "\"1\""), ((string)v!["before"]!["localTime"]!, (string)v["after"]!["localTime"]!, (string)v["etag"]!)));
        // R6: as the course would then be, with its first session that stays.
        var close = (await clinic.ActAsync(visits[1], "move", new { scope = "following", start = VisitCalls.At("2027-02-22", "16:00") }, tag)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal(("R6", 2), ((string)close.Json["rule"]!, (int)close.Json["conflicts"]![0]!["sessionNumber"]!));
        (await clinic.ActAsync(visits[1], "move", new { scope = "following", localTime = "05:00" }, tag)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal(written, await WrittenAsync(course));
        var single = (await clinic.ActAsync(visits[3], "move", new { scope = "this", localTime = "13:10" }, "\"1\"")).Expect(HttpStatusCode.Conflict, "place_taken");
        Assert.Equal([4], Sessions(single.Json));
    }

    [Fact]
    public async Task Move_ToOtherResources_KeepsTimesAndConfirmations()
    {
        var clinic = await new ClinicBuilder().WithTechnicians(2).WithDevices(2).SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync(4);
        (await clinic.ActAsync(visits[2], "confirm", new { }, "\"1\"")).Expect(HttpStatusCode.OK);
        var before = await clinic.VisitsAsync(course);
        var other = clinic.Technicians.Single(t => t != before[1].Person("technician"));

        var moved = (await clinic.ActAsync(visits[1], "move", new { scope = "following", resources = Technician(other), reason = "Ill." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);

        Assert.All(moved.Json["visits"]!.AsArray(), v => Assert.Equal(["staff"], v!["changes"]!.AsArray().Select(c => (string)c!)));
        var after = await clinic.VisitsAsync(course);
        Assert.Equal(before.Select(v => (string)v["start"]!), after.Select(v => (string)v["start"]!));
        Assert.Equal([before[0].Person("technician"), other, other, other], after.Select(v => v.Person("technician")));
        Assert.Equal("confirmed", (string)after[2]["state"]!);
        var nobody = new { scope = "following", resources = Technician(Guid.NewGuid()) };
        (await clinic.ActAsync(visits[1], "move", nobody, moved.ETag)).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
    }

    [Fact]
    public async Task Cancel_FollowingOrRemaining_FreesEachPlaceOnce_AndLeavesWhatIsOver()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync(5);
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(28));
        (await clinic.ActAsync(visits[0], "deliver", new { at = VisitCalls.MondayMorning.AddHours(4) }, "\"1\"")).Expect(HttpStatusCode.OK);
        // Ten past nine on Tuesday's second visit: it has begun, and stays whatever the scope.
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(27).AddMinutes(10));
        var tag = await clinic.CourseTagAsync(course);
        (await clinic.ActAsync(visits[1], "cancel", new { scope = "following", by = "patient", reason = "Moves away." }, tag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        var some = (await clinic.ActAsync(visits[3], "cancel", new { scope = "following", by = "patient", reason = "Moves away.", makeUp = true }, tag)).Expect(HttpStatusCode.OK);
        Assert.Equal([visits[3], visits[4]], Ids(some.Json));
        Assert.NotEmpty(some.Json["makeUpOptions"]!.AsArray());
        var all = (await clinic.ActAsync(visits[0], "cancel", new { scope = "remaining", by = "patient", reason = "Moves away." }, some.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal([visits[2]], Ids(all.Json));
        Assert.Equal([visits[1]], all.Json["unchanged"]!.AsArray().Select(i => (Guid)i!));
        Assert.Equal("delivered", (string)all.Json["after"]!["state"]!);
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from allocations where appointment_id = any($1) and live", visits.Skip(2).ToArray()));
        Assert.True((bool)(await clinic.VisitAsync(visits[2])).Json["lateCancel"]!);
        Assert.False((bool)(await clinic.VisitAsync(visits[4])).Json["lateCancel"]!);
        Assert.Equal(3L, await api.QueryAsync<long>("select count(*) from events where kind = 'appointment.cancelled' and subject_id = any($1)", visits.ToArray()));
        (await clinic.ActAsync(visits[0], "cancel", new { scope = "remaining", by = "patient", reason = "Again." }, all.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        var alone = await clinic.BookConsultAsync("2027-03-23", "10:00");
        (await clinic.ActAsync(alone.Id, "cancel", new { scope = "remaining", by = "patient", reason = "None." }, "\"1\"")).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
    }

    [Fact]
    public async Task Moves_OfTwoCoursesIntoTheSamePlaces_OneWins_NoDeadlock_AndOfOneCourseTwice_TheOtherIsStale()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).WithTechnicians(2).SeedAsync(api);
        var (first, a) = await clinic.WholeCourseAsync(0, "09:00");
        var (second, b) = await clinic.WholeCourseAsync(1, "15:00");
        for (var round = 0; round < 3; round++)
        {
            var time = $"{11 + round}:00";
            var (firstTag, secondTag) = (await clinic.CourseTagAsync(first), await clinic.CourseTagAsync(second));
            var body = new { scope = "remaining", localTime = time };
            var answers = await Task.WhenAll(
                clinic.ActAsync(a[3].Id(), "move", body, firstTag),
                clinic.ActAsync(a[8].Id(), "move", body, firstTag),
                clinic.ActAsync(b[0].Id(), "move", body, secondTag));
            // The initial visits take the only device for longer, so both courses can't be there.
            Assert.Single(answers, x => x.Status == HttpStatusCode.OK);
            Assert.All(answers.Where(x => x.Status != HttpStatusCode.OK), x => Assert.Contains(x.Code, new[] { "stale_version", "place_taken" }));
        }

        Assert.Equal(0, await api.Database.DeadlocksAsync());
        Assert.Equal(72L, await api.QueryAsync<long>("select count(distinct appointment_id) from allocations where clinic_id = $1 and live", clinic.Client.ClinicId));
    }

    private static object Technician(Guid id) => new { staff = new[] { new { role = "technician", staffId = id } } };

    private static IEnumerable<string> Starts(JsonNode answer) => answer["visits"]!.AsArray().Select(v => (string)v!["after"]!["start"]!);

    private static IEnumerable<Guid> Ids(JsonNode answer) => answer["visits"]!.AsArray().Select(v => (Guid)v!["appointmentId"]!);

    private static IEnumerable<int> Sessions(JsonNode answer) => answer["conflicts"]!.AsArray().Select(c => (int)c!["sessionNumber"]!).Distinct();

    private Task<string> WrittenAsync(Guid course) => api.QueryAsync<string>(
        "select (select version from courses where id = $1) || '/' || (select sum(version) from appointments where course_id = $1) || '/' || (select count(*) from appointment_changes) || '/' || (select string_agg(concat(l.resource_id, l.lane, l.starts_at, l.live), ',' order by l.id) from allocations l join appointments a on a.id = l.appointment_id where a.course_id = $1)", course);
}
