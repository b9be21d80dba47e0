using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Courses;

/// <summary>A motor threshold that a hold (R14) or another model (R23) asks for stays owed until it has been determined.</summary>
public sealed class RedeterminationTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;
    private DateTimeOffset now = VisitCalls.MondayMorning;

    public RedeterminationTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(now);
    }

    [Fact]
    public async Task Handover_WhoseThresholdVisitIsMissed_GivesNothing_UntilItsMakeUp_R23()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var sister = await SisterSite.SeedAsync(api, clinic, otherModel: true);
        var (course, visits) = await clinic.WholeCourseAsync();
        await StepsAsync(clinic, visits[0], "check-in", "deliver");
        var ordered = (await clinic.Client.PostAsync($"/v1/courses/{course}/orders", new { kind = "device_change", reason = "Moves." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.Created);
        (await ActAsync(clinic, course, "amendments", new { site = new { siteId = sister.SiteId }, from = "2027-03-01", reason = "Moves house." }, ordered.ETag)).Expect(HttpStatusCode.OK);
        visits = await clinic.VisitsAsync(course);
        Assert.Equal(("2027-03-01", "mt_redetermination"), (await OwedFromAsync(clinic, course), (string)visits[5]["kind"]!));
        // Before the date the course goes on as it was.
        await StepsAsync(clinic, visits[1], "check-in", "deliver");

        await StepsAsync(clinic, visits[5], "no-show");
        await RefusedAsync(clinic, visits[6], "R23");
        var made = (await ActAsync(clinic, course, "make-ups", new { }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);

        Assert.Equal("2027-03-01", (string)made.Json["course"]!["redeterminationOwedFrom"]!);
        var next = await NextAsync(clinic, course);
        Assert.Equal(("mt_redetermination", sister.SiteId.ToString()), ((string)next["kind"]!, (string)next["siteId"]!));
        Assert.Single(await clinic.VisitsAsync(course), v => (string)v["kind"]! == "mt_redetermination" && (string)v["state"]! == "booked");
        await StepsAsync(clinic, next, "check-in", "deliver");
        Assert.Null(await OwedFromAsync(clinic, course));
        await StepsAsync(clinic, await NextAsync(clinic, course), "check-in", "start", "deliver");
    }

    [Fact]
    public async Task Resume_WhoseThresholdVisitIsCancelled_GivesNothing_UntilItsMakeUp_R14()
    {
        var (clinic, course) = await ResumedAsync(book: true);
        var first = await NextAsync(clinic, course);
        Assert.Equal("mt_redetermination", (string)first["kind"]!);
        (await clinic.ActAsync(first.Id(), "cancel", new { scope = "this", by = "patient", reason = "Ill." }, (string)first["etag"]!)).Expect(HttpStatusCode.OK);

        await RefusedAsync(clinic, await NextAsync(clinic, course), "R14");
        (await ActAsync(clinic, course, "make-ups", new { }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);

        var next = await NextAsync(clinic, course);
        Assert.Equal("mt_redetermination", (string)next["kind"]!);
        await StepsAsync(clinic, next, "check-in", "deliver");
        await StepsAsync(clinic, await NextAsync(clinic, course), "check-in", "deliver");
    }

    [Fact]
    public async Task Plan_AfterAResumeWithNothingBooked_BeginsWithTheThreshold_R14()
    {
        var (clinic, course) = await ResumedAsync(book: false);
        Assert.Equal("2027-03-09", await OwedFromAsync(clinic, course));

        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-03-10" })).Expect(HttpStatusCode.Created);

        var booked = (await clinic.VisitsAsync(course)).Where(v => (string)v["state"]! == "booked").ToList();
        Assert.Equal("mt_redetermination", (string)booked[0]["kind"]!);
        Assert.All(booked.Skip(1), v => Assert.Equal("treatment", (string)v["kind"]!));
    }

    [Fact]
    public async Task MakeUps_WithNothingOwedButTheThreshold_MakeItOfTheNextVisit_R14()
    {
        var (clinic, course) = await ResumedAsync(book: true);
        // As where no day had room for it when the course was resumed.
        await api.ExecuteAsync("update appointments set kind = 'treatment' where course_id = $1 and kind = 'mt_redetermination'", course);

        (await ActAsync(clinic, course, "make-ups", new { }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);

        Assert.Equal("mt_redetermination", (string)(await NextAsync(clinic, course))["kind"]!);
        (await ActAsync(clinic, course, "make-ups", new { }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.Conflict, "wrong_state");
    }

    // Treated once, held, and resumed after fifteen days.
    private async Task<(SmallClinic Clinic, Guid Course)> ResumedAsync(bool book)
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WholeCourseAsync();
        await StepsAsync(clinic, visits[0], "check-in", "deliver");
        if (!book)
        {
            (await clinic.ActAsync(visits[1].Id(), "cancel", new { scope = "remaining", by = "patient", reason = "In hospital." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);
        }

        var held = (await ActAsync(clinic, course, "hold", new { reason = "Hospital stay." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);
        api.Clock.Set(now = VisitCalls.MondayMorning.AddDays(15));
        var resumed = (await ActAsync(clinic, course, "resume", new { reason = "Back." }, held.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal((true, book), ((bool)resumed.Json["motorThresholdFirst"]!, resumed.Json["motorThresholdVisitId"] is not null));
        return (clinic, course);
    }

    private async Task RefusedAsync(SmallClinic clinic, JsonNode visit, string rule)
    {
        api.Clock.Set(now = ((DateTimeOffset)visit["start"]!).AddMinutes(10));
        var here = (await clinic.ActAsync(visit.Id(), "check-in", new { }, (string)visit["etag"]!)).Expect(HttpStatusCode.OK);
        foreach (var step in new[] { "start", "deliver" })
        {
            var refused = (await clinic.ActAsync(visit.Id(), step, new { }, here.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
            Assert.Equal(rule, (string)refused.Json["rule"]!);
        }

        (await clinic.ActAsync(visit.Id(), "send-home", new { reason = "No threshold yet." }, here.ETag)).Expect(HttpStatusCode.OK);
    }

    private async Task StepsAsync(SmallClinic clinic, JsonNode visit, params string[] steps)
    {
        api.Clock.Set(now = ((DateTimeOffset)visit["start"]!).AddMinutes(10));
        var etag = (string)visit["etag"]!;
        foreach (var step in steps)
        {
            etag = (await clinic.ActAsync(visit.Id(), step, new { }, etag)).Expect(HttpStatusCode.OK).ETag;
        }
    }

    private async Task<JsonNode> NextAsync(SmallClinic clinic, Guid course) =>
        (await clinic.VisitsAsync(course)).First(v => (string)v["state"]! == "booked" && (DateTimeOffset)v["start"]! > now);

    private static async Task<string?> OwedFromAsync(SmallClinic clinic, Guid course) => (string?)(await clinic.Client.GetAsync($"/v1/courses/{course}")).Expect(HttpStatusCode.OK).Json["redeterminationOwedFrom"];

    private static Task<ApiAnswer> ActAsync(SmallClinic clinic, Guid course, string action, object body, string etag) => clinic.Client.PostAsync($"/v1/courses/{course}/{action}", body, etag);
}
