using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Jobs;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Courses;

/// <summary>A course that goes on at another site, and single visits at a sister site (R23): the same course, whole or not at all.</summary>
public sealed class HandoverTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public HandoverTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task Handover_FromADate_BooksTheRestThere_AndDeliveredVisitsStay()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var sister = await SisterSite.SeedAsync(api, clinic);
        var (course, before) = await clinic.WholeCourseAsync();
        await DeliverAsync(clinic, before[0]);
        before = await clinic.VisitsAsync(course);
        var (tag, written) = (await clinic.CourseTagAsync(course), await WrittenAsync(course));
        var body = new { site = new { siteId = sister.SiteId }, from = "2027-03-01", reason = "Moves house.", dryRun = false };

        var shown = (await AmendAsync(clinic, course, body with { dryRun = true }, tag)).Expect(HttpStatusCode.OK);

        Assert.Equal((written, tag), (await WrittenAsync(course), shown.ETag));
        var done = (await AmendAsync(clinic, course, body, tag)).Expect(HttpStatusCode.OK);
        Assert.Equal(shown.Json["moved"]!.ToJsonString(), done.Json["moved"]!.ToJsonString());
        Assert.Equal((clinic.SiteId.ToString(), false, 31), ((string)done.Json["siteId"]!, (bool)done.Json["motorThresholdFirst"]!, done.Json["moved"]!.AsArray().Count));
        var after = await clinic.VisitsAsync(course);
        Assert.Equal(before.Take(5).Select(v => v.ToJsonString()), after.Take(5).Select(v => v.ToJsonString()));
        Assert.Equal(before.Select(v => (v.Id(), (string)v["localDate"]!, (string)v["localTime"]!)), after.Select(v => (v.Id(), (string)v["localDate"]!, (string)v["localTime"]!)));
        Assert.All(after.Skip(5), v =>
        {
            Assert.Equal((sister.SiteId.ToString(), "America/Chicago", "booked"), ((string)v["siteId"]!, (string)v["timeZone"]!, (string)v["state"]!));
            Assert.Equal((sister.Device, sister.Technician), (v.Resource("device"), v.Person("technician")));
        });
        Assert.Equal(31L, await api.QueryAsync<long>("select count(*) from appointment_changes c join appointments a on a.id = c.appointment_id where a.course_id = $1 and c.reason = 'The course was amended.' and c.actor = 'front-desk-1'", course));
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from allocations l join appointments a on a.id = l.appointment_id where a.course_id = $1 and l.live and a.starts_at > '2027-03-01' and l.resource_id = $2", course, clinic.Devices[0]));
        // At home here until the date has come.
        await FollowAsync();
        var read = (await clinic.Client.GetAsync($"/v1/courses/{course}")).Json;
        Assert.Equal((clinic.SiteId.ToString(), "2027-03-01"), ((string)read["siteId"]!, (string)read["homes"]![1]!["from"]!));
        var overview = (await clinic.Client.GetAsync($"/v1/patients/{clinic.Patients[0]}/overview")).Expect(HttpStatusCode.OK).Json["courses"]![0]!;
        Assert.Equal((clinic.SiteId.ToString(), sister.SiteId.ToString(), "2027-03-01"), ((string)overview["siteId"]!, (string)overview["nextSiteId"]!, (string)overview["nextSiteFrom"]!));

        (await AmendAsync(clinic, course, body, tag)).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
        (await AmendAsync(clinic, course, body, done.ETag)).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");

        api.Clock.Set(new DateTimeOffset(2027, 3, 1, 6, 0, 0, TimeSpan.FromHours(-5)));
        await FollowAsync();
        Assert.Equal(sister.SiteId.ToString(), (string)(await clinic.Client.GetAsync($"/v1/courses/{course}")).Json["siteId"]!);
        Assert.Contains("home_site_changed", await api.QueryAsync<string>("select string_agg(action, ',') from audit_entries where object_id = $1", course), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MakeUps_BeforeTheDate_LieAtTheOldSite_AndFromItOnAtTheNew()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var sister = await SisterSite.SeedAsync(api, clinic);
        var (course, before) = await clinic.WholeCourseAsync();
        // The taper is given there; what is owed of the acute phase has room in front of it.
        (await AmendAsync(clinic, course, new { site = new { siteId = sister.SiteId }, from = "2027-04-05", reason = "Moves house." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);
        foreach (var acute in before.Skip(28).Take(2))
        {
            (await clinic.ActAsync(acute.Id(), "cancel", new { scope = "this", by = "patient", reason = "Exam." }, (await clinic.VisitAsync(acute.Id())).ETag)).Expect(HttpStatusCode.OK);
        }

        (await clinic.Client.PostAsync($"/v1/courses/{course}/make-ups", new { }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);

        var live = await LiveAsync(clinic, course);
        Assert.Equal((36, 30), (live.Count, live.Count(v => (string)v["siteId"]! == clinic.SiteId.ToString())));
        Assert.All(live, v => Assert.Equal(DateOf(v) < new DateOnly(2027, 4, 5) ? clinic.SiteId.ToString() : sister.SiteId.ToString(), (string)v["siteId"]!));
        Assert.Equal(Enumerable.Repeat("acute", 30), live.Take(30).Select(v => (string)v["phase"]!));

        // No room is left in front of the taper: the next one is given there, and the taper shifts.
        (await clinic.ActAsync(live[2].Id(), "cancel", new { scope = "this", by = "patient", reason = "Exam." }, (string)live[2]["etag"]!)).Expect(HttpStatusCode.OK);
        (await clinic.Client.PostAsync($"/v1/courses/{course}/make-ups", new { }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);

        live = await LiveAsync(clinic, course);
        Assert.Equal(("acute", sister.SiteId.ToString(), 36), ((string)live[29]["phase"]!, (string)live[29]["siteId"]!, live.Count));
        Assert.All(live, v => Assert.Equal(DateOf(v) < new DateOnly(2027, 4, 5) ? clinic.SiteId.ToString() : sister.SiteId.ToString(), (string)v["siteId"]!));
    }

    [Fact]
    public async Task ARepair_MovesAVisitOfTheOldSite_NotBeyondItsDate_AndOptionsAreOfTheNewOneFromThen()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var sister = await SisterSite.SeedAsync(api, clinic);
        var (course, before) = await clinic.WholeCourseAsync();
        (await AmendAsync(clinic, course, new { site = new { siteId = sister.SiteId }, from = "2027-03-01", reason = "Moves house." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);

        var closure = (await clinic.Client.PostAsync("/v1/closures", new { siteId = clinic.SiteId, from = "2027-02-26T05:00:00Z", until = "2027-02-27T05:00:00Z", reason = "Flood" })).Expect(HttpStatusCode.Created);
        var repair = closure.Json["repair"]!;
        Assert.Equal(1, (int)repair["cost"]!["lost"]!);
        (await clinic.Client.PostAsync($"/v1/repairs/{(string)repair["id"]!}/apply", new { }, (string)repair["etag"]!)).Expect(HttpStatusCode.OK);

        var options = (await clinic.Client.GetAsync($"/v1/appointments/{before[4].Id()}/options?from=2027-04-17&until=2027-05-12")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.All(options, o => Assert.Equal(sister.SiteId.ToString(), (string)o!["siteId"]!));
        (await clinic.Client.PostAsync($"/v1/courses/{course}/make-ups", new { }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);
        var placed = (await clinic.VisitAsync(before[4].Id())).Json;
        Assert.Equal(("booked", sister.SiteId.ToString()), ((string)placed["state"]!, (string)placed["siteId"]!));
    }

    [Fact]
    public async Task ABooking_WithoutASite_IsAtTheHomeOfItsDate_AndATimeOfDayLeavesVisitsWhereTheyAre()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var sister = await SisterSite.SeedAsync(api, clinic);
        var (course, before) = await clinic.WholeCourseAsync();
        (await AmendAsync(clinic, course, new { site = new { siteId = sister.SiteId }, from = "2027-03-01", reason = "Moves house." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);
        foreach (var (visit, site) in new[] { (before[3], clinic.SiteId), (before[8], sister.SiteId) })
        {
            (await clinic.ActAsync(visit.Id(), "cancel", new { scope = "this", by = "patient", reason = "Exam." }, (await clinic.VisitAsync(visit.Id())).ETag)).Expect(HttpStatusCode.OK);
            var again = (await clinic.PostVisitAsync(new { kind = "treatment", start = VisitCalls.At((string)visit["localDate"]!, "11:00"), patientId = clinic.Patients[0], courseId = course })).Expect(HttpStatusCode.Created);
            Assert.Equal(site.ToString(), (string)again.Json["siteId"]!);
        }

        (await AmendAsync(clinic, course, new { preferredTime = "13:00", from = "2027-02-22", reason = "Works mornings." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);

        var live = await LiveAsync(clinic, course);
        Assert.All(live, v => Assert.Equal((DateOf(v) < new DateOnly(2027, 3, 1) ? clinic.SiteId : sister.SiteId).ToString(), (string)v["siteId"]!));
        Assert.All(live, v => Assert.Equal("13:00", (string)v["localTime"]!));
    }

    [Fact]
    public async Task Handover_TakenBackBeforeItsDate_BringsTheVisitsHome()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var sister = await SisterSite.SeedAsync(api, clinic, otherModel: true);
        var (course, before) = await clinic.WholeCourseAsync();
        await DeliverAsync(clinic, before[0]);
        var ordered = (await clinic.Client.PostAsync($"/v1/courses/{course}/orders", new { kind = "device_change", reason = "Moves." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.Created);
        var there = (await AmendAsync(clinic, course, new { site = new { siteId = sister.SiteId }, from = "2027-03-01", reason = "Moves house." }, ordered.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(sister.ModelId.ToString(), (string)there.Json["deviceModelId"]!);

        var back = (await AmendAsync(clinic, course, new { site = new { siteId = clinic.SiteId }, from = "2027-02-25", reason = "Stays." }, there.ETag)).Expect(HttpStatusCode.OK);

        Assert.Single(back.Json["homes"]!.AsArray());
        Assert.NotEqual(sister.ModelId.ToString(), (string)back.Json["deviceModelId"]!);
        Assert.All(await LiveAsync(clinic, course), v => Assert.Equal(clinic.SiteId.ToString(), (string)v["siteId"]!));
        var read = (await clinic.Client.GetAsync($"/v1/courses/{course}")).Json;
        Assert.Null(read["redeterminationOwedFrom"]);
    }

    [Fact]
    public async Task Handover_ToAnotherModel_NeedsAnOrder_AndBeginsWithTheMotorThreshold()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var sister = await SisterSite.SeedAsync(api, clinic, otherModel: true);
        var (course, before) = await clinic.WholeCourseAsync();
        await DeliverAsync(clinic, before[0]);
        before = await clinic.VisitsAsync(course);
        var (tag, written) = (await clinic.CourseTagAsync(course), await WrittenAsync(course));
        var body = new { site = new { siteId = sister.SiteId }, from = "2027-03-01", reason = "Moves house." };

        var refused = (await AmendAsync(clinic, course, body, tag)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");

        Assert.Equal(("R23", written), ((string)refused.Json["rule"]!, await WrittenAsync(course)));
        (await (clinic.Client with { Actor = clinic.Technicians[0].ToString() }).PostAsync($"/v1/courses/{course}/orders", new { kind = "device_change", reason = "Moves." }, tag)).Expect(HttpStatusCode.Forbidden, "actor_not_allowed");
        var late = (await clinic.Client.PostAsync($"/v1/courses/{course}/orders", new { kind = "device_change", reason = "Moves.", from = "2027-03-02" }, tag)).Expect(HttpStatusCode.Created);
        (await AmendAsync(clinic, course, body, late.ETag)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        var ordered = (await clinic.Client.PostAsync($"/v1/courses/{course}/orders", new { kind = "device_change", reason = "Moves." }, late.ETag)).Expect(HttpStatusCode.Created);
        var done = (await AmendAsync(clinic, course, body, ordered.ETag)).Expect(HttpStatusCode.OK);

        var after = await clinic.VisitsAsync(course);
        Assert.Equal((true, after[5].Id().ToString(), sister.ModelId.ToString()), ((bool)done.Json["motorThresholdFirst"]!, (string)done.Json["motorThresholdVisitId"]!, (string)done.Json["deviceModelId"]!));
        Assert.Equal(["initial", "treatment", "treatment", "treatment", "treatment", "mt_redetermination", "treatment"], after.Take(7).Select(v => (string)v["kind"]!));
        Assert.All(after.Skip(5), v => Assert.Equal((sister.SiteId.ToString(), sister.Device), ((string)v["siteId"]!, v.Resource("device"))));
        Assert.Equal(36, after.Count(v => (string)v["state"]! is "booked" or "delivered"));
        // Those before the date stay on the model they were on: the rules know since when.
        (await clinic.ActAsync(after[1].Id(), "move", new { scope = "this", localTime = "10:00" }, (string)after[1]["etag"]!)).Expect(HttpStatusCode.OK);
        var back = (await clinic.ActAsync(after[7].Id(), "move", new { scope = "this", siteId = clinic.SiteId }, (string)after[7]["etag"]!)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal("R23", (string)back.Json["rule"]!);
    }

    [Fact]
    public async Task Handover_ThatDoesNotFit_IsRefused_AndTheOldBookingsStand()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var sister = await SisterSite.SeedAsync(api, clinic);
        var (course, _) = await clinic.WholeCourseAsync();
        (await clinic.Client.PostAsync("/v1/closures", new { siteId = sister.SiteId, from = "2027-03-01T00:00:00-06:00", until = "2028-12-31T00:00:00-06:00", reason = "Rebuilt." })).Expect(HttpStatusCode.Created);
        var (tag, written) = (await clinic.CourseTagAsync(course), await WrittenAsync(course));

        (await AmendAsync(clinic, course, new { site = new { siteId = sister.SiteId }, from = "2027-03-08", reason = "Moves house." }, tag)).Expect(HttpStatusCode.UnprocessableEntity, "course_does_not_fit");

        Assert.Equal((written, tag), (await WrittenAsync(course), await clinic.CourseTagAsync(course)));
        (await AmendAsync(clinic, course, new { site = new { siteId = Guid.CreateVersion7() }, from = "2027-03-08", reason = "Where?" }, tag)).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
        var limited = await api.CreateKeyAsync(clinic.Client.ClinicId, Scopes.All, [clinic.SiteId]) with { Actor = "front-desk-1" };
        (await limited.PostAsync($"/v1/courses/{course}/amendments", new { site = new { siteId = sister.SiteId }, from = "2027-03-08", reason = "Not mine." }, tag)).Expect(HttpStatusCode.Forbidden, "site_not_allowed");
    }

    [Fact]
    public async Task Handover_WithDaysThatAreFullThere_PlacesThoseAtTheEndOfTheirPhase()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var sister = await SisterSite.SeedAsync(api, clinic);
        var (course, _) = await clinic.WholeCourseAsync();
        (await clinic.Client.PostAsync("/v1/closures", new { siteId = sister.SiteId, from = "2027-03-10T00:00:00-06:00", until = "2027-03-12T00:00:00-06:00", reason = "Painted." })).Expect(HttpStatusCode.Created);

        var done = (await AmendAsync(clinic, course, new { site = new { siteId = sister.SiteId }, from = "2027-03-08", reason = "Moves house." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);

        var after = await clinic.VisitsAsync(course);
        Assert.Equal((36, 0), (after.Count(v => (string)v["state"]! == "booked"), (int)done.Json["course"]!["owed"]!));
        Assert.Equal(Enumerable.Repeat("acute", 30), after.Take(30).Select(v => (string)v["phase"]!));
        Assert.DoesNotContain(after, v => (string)v["localDate"]! is "2027-03-10" or "2027-03-11");
        Assert.All(after.Where(v => DateOf(v) >= new DateOnly(2027, 3, 8)), v => Assert.Equal(sister.SiteId.ToString(), (string)v["siteId"]!));
    }

    [Fact]
    public async Task SisterSite_OneVisit_IsMovedAndBookedThere_OnTheSameModelOnly()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var sister = await SisterSite.SeedAsync(api, clinic);
        var other = await SisterSite.SeedAsync(api, clinic, otherModel: true, zone: "America/Denver");
        var (course, before) = await clinic.WholeCourseAsync();
        var visit = before[10];

        var foreign = (await clinic.ActAsync(visit.Id(), "move", new { scope = "this", resources = new { deviceId = sister.Device, roomId = sister.Room } }, (string)visit["etag"]!)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.NotEmpty(foreign.Json["conflicts"]!.AsArray());
        var wide = await clinic.ActAsync(visit.Id(), "move", new { scope = "following", siteId = sister.SiteId }, await clinic.CourseTagAsync(course));
        wide.Expect(HttpStatusCode.BadRequest, "invalid_request");
        var model = (await clinic.ActAsync(visit.Id(), "move", new { scope = "this", siteId = other.SiteId }, (string)visit["etag"]!)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal("R23", (string)model.Json["rule"]!);
        Assert.Equal(visit.ToJsonString(), (await clinic.VisitsAsync(course))[10].ToJsonString());

        var shown = (await clinic.ActAsync(visit.Id(), "move", new { scope = "this", siteId = sister.SiteId, dryRun = true }, (string)visit["etag"]!)).Expect(HttpStatusCode.OK);
        Assert.Equal(visit.ToJsonString(), (await clinic.VisitsAsync(course))[10].ToJsonString());
        (await clinic.ActAsync(visit.Id(), "move", new { scope = "this", siteId = sister.SiteId, reason = "Visits family." }, (string)visit["etag"]!)).Expect(HttpStatusCode.OK);
        var there = (await clinic.VisitAsync(visit.Id())).Json;
        Assert.Equal(
            (sister.SiteId.ToString(), (string)visit["localDate"]!, (string)visit["localTime"]!, sister.Device, sister.Technician),
            ((string)there["siteId"]!, (string)there["localDate"]!, (string)there["localTime"]!, there.Resource("device"), there.Person("technician")));
        Assert.NotNull(shown.Json["visits"] ?? shown.Json["after"]);
        Assert.Equal(clinic.SiteId.ToString(), (string)(await clinic.Client.GetAsync($"/v1/courses/{course}")).Json["siteId"]!);

        // Cancelled at home, booked again at the sister site.
        (await clinic.ActAsync(before[12].Id(), "cancel", new { scope = "this", by = "patient", reason = "Away." }, (string)(await clinic.VisitAsync(before[12].Id())).Json["etag"]!)).Expect(HttpStatusCode.OK);
        var start = VisitCalls.At((string)before[12]["localDate"]!, "11:00");
        (await clinic.PostVisitAsync(new { kind = "treatment", start, patientId = clinic.Patients[0], courseId = course, siteId = other.SiteId })).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        var booked = (await clinic.PostVisitAsync(new { kind = "treatment", start, patientId = clinic.Patients[0], courseId = course, siteId = sister.SiteId })).Expect(HttpStatusCode.Created);
        Assert.Equal((sister.SiteId.ToString(), "America/Chicago"), ((string)booked.Json["siteId"]!, (string)booked.Json["timeZone"]!));
    }

    private async Task DeliverAsync(SmallClinic clinic, JsonNode visit)
    {
        api.Clock.Set(((DateTimeOffset)visit["start"]!).AddMinutes(30));
        var here = (await clinic.ActAsync(visit.Id(), "check-in", new { }, (string)visit["etag"]!)).Expect(HttpStatusCode.OK);
        (await clinic.ActAsync(visit.Id(), "deliver", new { }, here.ETag)).Expect(HttpStatusCode.OK);
    }

    private static Task<ApiAnswer> AmendAsync(SmallClinic clinic, Guid course, object body, string etag) => clinic.Client.PostAsync($"/v1/courses/{course}/amendments", body, etag);

    private static async Task<List<JsonNode>> LiveAsync(SmallClinic clinic, Guid course) =>
        [.. (await clinic.VisitsAsync(course)).Where(v => (string)v["state"]! is "booked" or "delivered").OrderBy(v => (DateTimeOffset)v["start"]!)];

    private Task FollowAsync() => api.Services.GetRequiredService<JobRunner>().RunAsync("follow-home-sites", TestContext.Current.CancellationToken);

    private static DateOnly DateOf(JsonNode visit) => DateOnly.Parse((string)visit["localDate"]!, CultureInfo.InvariantCulture);

    private Task<string> WrittenAsync(Guid course) => api.QueryAsync<string>(
        "select md5((select c::text from courses c where id = $1) || (select string_agg(a::text, ',' order by id) from appointments a where course_id = $1) || (select count(*) from allocations where live) || (select count(*) from appointment_changes))", course);
}
