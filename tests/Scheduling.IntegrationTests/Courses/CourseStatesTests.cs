using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Courses;

/// <summary>A course as a whole: paused, held, resumed, ended, amended (R13, R14).</summary>
public sealed class CourseStatesTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public CourseStatesTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task ATarget_OnceSessionsAreBooked_IsChangedByAnAmendmentOnly()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        var path = $"/v1/courses/{course}";
        var changed = (await clinic.Client.PatchAsync(path, new { targets = new[] { new { phase = "acute", sessions = 30 } } }, (await clinic.Client.GetAsync(path)).ETag)).Expect(HttpStatusCode.OK);
        (await clinic.Client.PostAsync($"{path}/bookings", new { startOnOrAfter = "2027-02-22" })).Expect(HttpStatusCode.Created);

        var etag = (await clinic.Client.GetAsync(path)).ETag;
        var refused = (await clinic.Client.PatchAsync(path, new { targets = new[] { new { phase = "acute", sessions = 36 } } }, etag)).Expect(HttpStatusCode.Conflict, "wrong_state");

        Assert.Equal("R13", (string)refused.Json["rule"]!);
        Assert.NotEqual(changed.ETag, etag);
    }

    [Fact]
    public async Task Pause_PlacesItsVisitsAfterIt_AndNothingIsBookedInIt()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, before) = await clinic.WholeCourseAsync();
        var (tag, written) = (await clinic.CourseTagAsync(course), await WrittenAsync(course));
        var body = new { from = "2027-03-08", until = "2027-03-12", reason = "Travels." };

        var shown = (await ActAsync(clinic, course, "pause", new { body.from, body.until, body.reason, dryRun = true }, tag)).Expect(HttpStatusCode.OK);

        Assert.Equal((written, tag), (await WrittenAsync(course), shown.ETag));
        var paused = (await ActAsync(clinic, course, "pause", body, tag)).Expect(HttpStatusCode.OK);
        Assert.Equal(shown.Json["moved"]!.ToJsonString(), paused.Json["moved"]!.ToJsonString());
        var after = await clinic.VisitsAsync(course);
        Assert.Equal((36, 36), (after.Count, after.Count(v => (string)v["state"]! == "booked")));
        Assert.DoesNotContain(after, v => DateOf(v) >= new DateOnly(2027, 3, 8) && DateOf(v) <= new DateOnly(2027, 3, 12));
        Assert.Equal(5, before.Count(v => DateOf(v) >= new DateOnly(2027, 3, 8) && DateOf(v) <= new DateOnly(2027, 3, 12)));
        Assert.Equal(("ready", 0), ((string)paused.Json["state"]!, (int)paused.Json["course"]!["owed"]!));
        Assert.Equal("front-desk-1", await api.QueryAsync<string>("select absences->0->>'approvedBy' from patients where id = $1", clinic.Patients[0]));
        (await ActAsync(clinic, course, "pause", body, tag)).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
        (await ActAsync(clinic, course, "pause", new { from = "2027-03-12", until = "2027-03-08", reason = "Wrong." }, paused.ETag)).Expect(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task Pause_WithoutPlacing_ReleasesItsVisits_AndOneOverTheBeginning_MovesTheWholeCourseBehindIt()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, _) = await clinic.WholeCourseAsync();
        var released = (await ActAsync(clinic, course, "pause", new { from = "2027-03-08", until = "2027-03-12", reason = "Travels.", place = false }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);
        Assert.Equal((5, 5), (released.Json["released"]!.AsArray().Count, (int)released.Json["course"]!["owed"]!));
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from allocations l join appointments a on a.id = l.appointment_id where a.course_id = $1 and a.state = 'needs_new_time' and l.live", course));

        var begun = (await ActAsync(clinic, course, "pause", new { from = "2027-02-22", until = "2027-02-26", reason = "Ill." }, released.ETag)).Expect(HttpStatusCode.OK);
        var after = (await clinic.VisitsAsync(course)).Where(v => (string)v["state"]! == "booked").ToList();
        Assert.Equal((36, "initial", 0), (after.Count, (string)after[0]["kind"]!, (int)begun.Json["course"]!["owed"]!));
        Assert.True(DateOf(after[0]) > new DateOnly(2027, 2, 26));
        Assert.All(after.Skip(1), v => Assert.Equal("treatment", (string)v["kind"]!));
    }

    [Fact]
    public async Task Resume_AfterAGapThatIsHeldFor_MakesTheNextVisitAMotorThresholdVisit()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WholeCourseAsync();
        await DeliverAsync(clinic, visits[0]);
        var held = (await ActAsync(clinic, course, "hold", new { reason = "Hospital stay." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);
        Assert.Equal(("on_hold", "Hospital stay."), ((string)held.Json["state"]!, (string)held.Json["stateReason"]!));
        (await ActAsync(clinic, course, "hold", new { reason = "Again." }, held.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await ActAsync(clinic, course, "pause", new { from = "2027-03-08", until = "2027-03-12", reason = "Travels." }, held.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await (clinic.Client with { Actor = clinic.Technicians[0].ToString() }).PostAsync($"/v1/courses/{course}/resume", new { reason = "Back." }, held.ETag)).Expect(HttpStatusCode.Forbidden, "actor_not_allowed");
        api.Clock.Set(VisitCalls.MondayMorning.AddDays(15));

        var resumed = (await ActAsync(clinic, course, "resume", new { reason = "Back." }, held.ETag)).Expect(HttpStatusCode.OK);

        Assert.Equal(("active", true), ((string)resumed.Json["state"]!, (bool)resumed.Json["motorThresholdFirst"]!));
        var first = (await clinic.VisitAsync((Guid)resumed.Json["motorThresholdVisitId"]!)).Json;
        Assert.Equal(("mt_redetermination", "booked"), ((string)first["kind"]!, (string)first["state"]!));
        var next = (await clinic.VisitsAsync(course)).First(v => (string)v["state"]! == "booked" && (DateTimeOffset)v["start"]! > VisitCalls.MondayMorning.AddDays(15));
        Assert.Equal(first["id"]!.ToString(), next["id"]!.ToString());
    }

    [Fact]
    public async Task Resume_AfterAShortHold_LeavesTheVisitsAsTheyAre()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WholeCourseAsync();
        var held = (await ActAsync(clinic, course, "hold", new { reason = "Question." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);
        (await clinic.PostVisitAsync(new { kind = "treatment", start = VisitCalls.At("2027-06-23", "09:00"), patientId = clinic.Patients[0], courseId = course })).Expect(HttpStatusCode.Conflict, "wrong_state");
        var resumed = (await ActAsync(clinic, course, "resume", new { reason = "Answered." }, held.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(("ready", false), ((string)resumed.Json["state"]!, (bool)resumed.Json["motorThresholdFirst"]!));
        Assert.Equal(visits.Select(v => v.ToJsonString()), (await clinic.VisitsAsync(course)).Select(v => v.ToJsonString()));
    }

    [Fact]
    public async Task Discontinue_CancelsWhatIsToCome_AndCompleteWantsNothingOpen()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var (course, visits) = await clinic.WholeCourseAsync();
        await DeliverAsync(clinic, visits[0]);
        var tag = await clinic.CourseTagAsync(course);
        (await ActAsync(clinic, course, "complete", new { reason = "Remission." }, tag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        var shown = (await ActAsync(clinic, course, "discontinue", new { reason = "Moves away.", dryRun = true }, tag)).Expect(HttpStatusCode.OK);
        Assert.Equal((35, "discontinued"), (shown.Json["cancelled"]!.AsArray().Count, (string)shown.Json["state"]!));
        var ended = (await ActAsync(clinic, course, "discontinue", new { reason = "Moves away." }, tag)).Expect(HttpStatusCode.OK);
        Assert.Equal("delivered", (string)(await clinic.VisitAsync(visits[0].Id())).Json["state"]!);
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from allocations l join appointments a on a.id = l.appointment_id where a.course_id = $1 and l.live and a.state <> 'delivered'", course));
        foreach (var action in new[] { "hold", "resume", "discontinue" })
        {
            (await ActAsync(clinic, course, action, new { reason = "Late." }, ended.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        }

        var (second, week) = await clinic.WeekAsync(1, 1, "13:00");
        await DeliverAsync(clinic, (await clinic.VisitAsync(week[0])).Json);
        var open = await clinic.CourseTagAsync(second);
        (await ActAsync(clinic, second, "complete", new { }, open)).Expect(HttpStatusCode.BadRequest, "invalid_request");
        var completed = (await ActAsync(clinic, second, "complete", new { reason = "Remission." }, open)).Expect(HttpStatusCode.OK);
        Assert.Equal(("completed", "Remission."), ((string)completed.Json["state"]!, (string)completed.Json["stateReason"]!));
    }

    [Fact]
    public async Task Amend_TenMore_AddsThemAtTheEndOfTheirPhase_AndFewer_GivesUpItsLast()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, before) = await clinic.WholeCourseAsync();
        var (tag, written) = (await clinic.CourseTagAsync(course), await WrittenAsync(course));
        var body = new { targets = new[] { new { phase = "acute", sessions = 40 } }, reason = "Partial response." };

        var shown = (await ActAsync(clinic, course, "amendments", new { body.targets, body.reason, dryRun = true }, tag)).Expect(HttpStatusCode.OK);

        Assert.Equal((written, tag), (await WrittenAsync(course), shown.ETag));
        var amended = (await ActAsync(clinic, course, "amendments", body, tag)).Expect(HttpStatusCode.OK);
        Assert.Equal((10, 10), (shown.Json["booked"]!.AsArray().Count, amended.Json["booked"]!.AsArray().Count));
        Assert.Equal((46, 0), ((int)amended.Json["course"]!["target"]!, (int)amended.Json["course"]!["owed"]!));
        var after = await clinic.VisitsAsync(course);
        Assert.Equal(Enumerable.Repeat("acute", 40), after.Take(40).Select(v => (string)v["phase"]!));
        Assert.Equal(before.Take(30).Select(v => v["id"]!.ToString()), after.Take(30).Select(v => v["id"]!.ToString()));
        Assert.Equal(1L, await api.QueryAsync<long>("select count(*) from events where subject_id = $1 and payload->>'action' = 'amend' and payload->>'by' = 'front-desk-1'", course));
        var step = Assert.Single((await clinic.Client.GetAsync($"/v1/courses/{course}")).Json["steps"]!.AsArray())!;
        Assert.Equal(("amend", "Partial response.", "front-desk-1"), ((string)step["action"]!, (string)step["reason"]!, (string)step["by"]!));

        var fewer = (await ActAsync(clinic, course, "amendments", new { targets = new[] { new { phase = "acute", sessions = 35 } }, reason = "Enough." }, amended.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(after.Skip(35).Take(5).Select(v => v["id"]!.ToString()).Order(), fewer.Json["cancelled"]!.AsArray().Select(v => v!["id"]!.ToString()).Order());
        Assert.Equal((41, 41, 0), ((int)fewer.Json["course"]!["target"]!, (int)fewer.Json["course"]!["booked"]!, (int)fewer.Json["course"]!["owed"]!));
        (await ActAsync(clinic, course, "amendments", new { targets = new[] { new { phase = "acute", sessions = 99 } }, reason = "Too many." }, fewer.ETag)).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await ActAsync(clinic, course, "amendments", new { targets = new[] { new { phase = "none", sessions = 3 } }, reason = "Which?" }, fewer.ETag)).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await ActAsync(clinic, course, "amendments", new { targets = new[] { new { phase = "acute", sessions = 35 } }, reason = "Same." }, fewer.ETag)).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        (await (clinic.Client with { Actor = clinic.Technicians[0].ToString() }).PostAsync($"/v1/courses/{course}/amendments", body, fewer.ETag)).Expect(HttpStatusCode.Forbidden, "actor_not_allowed");
    }

    private async Task DeliverAsync(SmallClinic clinic, JsonNode visit)
    {
        api.Clock.Set(((DateTimeOffset)visit["start"]!).AddMinutes(30));
        var here = (await clinic.ActAsync(visit.Id(), "check-in", new { }, (string)visit["etag"]!)).Expect(HttpStatusCode.OK);
        (await clinic.ActAsync(visit.Id(), "deliver", new { }, here.ETag)).Expect(HttpStatusCode.OK);
    }

    private static Task<ApiAnswer> ActAsync(SmallClinic clinic, Guid course, string action, object body, string etag) => clinic.Client.PostAsync($"/v1/courses/{course}/{action}", body, etag);

    private static DateOnly DateOf(JsonNode visit) => DateOnly.Parse((string)visit["localDate"]!, CultureInfo.InvariantCulture);

    private Task<string> WrittenAsync(Guid course) => api.QueryAsync<string>(
        "select md5((select c::text from courses c where id = $1) || (select string_agg(a::text, ',' order by id) from appointments a where course_id = $1) || (select count(*) from allocations where live) || (select count(*) from appointment_changes) || (select string_agg(p::text, ',' order by id) from patients p))", course);
}
