using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Courses;

/// <summary>Missed and owed: R10, R11, and what they mean for the end of the course.</summary>
public sealed class MakeUpsTests : IClassFixture<ApiFixture>
{
    private static readonly object Nothing = new { };
    private readonly TestApi api;

    public MakeUpsTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task MakeUp_OfAMissedSession_IsAppendedAtTheEndOfItsPhase_AndTheTaperShifts()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await BookedCourseAsync(clinic);
        var before = await VisitsAsync(clinic, course);
        var (lastAcute, end) = (DateOf(before.Last(v => (string)v["phase"]! == "acute")), DateOf(before[^1]));
        var missed = await MissAsync(clinic, before[2]);
        var told = missed.Json["course"]!;
        Assert.Equal((1, 1, false), ((int)told["owed"]!, (int)told["missed"]!, (bool)told["initialMissed"]!));
        Assert.True(DateOnly.Parse((string)told["projectedEndsOn"]!, CultureInfo.InvariantCulture) > end, told.ToJsonString());
        var written = await WrittenAsync(course);

        var shown = (await MakeUpAsync(clinic, course, new { dryRun = true }, (string)told["etag"]!)).Expect(HttpStatusCode.OK).Json;

        Assert.Equal(written, await WrittenAsync(course));
        Assert.False((bool)shown["applied"]!);
        Assert.Equal((string)told["etag"]!, (string)shown["course"]!["etag"]!);
        var done = (await MakeUpAsync(clinic, course, Nothing, (string)shown["course"]!["etag"]!)).Expect(HttpStatusCode.OK);
        Assert.Equal(Starts(shown["booked"]!), Starts(done.Json["booked"]!));
        Assert.Equal(shown["moved"]!.ToJsonString(), done.Json["moved"]!.ToJsonString());
        var after = (await VisitsAsync(clinic, course)).Where(v => (string)v["state"]! == "booked").ToList();
        Assert.Equal((36, 0), (after.Count, (int)done.Json["course"]!["owed"]!));
        var made = Assert.Single(done.Json["booked"]!.AsArray())!;
        Assert.Equal(("acute", "treatment"), ((string)made["phase"]!, (string)made["kind"]!));
        Assert.True(DateOf(made) > lastAcute);
        Assert.True(after.Where(v => (string)v["phase"]! != "acute").All(v => DateOf(v) > DateOf(made)));
        Assert.NotEmpty(done.Json["moved"]!.AsArray());
        Assert.All(done.Json["moved"]!.AsArray(), m => Assert.True(before.FindIndex(v => (string)v["id"]! == (string)m!["appointmentId"]!) >= 30));
        Assert.Equal(Enumerable.Range(1, 36), after.Select(v => (int)v["sessionNumber"]!));
        Assert.Equal(DateOf(after[^1]), DateOnly.Parse((string)done.Json["course"]!["projectedEndsOn"]!, CultureInfo.InvariantCulture));
        Assert.Equal("no_show", (string)(await clinic.VisitAsync(IdOf(before[2]))).Json["state"]!);
        (await MakeUpAsync(clinic, course, Nothing, done.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await MakeUpAsync(clinic, course, Nothing, (string)told["etag"]!)).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
    }

    [Fact]
    public async Task MakeUp_WithRoomBeforeTheTaper_MovesNobody()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await BookedCourseAsync(clinic);
        var before = await VisitsAsync(clinic, course);
        // The last acute session is given up in time: its place is free again, and it is the end of its phase.
        var cancelled = (await clinic.ActAsync(IdOf(before[29]), "cancel", new { scope = "this", by = "patient", reason = "Exam." }, "\"1\"")).Expect(HttpStatusCode.OK);
        var told = cancelled.Json["course"]!;
        Assert.Equal(1, (int)told["owed"]!);

        var done = (await MakeUpAsync(clinic, course, Nothing, (string)told["etag"]!)).Expect(HttpStatusCode.OK);

