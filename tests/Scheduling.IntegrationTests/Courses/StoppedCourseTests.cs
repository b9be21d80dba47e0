using System.Net;
using Scheduling.Application.ApiKeys;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.IntegrationTests.Records;
using Scheduling.IntegrationTests.Screenings;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Courses;

/// <summary>A course on hold or ended: nothing is given or brought back after it (R12, R14, R16), what was given before is entered, and why is nobody's business but the clinicians'.</summary>
public sealed class StoppedCourseTests : IClassFixture<ApiFixture>
{
    private static readonly object Nothing = new { };
    private readonly TestApi api;

    public StoppedCourseTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task Undo_BringsNoVisitBack_OfACourseThatIsOnHoldOrHasEnded()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync(3);
        await DeliverAsync(clinic, visits[0], "2027-02-22T09:30:00-05:00");
        var gone = (await clinic.ActAsync(visits[2], "cancel", new { scope = "this", by = "patient", reason = "Exam." }, "\"1\"")).Expect(HttpStatusCode.OK);
        await ActAsync(clinic, course, "hold");
        await RefusedAsync(clinic, visits[2], "R16");
        await ActAsync(clinic, course, "resume");
        var back = (await clinic.ActAsync(visits[2], "undo", Nothing, gone.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal("booked", (string)back.Json["state"]!);

        await ActAsync(clinic, course, "discontinue");
        Assert.Equal("cancelled_by_clinic", (string)(await clinic.VisitAsync(visits[2])).Json["state"]!);
        await RefusedAsync(clinic, visits[2], "R12");
        // Nor is what was delivered open again.
        await RefusedAsync(clinic, visits[0], "R12");
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from allocations l join appointments a on a.id = l.appointment_id where a.course_id = $1 and l.live and a.state <> 'delivered'", course));

        api.Clock.Set(VisitCalls.MondayMorning);
        var (second, week) = await clinic.WeekAsync(2, 1, "13:00");
        await DeliverAsync(clinic, week[0], "2027-02-22T13:30:00-05:00");
        (await clinic.ActAsync(week[1], "cancel", new { scope = "this", by = "patient", reason = "Exam." }, "\"1\"")).Expect(HttpStatusCode.OK);
        await ActAsync(clinic, second, "complete");
        await RefusedAsync(clinic, week[1], "R12");
    }

    [Fact]
    public async Task EndedCourse_GivesNothing_ButWhatWasGivenBeforeIsEntered()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync(2);
        await DeliverAsync(clinic, visits[0], "2027-02-22T09:30:00-05:00");
        api.Clock.Set(DateTimeOffset.Parse("2027-02-23T09:10:00-05:00", null));
        var here = (await clinic.ActAsync(visits[1], "check-in", Nothing, "\"1\"")).Expect(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromMinutes(30));
        await ActAsync(clinic, course, "discontinue");
        api.Clock.Advance(TimeSpan.FromMinutes(5));
        foreach (var step in new[] { "start", "deliver" })
        {
            var refused = (await clinic.ActAsync(visits[1], step, Nothing, here.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
            Assert.Equal("R12", (string)refused.Json["rule"]!);
        }

        (await clinic.ActAsync(visits[1], "deliver", new { at = "2027-02-23T09:35:00-05:00" }, here.ETag)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AdverseEvent_OnACourseThatIsHeldAlready_LeavesItHeldSinceThen_R16()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync(2);
        api.Clock.Set(DateTimeOffset.Parse("2027-02-22T10:00:00-05:00", null));
        await ActAsync(clinic, course, "hold");
        api.Clock.Set(DateTimeOffset.Parse("2027-02-22T12:00:00-05:00", null));
        (await clinic.Client.PostAsync($"/v1/courses/{course}/adverse-events", new { kind = "seizure", description = "At breakfast.", occurredAt = "2027-02-22T08:00:00-05:00" })).Expect(HttpStatusCode.Created);
        var seen = await clinic.VisitAsync(visits[0]);

        // Between the first hold and the event, whichever mechanism is asked.
        var refused = (await clinic.ActAsync(visits[0], "deliver", new { at = "2027-02-22T10:05:00-05:00" }, seen.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        Assert.Equal("R16", (string)refused.Json["rule"]!);
        (await clinic.ActAsync(visits[0], "check-in", new { at = "2027-02-22T10:05:00-05:00" }, seen.ETag)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        // Before the hold, although after what nobody knew of yet.
        (await clinic.ActAsync(visits[0], "deliver", new { at = "2027-02-22T09:35:00-05:00" }, seen.ETag)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Undo_OfADelivery_IsRefused_OnceItsRecordIsSigned_OrLaterOnesWereGiven()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (_, visits) = await clinic.WeekAsync(3);
        await DeliverAsync(clinic, visits[0], "2027-02-22T09:30:00-05:00");
        api.Clock.Set(DateTimeOffset.Parse("2027-02-23T12:00:00-05:00", null));
        // A day late: the first was entered yesterday.
        (await clinic.ActAsync(visits[0], "undo", Nothing, (await clinic.VisitAsync(visits[0])).ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        await DeliverAsync(clinic, visits[1], "2027-02-23T09:30:00-05:00");
        api.Clock.Set(DateTimeOffset.Parse("2027-02-24T09:00:00-05:00", null));
        await api.ExecuteAsync("update appointment_changes set at = $2 where appointment_id = $1", visits[1], DateTimeOffset.Parse("2027-02-24T13:00:00Z", null));
        await DeliverAsync(clinic, visits[2], "2027-02-24T09:30:00-05:00");
        await RefusedAsync(clinic, visits[1], "R12");

        var written = (await clinic.Client.PostAsync($"/v1/appointments/{visits[2]}/record", RecordsTests.Record(clinic))).Expect(HttpStatusCode.Created);
        (await clinic.Client.PostAsync($"/v1/appointments/{visits[2]}/record/sign", Nothing, written.ETag)).Expect(HttpStatusCode.OK);
        await RefusedAsync(clinic, visits[2], "R12");
        Assert.Equal("delivered", (string)(await clinic.VisitAsync(visits[2])).Json["state"]!);
    }

    [Fact]
    public async Task Hold_ByStaff_InWordsOfARule_IsStillTheStaffs()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync(2);
        var held = await ActAsync(clinic, course, "hold", "prescriber_review");
        Assert.Equal("staff", (string)held.Json["holdCause"]!);
        Assert.Equal("", await clinic.MissingAsync(visits[0]));
        await ActAsync(clinic, course, "resume");
        await ActAsync(clinic, course, "hold", "gap");
        var refused = (await clinic.ActAsync(visits[1], "move", new { scope = "this", localTime = "15:00" }, "\"1\"")).Expect(HttpStatusCode.Conflict, "wrong_state");
        Assert.Equal("R16", (string)refused.Json["rule"]!);
    }

    [Fact]
    public async Task Reasons_AreReadWithClinicalScopesOnly_AndNoEventCarriesThem()
    {
        const string Secret = "Hears voices.";
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, _) = await clinic.WeekAsync(2);
        var path = $"/v1/courses/{course}";
        var desk = await api.CreateKeyAsync(clinic.Client.ClinicId, [Scopes.ScheduleRead, Scopes.ScheduleWrite]) with { Actor = "front-desk-1" };
        (await clinic.Client.PostAsync(path + "/orders", new { kind = "off_label", reason = Secret }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.Created);
        (await clinic.Client.PostAsync(path + "/pause", new { from = "2027-05-01", until = "2027-05-02", reason = Secret }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);
        await ActAsync(clinic, course, "hold", Secret);

        var (shown, told) = ((await desk.GetAsync(path)).Expect(HttpStatusCode.OK), (await clinic.Client.GetAsync(path)).Expect(HttpStatusCode.OK));
        Assert.Equal(("staff", null, null), ((string)shown.Json["holdCause"]!, (string?)shown.Json["stateReason"], shown.Json["steps"]));
        Assert.Equal((Secret, "front-desk-1", "hold"), ((string)told.Json["stateReason"]!, (string)told.Json["steps"]![1]!["by"]!, (string)told.Json["steps"]![1]!["action"]!));
        Assert.Equal(Secret, (string)told.Json["steps"]![0]!["reason"]!);
        var listed = (await desk.GetAsync($"/v1/courses?patientId={clinic.Patients[0]}")).Expect(HttpStatusCode.OK);
        var ended = (await desk.PostAsync(path + "/discontinue", new { reason = Secret }, shown.ETag)).Expect(HttpStatusCode.OK);
        Assert.All(new[] { shown, listed, ended, (await desk.GetAsync("/v1/events?limit=200")).Expect(HttpStatusCode.OK) }, a => Assert.DoesNotContain("voices", a.Text, StringComparison.Ordinal));
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from events where clinic_id = $1 and payload::text like '%voices%'", clinic.Client.ClinicId));
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from audit_entries a where clinic_id = $1 and a::text like '%voices%'", clinic.Client.ClinicId));
    }

    [Fact]
    public async Task Resume_ByAPrescriberWhoRetired_OrByAnIdThatIsNobodys_IsRefused()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync(2);
        var held = await ActAsync(clinic, course, "hold");
        await api.ExecuteAsync("update staff set retired_at = now() where id = $1", clinic.Prescriber);
        foreach (var actor in new[] { clinic.Prescriber, Guid.CreateVersion7() })
        {
            (await (clinic.Client with { Actor = actor.ToString() }).PostAsync($"/v1/courses/{course}/resume", new { reason = "Back." }, held.ETag)).Expect(HttpStatusCode.Forbidden, "actor_not_allowed");
        }

        await ActAsync(clinic, course, "resume");
        api.Clock.Set(DateTimeOffset.Parse("2027-02-22T09:00:00-05:00", null));
        var path = $"/v1/appointments/{visits[0]}/checklist";
        var filled = (await clinic.Client.PostAsync(path, new { items = ScreeningCalls.Items("slept") })).Expect(HttpStatusCode.OK);
        foreach (var actor in new[] { clinic.Prescriber, Guid.CreateVersion7() })
        {
            (await (clinic.Client with { Actor = actor.ToString() }).PostAsync(path + "/clear", new { reason = "Go on." }, filled.ETag)).Expect(HttpStatusCode.Forbidden, "actor_not_allowed");
        }
    }

    [Fact]
    public async Task LatePatient_OfACourseOnHold_IsOfferedNoOtherPlace()
    {
        var clinic = await new ClinicBuilder().WithDevices(2).WithTechnicians(2).SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync(2);
        await ActAsync(clinic, course, "hold");
        var asked = (await clinic.Client.PostAsync($"/v1/appointments/{visits[1]}/late", new { minutesLate = 22 }, idempotencyKey: "")).Expect(HttpStatusCode.OK);
        Assert.Equal(["owed"], asked.Json["options"]!.AsArray().Select(o => (string)o!["kind"]!).Except(["shortened"]));
    }

    private async Task DeliverAsync(SmallClinic clinic, Guid visit, string at)
    {
        api.Clock.Set(DateTimeOffset.Parse(at, null));
        (await clinic.ActAsync(visit, "deliver", new { at }, (await clinic.VisitAsync(visit)).ETag)).Expect(HttpStatusCode.OK);
    }

    private static async Task<ApiAnswer> ActAsync(SmallClinic clinic, Guid course, string action, string reason = "Question.") =>
        (await clinic.Client.PostAsync($"/v1/courses/{course}/{action}", new { reason }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);

    private static async Task RefusedAsync(SmallClinic clinic, Guid visit, string rule)
    {
        var seen = await clinic.VisitAsync(visit);
        var refused = (await clinic.ActAsync(visit, "undo", Nothing, seen.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        Assert.Equal(rule, (string)refused.Json["rule"]!);
        Assert.Equal(seen.Text, (await clinic.VisitAsync(visit)).Text);
    }
}
