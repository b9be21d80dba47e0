using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Courses;

/// <summary>A slower course and another time of day (R13): each looked at first, whole or not at all, with who and why.</summary>
public sealed class CourseAmendmentsTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public CourseAmendmentsTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task Amend_ThreeAWeek_KeepsThoseThatFit_AndPlacesTheOthersAtTheEndOfTheirPhase()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, before) = await clinic.WholeCourseAsync();
        var (tag, written) = (await clinic.CourseTagAsync(course), await WrittenAsync(course));
        var body = new { cadence = new { maxPerWeek = 3 }, from = "2027-03-01", reason = "Tired.", dryRun = false };

        var shown = (await AmendAsync(clinic, course, body with { dryRun = true }, tag)).Expect(HttpStatusCode.OK);

        Assert.Equal((written, tag), (await WrittenAsync(course), shown.ETag));
        var amended = (await AmendAsync(clinic, course, body, tag)).Expect(HttpStatusCode.OK);
        Assert.Equal(shown.Json["moved"]!.ToJsonString(), amended.Json["moved"]!.ToJsonString());
        var after = await clinic.VisitsAsync(course);
        Assert.Equal((36, 36, 0), (after.Count, after.Count(v => (string)v["state"]! == "booked"), (int)amended.Json["course"]!["owed"]!));
        Assert.Equal(before.Select(v => v.Id()).Order(), after.Select(v => v.Id()).Order());
        Assert.Equal(Enumerable.Repeat("acute", 30), after.Take(30).Select(v => (string)v["phase"]!));
        var weeks = after.GroupBy(v => WeekOf(DateOf(v))).OrderBy(w => w.Key).ToList();
        Assert.Equal(5, weeks[0].Count());
        Assert.All(weeks.Skip(1), w => Assert.InRange(w.Count(), 1, 3));
        // Two of each of the five weeks give way; those that stay are exactly where they were.
        var acute = before.Skip(5).Take(25).ToList();
        var stayed = acute.Where(v => after.Single(a => a.Id() == v.Id())["etag"]!.ToString() == v["etag"]!.ToString()).ToList();
        Assert.Equal(acute.Where(v => DateOf(v).DayOfWeek is DayOfWeek.Monday or DayOfWeek.Wednesday or DayOfWeek.Friday).Select(v => v.Id()), stayed.Select(v => v.Id()));
        Assert.Equal((string)after[^1]["localDate"]!, (string)amended.Json["course"]!["projectedEndsOn"]!);
        Assert.Equal(before.Take(5).Select(v => v.ToJsonString()), after.Take(5).Select(v => v.ToJsonString()));
        Assert.Equal("cadence 3 front-desk-1", await api.QueryAsync<string>("select concat_ws(' ', orders->0->>'kind', orders->0->'limits'->>'maxPerWeek', orders->0->>'by') from courses where id = $1", course));
        Assert.Equal(1L, await api.QueryAsync<long>("select count(*) from events where subject_id = $1 and payload->>'action' = 'amend' and payload->'details'->>'maxPerWeek' = '3'", course));
        Assert.Equal("amend Tired.", await api.QueryAsync<string>("select concat_ws(' ', steps->0->>'action', steps->0->>'reason') from courses where id = $1", course));

        (await AmendAsync(clinic, course, body, tag)).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
        (await AmendAsync(clinic, course, body, amended.ETag)).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        var full = (await clinic.ActAsync(after[29].Id(), "move", new { scope = "this", start = VisitCalls.At("2027-03-04", "09:00") }, (string)after[29]["etag"]!)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal("R6", (string)full.Json["rule"]!);
    }

    [Fact]
    public async Task Amend_BackToFiveAWeek_PullsTheRestForward()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, before) = await clinic.WholeCourseAsync();
        var slow = (await AmendAsync(clinic, course, new { cadence = new { maxPerWeek = 3 }, from = "2027-03-01", reason = "Tired." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);
        var slowly = await clinic.VisitsAsync(course);
        var body = new { cadence = new { maxPerWeek = 5 }, from = "2027-03-15", reason = "Better.", dryRun = false };

        var shown = (await AmendAsync(clinic, course, body with { dryRun = true }, slow.ETag)).Expect(HttpStatusCode.OK);

        Assert.Equal(slowly.Select(v => v.ToJsonString()), (await clinic.VisitsAsync(course)).Select(v => v.ToJsonString()));
        var amended = (await AmendAsync(clinic, course, body, slow.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(shown.Json["moved"]!.ToJsonString(), amended.Json["moved"]!.ToJsonString());
        var after = await clinic.VisitsAsync(course);
        Assert.Equal([5, 3, 3, 5, 5, 5, 4], after.Take(30).GroupBy(v => WeekOf(DateOf(v))).OrderBy(w => w.Key).Select(w => w.Count()));
        Assert.Equal((36, 36), (after.Count, after.Count(v => (string)v["state"]! == "booked")));
        Assert.Equal(before.Select(v => v.Id()).Order(), after.Select(v => v.Id()).Order());
        Assert.True(DateOf(after[^1]) < DateOf(slowly[^1]));
        Assert.Equal(slowly.Take(11).Select(v => v.ToJsonString()), after.Take(11).Select(v => v.ToJsonString()));
        Assert.Equal(1L, await api.QueryAsync<long>("select count(*) from appointment_changes where appointment_id = $1 and kind = 'moved' and reason = 'The course was amended.'", slowly[^1].Id()));
        (await AmendAsync(clinic, course, body, amended.ETag)).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
    }

    [Fact]
    public async Task Amend_FasterFromBeforeAnOrderThatIsStillToCome_LiftsThat_BehindAVisitPutThereOnPurpose()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, _) = await clinic.WholeCourseAsync();
        var slow = (await AmendAsync(clinic, course, new { cadence = new { maxPerWeek = 3 }, from = "2027-03-15", reason = "Tired." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);
        var slowly = await clinic.VisitsAsync(course);
        var purpose = slowly.First(v => DateOf(v) >= new DateOnly(2027, 3, 22));
        await api.ExecuteAsync("""update appointments set override = '{"rules":["R6"],"reason":"Agreed.","by":"front-desk-1"}' where id = $1""", purpose.Id());

        (await AmendAsync(clinic, course, new { cadence = new { maxPerWeek = 5 }, from = "2027-03-01", reason = "Better." }, slow.ETag)).Expect(HttpStatusCode.OK);

        var after = await clinic.VisitsAsync(course);
        Assert.Equal(slowly.TakeWhile(v => v.Id() != purpose.Id()).Select(v => (string)v["start"]!), after.TakeWhile(v => v.Id() != purpose.Id()).Select(v => (string)v["start"]!));
        Assert.Equal(5, after.Count(v => WeekOf(DateOf(v)) == new DateOnly(2027, 3, 22)));
        Assert.True(DateOf(after[^1]) < DateOf(slowly[^1]));
    }

    [Fact]
    public async Task Amend_ThreeAWeekForAFortnight_GoesBackToTheProtocolsNumberAfterIt()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, before) = await clinic.WholeCourseAsync();
        var amended = (await AmendAsync(clinic, course, new { cadence = new { maxPerWeek = 3, until = "2027-03-12" }, from = "2027-03-01", reason = "Exams." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);
        var after = await clinic.VisitsAsync(course);
        Assert.Equal([5, 3, 3, 5, 5, 5, 4], after.Take(30).GroupBy(v => WeekOf(DateOf(v))).OrderBy(w => w.Key).Select(w => w.Count()));
        Assert.Equal((36, 0), (after.Count(v => (string)v["state"]! == "booked"), (int)amended.Json["course"]!["owed"]!));
        Assert.All(after.Take(30), v => Assert.Equal("acute", (string)v["phase"]!));
        Assert.Equal(26, before.Take(30).Count(v => after.Single(a => a.Id() == v.Id())["start"]!.ToString() == v["start"]!.ToString()));
    }

    [Fact]
    public async Task Amend_BelowTheLowestCadence_OrByATechnician_OrInThePast_IsRefused()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, _) = await clinic.WholeCourseAsync();
        var (tag, written) = (await clinic.CourseTagAsync(course), await WrittenAsync(course));
        var low = (await AmendAsync(clinic, course, new { cadence = new { maxPerWeek = 2 }, reason = "Slow." }, tag)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal(("R13", "/cadence/maxPerWeek"), ((string)low.Json["rule"]!, Assert.Single(low.Json["errors"]!.AsObject()).Key));
        (await AmendAsync(clinic, course, new { cadence = new { maxPerWeek = 5 }, reason = "Same." }, tag)).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        (await AmendAsync(clinic, course, new { cadence = new { maxPerWeek = 3 }, from = "2027-02-21", reason = "Late." }, tag)).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await AmendAsync(clinic, course, new { reason = "Nothing." }, tag)).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        (await (clinic.Client with { Actor = clinic.Technicians[0].ToString() }).PostAsync($"/v1/courses/{course}/amendments", new { cadence = new { maxPerWeek = 3 }, reason = "Tired." }, tag)).Expect(HttpStatusCode.Forbidden, "actor_not_allowed");
        (await clinic.Client.PostAsync($"/v1/courses/{course}/orders", new { kind = "cadence", reason = "Slow.", limits = new { maxPerWeek = 1 } }, tag)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal((written, tag), (await WrittenAsync(course), await clinic.CourseTagAsync(course)));
    }

    [Fact]
    public async Task Amend_PastTheCoverage_IsRefusedNamingIt_UnlessAllowed()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync(coverage: new { kind = "insured", window = new { from = "2027-01-01", until = "2027-04-30" } });
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22", preferredTime = "09:00" })).Expect(HttpStatusCode.Created);
        var (tag, written) = (await clinic.CourseTagAsync(course), await WrittenAsync(course));
        var body = new { cadence = new { maxPerWeek = 3 }, from = "2027-03-01", reason = "Tired.", allowOutsideAuthorization = false };

        (await AmendAsync(clinic, course, body, tag)).Expect(HttpStatusCode.UnprocessableEntity, "course_does_not_fit");

        Assert.Equal((written, tag), (await WrittenAsync(course), await clinic.CourseTagAsync(course)));
        var allowed = (await AmendAsync(clinic, course, body with { allowOutsideAuthorization = true }, tag)).Expect(HttpStatusCode.OK);
        Assert.True((bool)allowed.Json["course"]!["endsAfterCoverage"]!);
    }

    [Fact]
    public async Task Amend_PreferredTimeFromADate_MovesTheVisitsFromThenOn_EachOnItsDay()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, before) = await clinic.WholeCourseAsync();
        var (tag, written) = (await clinic.CourseTagAsync(course), await WrittenAsync(course));

        var shown = (await AmendAsync(clinic, course, new { preferredTime = "14:00", from = "2027-03-01", reason = "New job.", dryRun = true }, tag)).Expect(HttpStatusCode.OK);
        Assert.Equal((written, tag), (await WrittenAsync(course), shown.ETag));
        var amended = (await (clinic.Client with { Actor = clinic.Technicians[0].ToString() }).PostAsync($"/v1/courses/{course}/amendments", new { preferredTime = "14:00", from = "2027-03-01", reason = "New job." }, tag)).Expect(HttpStatusCode.OK);

        Assert.Equal(31, amended.Json["moved"]!.AsArray().Count);
        var after = await clinic.VisitsAsync(course);
        Assert.Equal(before.Select(v => (string)v["localDate"]!), after.Select(v => (string)v["localDate"]!));
        Assert.Equal(before.Take(5).Select(v => v.ToJsonString()), after.Take(5).Select(v => v.ToJsonString()));
        Assert.All(after.Skip(5), v => Assert.Equal("14:00", ((string)v["localTime"]!)[..5]));
    }

    private static Task<ApiAnswer> AmendAsync(SmallClinic clinic, Guid course, object body, string etag) => clinic.Client.PostAsync($"/v1/courses/{course}/amendments", body, etag);

    private static DateOnly DateOf(JsonNode visit) => DateOnly.Parse((string)visit["localDate"]!, CultureInfo.InvariantCulture);

    private static DateOnly WeekOf(DateOnly date) => date.AddDays(-(((int)date.DayOfWeek + 6) % 7));

    private Task<string> WrittenAsync(Guid course) => api.QueryAsync<string>(
        "select md5((select c::text from courses c where id = $1) || (select string_agg(a::text, ',' order by id) from appointments a where course_id = $1) || (select count(*) from allocations where live) || (select count(*) from appointment_changes))", course);
}