        Assert.Empty(done.Json["moved"]!.AsArray());
        Assert.Equal((string)before[29]["start"]!, (string)done.Json["booked"]![0]!["start"]!);
    }

    [Fact]
    public async Task MakeUp_OfAMissedInitial_MakesTheNextVisitTheInitial_WithItsLongerSlot()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var course = await BookedCourseAsync(clinic);
        var before = await VisitsAsync(clinic, course);
        var missed = await MissAsync(clinic, before[0]);
        Assert.True((bool)missed.Json["course"]!["initialMissed"]!);
        // Somebody else comes right behind the next visit: the longer slot has to be found elsewhere on that day.
        var next = (DateTimeOffset)before[1]["end"]!;
        await clinic.BookConsultAsync(next.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), next.AddMinutes(15).ToString("HH:mm", CultureInfo.InvariantCulture), 1);

        var done = (await MakeUpAsync(clinic, course, Nothing, (string)missed.Json["course"]!["etag"]!)).Expect(HttpStatusCode.OK).Json;

        var after = (await VisitsAsync(clinic, course)).Where(v => (string)v["state"]! == "booked").ToList();
        Assert.Equal(((string)before[1]["id"]!, "initial", 1, 90.0), ((string)after[0]["id"]!, (string)after[0]["kind"]!, (int)after[0]["sessionNumber"]!, Minutes(after[0])));
        Assert.Equal(DateOf(before[1]), DateOf(after[0]));
        Assert.Equal((36, 1), (after.Count, after.Count(v => (string)v["kind"]! == "initial")));
        Assert.Equal((0, false), ((int)done["course"]!["owed"]!, (bool)done["course"]!["initialMissed"]!));
        Assert.Contains("moved", await api.QueryAsync<string>("select string_agg(kind || ':' || reason, ',') from appointment_changes where appointment_id = $1 and before is not null", IdOf(before[1])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MakeUp_OfAnInitialThatLostItsPlace_MakesTheNextVisitTheInitial_AndAppendsTheOther()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await BookedCourseAsync(clinic);
        var before = await VisitsAsync(clinic, course);
        await api.ExecuteAsync("update appointments set state = 'needs_new_time' where id = $1", IdOf(before[0]));
        await api.ExecuteAsync("update allocations set live = false where appointment_id = $1", IdOf(before[0]));
        api.Clock.Set(((DateTimeOffset)before[0]["start"]!).AddMinutes(20));
        var read = await clinic.Client.GetAsync($"/v1/courses/{course}");
        Assert.True((bool)read.Json["initialMissed"]!);

        var done = (await MakeUpAsync(clinic, course, Nothing, read.ETag)).Expect(HttpStatusCode.OK).Json;

        var after = (await VisitsAsync(clinic, course)).OrderBy(v => (DateTimeOffset)v["start"]!).ToList();
        Assert.Equal(((string)before[1]["id"]!, "initial", 90.0), ((string)after[0]["id"]!, (string)after[0]["kind"]!, Minutes(after[0])));
        var appended = after.Single(v => (string)v["id"]! == (string)before[0]["id"]!);
        Assert.Equal(("treatment", "booked", "acute"), ((string)appended["kind"]!, (string)appended["state"]!, (string)appended["phase"]!));
        Assert.Equal((36, 0, false), (after.Count, (int)done["course"]!["owed"]!, (bool)done["course"]!["initialMissed"]!));
    }

    [Fact]
    public async Task CatchUp_DoesNotLieBesideTheInitial_WithoutWhichItCouldNotBeGiven()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await BookedCourseAsync(clinic);
        var before = await VisitsAsync(clinic, course);
        var etag = (string)(await MissAsync(clinic, before[0])).Json["course"]!["etag"]!;
        var order = new { reason = "Flu.", from = (string)before[1]["localDate"]!, until = (string)before[2]["localDate"]!, limits = new { maxPerWeek = 6 } };

        var done = (await MakeUpAsync(clinic, course, new { sameDay = true, catchUp = order }, etag)).Expect(HttpStatusCode.OK).Json;

        var initial = Assert.Single(await VisitsAsync(clinic, course), v => (string)v["kind"]! == "initial" && (string)v["state"]! == "booked");
        Assert.Equal((string)before[1]["localDate"]!, (string)initial["localDate"]!);
        Assert.Equal((string)before[2]["localDate"]!, (string)Assert.Single(done["booked"]!.AsArray())!["localDate"]!);
    }

    [Fact]
    public async Task CatchUp_BehindASessionOfALaterPhase_IsLeftOut_R11()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await BookedCourseAsync(clinic);
        var before = await VisitsAsync(clinic, course);
        var taper = (string)before[30]["phase"]!;
        // As it came from elsewhere: one of the taper amid the acute phase, and one of the acute phase amid the taper.
        await api.ExecuteAsync("update appointments set phase = $2 where id = $1", IdOf(before[10]), taper);
        await api.ExecuteAsync("update appointments set phase = 'acute' where id = $1", IdOf(before[30]));
        var etag = (string)(await MissAsync(clinic, before[2])).Json["course"]!["etag"]!;
        var day = (string)before[12]["localDate"]!;
        var order = new { reason = "Flu.", from = day, until = day, limits = new { maxPerWeek = 6 } };

        var done = (await MakeUpAsync(clinic, course, new { sameDay = true, catchUp = order }, etag)).Expect(HttpStatusCode.OK).Json;

        Assert.True(DateOf(Assert.Single(done["booked"]!.AsArray())!) > DateOf(before[30]));
        Assert.Equal(0, (int)done["course"]!["owed"]!);
    }

    [Fact]
    public async Task MakeUp_OwedBehindALaterPhaseThatWasGiven_IsGivenLast()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await BookedCourseAsync(clinic);
        var before = await VisitsAsync(clinic, course);
        // Broken off, and to be repeated as the prescriber said when the rest of the taper had been given.
        await api.ExecuteAsync("update appointments set state = 'delivered' where course_id = $1", course);
        await api.ExecuteAsync("update appointments set state = 'partial', partial_counts = false where id = $1", IdOf(before[30]));
        await api.ExecuteAsync("update courses set state = 'active' where id = $1", course);
        api.Clock.Set(((DateTimeOffset)before[^1]["start"]!).AddMinutes(60));

        var done = (await MakeUpAsync(clinic, course, Nothing, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK).Json;

        Assert.Equal((string)before[30]["phase"]!, (string)Assert.Single(done["booked"]!.AsArray())!["phase"]!);
    }

    [Fact]
    public async Task CatchUp_TakesAnOrder_AndLiesBesideAnotherSession_WithItsGap()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await BookedCourseAsync(clinic);
        var before = await VisitsAsync(clinic, course);
        var etag = (string)(await MissAsync(clinic, before[2])).Json["course"]!["etag"]!;
        var refused = (await MakeUpAsync(clinic, course, new { sameDay = true }, etag)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal("R11", (string)refused.Json["rule"]!);
        var day = DateOf(before[5]).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var order = new { kind = "catch_up", reason = "Flu.", from = day, until = day, limits = new { minGapMinutes = 90, maxPerWeek = 6 } };
        (await (clinic.Client with { Actor = null }).PostAsync($"/v1/courses/{course}/orders", order, etag)).Expect(HttpStatusCode.Forbidden, "actor_required");
        (await (clinic.Client with { Actor = clinic.Technicians[0].ToString() }).PostAsync($"/v1/courses/{course}/orders", order, etag)).Expect(HttpStatusCode.Forbidden, "actor_not_allowed");
        // Without an order nothing may lie beside another session, whoever books it.
        var own = (string)before[5]["localTime"]!;
        var late = own.StartsWith("15", StringComparison.Ordinal) ? "11:00" : "15:00";
        Assert.Equal("R6", (string)(await BesideAsync(clinic, course, day, late)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken").Json["rule"]!);
        var ordered = (await clinic.Client.PostAsync($"/v1/courses/{course}/orders", order, etag)).Expect(HttpStatusCode.Created);
        Assert.Equal(("front-desk-1", 90), ((string)ordered.Json["by"]!, (int)ordered.Json["limits"]!["minGapMinutes"]!));

        var done = (await MakeUpAsync(clinic, course, new { sameDay = true }, ordered.ETag)).Expect(HttpStatusCode.OK).Json;

        var made = Assert.Single(done["booked"]!.AsArray())!;
        Assert.Equal((day, "acute"), ((string)made["localDate"]!, (string)made["phase"]!));
        Assert.Empty(done["moved"]!.AsArray());
        var apart = ((DateTimeOffset)made["start"]! - (DateTimeOffset)before[5]["end"]!).TotalMinutes;
        var ahead = ((DateTimeOffset)before[5]["start"]! - (DateTimeOffset)made["end"]!).TotalMinutes;
        Assert.True(apart >= 90 || ahead >= 90, $"{apart} {ahead}");
        Assert.Equal(36, (int)done["course"]!["booked"]!);
    }

    [Fact]
    public async Task CatchUp_GivenAlong_RecordsTheOrder_AndWhatFindsNoDayGoesToTheEnd()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await BookedCourseAsync(clinic);
        var before = await VisitsAsync(clinic, course);
        await MissAsync(clinic, before[2]);
        var etag = (string)(await MissAsync(clinic, before[3])).Json["course"]!["etag"]!;
        var day = DateOf(before[6]).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var body = new { sameDay = true, catchUp = new { reason = "Flu.", from = day, until = day, limits = new { maxPerWeek = 6 } }, dryRun = true };
        (await MakeUpAsync(clinic, course, body, etag)).Expect(HttpStatusCode.OK);
        Assert.Equal("[]", await api.QueryAsync<string>("select orders::text from courses where id = $1", course));

        var done = (await MakeUpAsync(clinic, course, body with { dryRun = false }, etag)).Expect(HttpStatusCode.OK).Json;

        Assert.Equal((2, 0), (done["booked"]!.AsArray().Count, (int)done["course"]!["owed"]!));
        Assert.Equal(day, (string)done["booked"]![0]!["localDate"]!);
        Assert.True(DateOf(done["booked"]![1]!) > DateOf(before[29]));
        Assert.Contains("catch_up", await api.QueryAsync<string>("select orders::text from courses where id = $1", course), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissedSession_ThatPushesTheEndOutOfTheWindow_SaysSoAtOnce()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync(coverage: new { kind = "insured", window = new { from = "2027-02-22", until = "2027-04-30" }, units = 60 });
        await BookAsync(clinic, course);
        var before = await VisitsAsync(clinic, course);
        await api.ExecuteAsync("update courses set coverage = jsonb_set(coverage, '{windowUntil}', to_jsonb($2::text)) where id = $1", course, (string)before[^1]["localDate"]!);
        Assert.False((bool)(await clinic.Client.GetAsync($"/v1/courses/{course}")).Json["endsAfterCoverage"]!);

        var told = (await MissAsync(clinic, before[2])).Json["course"]!;

        Assert.True((bool)told["endsAfterCoverage"]!, told.ToJsonString());
        var read = (await clinic.Client.GetAsync($"/v1/courses/{course}")).Json;
        Assert.Equal(((string)told["projectedEndsOn"]!, true), ((string)read["progress"]!["projectedEndsOn"]!, (bool)read["endsAfterCoverage"]!));
        (await MakeUpAsync(clinic, course, Nothing, (string)told["etag"]!)).Expect(HttpStatusCode.UnprocessableEntity, "course_does_not_fit");
        Assert.Equal(1, (int)(await clinic.ProgressAsync(course))["owed"]!);
        var done = (await MakeUpAsync(clinic, course, new { allowOutsideAuthorization = true }, (string)told["etag"]!)).Expect(HttpStatusCode.OK).Json;
        Assert.True((bool)done["course"]!["endsAfterCoverage"]!);
        Assert.Contains("unauthorized", (await VisitsAsync(clinic, course))[^1]["flags"]!.AsArray().Select(f => (string)f!));
    }

    [Fact]
    public async Task MakeUp_ByTwoClerksAtOnce_IsDoneOnce()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await BookedCourseAsync(clinic);
        var etag = (string)(await MissAsync(clinic, (await VisitsAsync(clinic, course))[2])).Json["course"]!["etag"]!;

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => MakeUpAsync(clinic, course, Nothing, etag)));

        Assert.Equal(["", "stale_version", "stale_version"], answers.Select(a => a.Code ?? "").Order(StringComparer.Ordinal));
        Assert.Equal((36, 0), ((int)(await clinic.ProgressAsync(course))["booked"]!, (int)(await clinic.ProgressAsync(course))["owed"]!));
    }

    [Fact]
    public async Task MakeUp_OfAVisitThatWaitsForATime_MovesIt_InsteadOfBookingAnother()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await BookedCourseAsync(clinic);
        var before = await VisitsAsync(clinic, course);
        await api.ExecuteAsync("update appointments set state = 'needs_new_time' where id = $1", IdOf(before[4]));
        await api.ExecuteAsync("update allocations set live = false where appointment_id = $1", IdOf(before[4]));
        var etag = (await clinic.Client.GetAsync($"/v1/courses/{course}")).ETag;

        var done = (await MakeUpAsync(clinic, course, Nothing, etag)).Expect(HttpStatusCode.OK).Json;

        Assert.Empty(done["booked"]!.AsArray());
        Assert.Contains((string)before[4]["id"]!, done["moved"]!.AsArray().Select(m => (string)m!["appointmentId"]!));
        Assert.Equal(("booked", 36), ((string)(await clinic.VisitAsync(IdOf(before[4]))).Json["state"]!, (await VisitsAsync(clinic, course)).Count));
    }

    private static async Task<Guid> BookedCourseAsync(SmallClinic clinic)
    {
        var course = await clinic.CreateCourseAsync();
        await BookAsync(clinic, course);
        return course;
    }

    private static async Task BookAsync(SmallClinic clinic, Guid course) =>
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22", preferredTime = "09:00" })).Expect(HttpStatusCode.Created);

    private static async Task<List<JsonNode>> VisitsAsync(SmallClinic clinic, Guid course) =>
        [.. (await clinic.Client.GetAsync($"/v1/appointments?courseId={course}&limit=200")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(v => v!)];

    private async Task<ApiAnswer> MissAsync(SmallClinic clinic, JsonNode visit)
    {
        api.Clock.Set(((DateTimeOffset)visit["start"]!).AddMinutes(20));
        return (await clinic.ActAsync(IdOf(visit), "no-show", Nothing, "\"1\"")).Expect(HttpStatusCode.OK);
    }

    private static Task<ApiAnswer> BesideAsync(SmallClinic clinic, Guid course, string date, string time) =>
        clinic.PostVisitAsync(new { kind = "treatment", start = VisitCalls.At(date, time), patientId = clinic.Patients[0], courseId = course });

    private static Task<ApiAnswer> MakeUpAsync(SmallClinic clinic, Guid course, object body, string etag) => clinic.Client.PostAsync($"/v1/courses/{course}/make-ups", body, etag);

    private Task<string> WrittenAsync(Guid course) => api.QueryAsync<string>(
        "select (select version from courses where id = $1) || '/' || (select sum(version) from appointments where course_id = $1) || '/' || (select count(*) from appointment_changes) || '/' || (select count(*) from allocations where live)", course);

    private static string Starts(JsonNode visits) => string.Join(',', visits.AsArray().Select(v => (string)v!["start"]!));

    private static Guid IdOf(JsonNode visit) => Guid.Parse((string)visit["id"]!);

    private static DateOnly DateOf(JsonNode visit) => DateOnly.Parse((string)visit["localDate"]!, CultureInfo.InvariantCulture);

    private static double Minutes(JsonNode visit) => ((DateTimeOffset)visit["end"]! - (DateTimeOffset)visit["start"]!).TotalMinutes;
}
