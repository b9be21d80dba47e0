using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Courses;

/// <summary>What is not given or moved: visits of a course on hold (R14, R16), treatments before the initial visit (R10), sessions behind those of a later phase (R11).</summary>
public sealed class HeldCourseTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public HeldCourseTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task OnHold_VisitsAreListed_ButNotGivenNorMoved_OnAnyPath()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var (_, others) = await clinic.WeekAsync(3, 1, "13:00");
        var (course, visits) = await clinic.WholeCourseAsync();
        await StepsAsync(clinic, visits[0], "check-in", "deliver");
        var today = visits[1];
        api.Clock.Set(((DateTimeOffset)today["start"]!).AddMinutes(5));
        var here = (await clinic.ActAsync(today.Id(), "check-in", new { }, (string)today["etag"]!)).Expect(HttpStatusCode.OK);
        var held = (await clinic.Client.PostAsync($"/v1/courses/{course}/hold", new { reason = "Fainted." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);

        foreach (var step in new[] { "start", "deliver" })
        {
            var refused = (await clinic.ActAsync(today.Id(), step, new { }, here.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
            Assert.Equal("R16", (string)refused.Json["rule"]!);
        }

        var later = visits[2];
        var tag = await clinic.CourseTagAsync(course);
        (await clinic.ActAsync(later.Id(), "move", new { scope = "this", localTime = "15:00" }, (string)later["etag"]!)).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await clinic.ActAsync(later.Id(), "move", new { scope = "following", localTime = "15:00" }, tag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await clinic.ActAsync(later.Id(), "swap", new { withAppointmentId = others[2], reason = "Changes places." }, (string)later["etag"]!)).Expect(HttpStatusCode.Conflict, "wrong_state");
        Assert.Equal(later.ToJsonString(), (await clinic.VisitsAsync(course))[2].ToJsonString());
        // Another technician changes nothing for the patient; a cancelled visit is owed.
        (await clinic.ActAsync(later.Id(), "cancel", new { scope = "this", by = "patient", reason = "Rests." }, (string)later["etag"]!)).Expect(HttpStatusCode.OK);
        (await clinic.ActAsync(today.Id(), "send-home", new { reason = "On hold." }, here.ETag)).Expect(HttpStatusCode.OK);
        Assert.NotEqual(held.ETag, await clinic.CourseTagAsync(course));
    }

    [Fact]
    public async Task OnHold_WhatHadBegunOrWasGivenBefore_IsEntered()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WholeCourseAsync();
        await StepsAsync(clinic, visits[0], "check-in", "deliver");
        var begun = await StepsAsync(clinic, visits[1], "check-in", "start");
        var at = ((DateTimeOffset)visits[2]["start"]!).AddMinutes(30);
        api.Clock.Set(at.AddHours(1));
        (await clinic.Client.PostAsync($"/v1/courses/{course}/hold", new { reason = "Seizure." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);

        (await clinic.ActAsync(visits[1].Id(), "deliver", new { at = ((DateTimeOffset)visits[1]["start"]!).AddMinutes(30) }, begun)).Expect(HttpStatusCode.OK);
        (await clinic.ActAsync(visits[2].Id(), "deliver", new { at = at.AddHours(1) }, (string)visits[2]["etag"]!)).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await clinic.ActAsync(visits[2].Id(), "deliver", new { at }, (string)visits[2]["etag"]!)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Treatment_AfterAMissedInitial_IsNotGiven_UntilANewOneHasBeenMade()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WholeCourseAsync();
        await StepsAsync(clinic, visits[0], "no-show");
        api.Clock.Set((DateTimeOffset)visits[1]["start"]!);
        var here = (await clinic.ActAsync(visits[1].Id(), "check-in", new { }, (string)visits[1]["etag"]!)).Expect(HttpStatusCode.OK);

        foreach (var step in new[] { "start", "deliver" })
        {
            var refused = (await clinic.ActAsync(visits[1].Id(), step, new { }, here.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
            Assert.Equal("R10", (string)refused.Json["rule"]!);
        }

        (await clinic.ActAsync(visits[2].Id(), "deliver", new { at = (DateTimeOffset)visits[1]["start"]! }, (string)visits[2]["etag"]!)).Expect(HttpStatusCode.UnprocessableEntity);
        (await clinic.ActAsync(visits[1].Id(), "send-home", new { reason = "No threshold yet." }, here.ETag)).Expect(HttpStatusCode.OK);
        (await clinic.Client.PostAsync($"/v1/courses/{course}/make-ups", new { }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);
        var next = (await clinic.VisitsAsync(course)).First(v => (string)v["state"]! == "booked");
        Assert.Equal("initial", (string)next["kind"]!);
        await StepsAsync(clinic, next, "check-in", "start", "deliver");
        var after = (await clinic.VisitsAsync(course)).First(v => (string)v["state"]! == "booked");
        await StepsAsync(clinic, after, "check-in", "deliver");
    }

    [Fact]
    public async Task Move_OfASessionBehindALaterPhase_IsRefused_NamingR11()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WholeCourseAsync();
        var tag = await clinic.CourseTagAsync(course);
        // The last acute visit behind the first of the taper, and the whole taper in front of it.
        var lastAcute = visits[29];
        var behind = (await clinic.ActAsync(lastAcute.Id(), "move", new { scope = "this", start = VisitCalls.At("2027-04-08", "09:00") }, (string)lastAcute["etag"]!)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        var before = (await clinic.ActAsync(visits[30].Id(), "move", new { scope = "following", start = VisitCalls.At("2027-03-27", "09:00") }, tag)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        var shown = (await clinic.ActAsync(visits[30].Id(), "move", new { scope = "following", start = VisitCalls.At("2027-03-27", "09:00"), dryRun = true }, tag)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal(("R11", "R11", "R11"), ((string)behind.Json["rule"]!, (string)before.Json["rule"]!, (string)shown.Json["rule"]!));
        Assert.Equal(visits.Select(v => v.ToJsonString()), (await clinic.VisitsAsync(course)).Select(v => v.ToJsonString()));
        (await clinic.ActAsync(visits[20].Id(), "move", new { scope = "following", shiftMinutes = 7 * 24 * 60 }, tag)).Expect(HttpStatusCode.OK);
    }

    private async Task<string> StepsAsync(SmallClinic clinic, JsonNode visit, params string[] steps)
    {
        api.Clock.Set(((DateTimeOffset)visit["start"]!).AddMinutes(10));
        var etag = (string)visit["etag"]!;
        foreach (var step in steps)
        {
            etag = (await clinic.ActAsync(visit.Id(), step, new { }, etag)).Expect(HttpStatusCode.OK).ETag;
        }

        return etag;
    }
}
