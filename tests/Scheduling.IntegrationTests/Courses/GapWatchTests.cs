using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Jobs;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Courses;

/// <summary>R14 by the clock: Monday's session was the last one.</summary>
public sealed class GapWatchTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public GapWatchTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task Bands_ActOnceEach_FlagThenReviewThenHold()
    {
        var (clinic, course) = await TreatedOnceAsync();
        await LookOnAsync(2);
        Assert.Null((await CourseAsync(clinic, course))["gap"]);
        await LookOnAsync(3);
        Assert.Equal(("flag", 3, 3, "2027-02-22"), Gap(await CourseAsync(clinic, course)));
        Assert.Equal("", await TasksAsync(clinic));
        var version = (string)(await CourseAsync(clinic, course))["etag"]!;

        await LookOnAsync(7);
        await Task.WhenAll(LookAsync(), LookAsync());
        Assert.Equal("gap_review open", await TasksAsync(clinic));
        var task = (await clinic.Client.GetAsync("/v1/tasks?role=prescriber")).Expect(HttpStatusCode.OK).Json["items"]![0]!;
        Assert.Equal(("R14", $"{course}", $"{clinic.Patients[0]}", DateTimeOffset.Parse("2027-03-02T05:00:00Z", null)), ((string)task["rule"]!, (string)task["courseId"]!, (string)task["patientId"]!, (DateTimeOffset)task["dueAt"]!));
        Assert.Equal(("active", version), ((string)(await CourseAsync(clinic, course))["state"]!, (string)(await CourseAsync(clinic, course))["etag"]!));
        var prescriber = clinic.Client with { Actor = clinic.Prescriber.ToString() };
        (await prescriber.PostAsync($"/v1/tasks/{(string)task["id"]!}/close", new { outcome = "Comes back on Monday." }, (string)task["etag"]!)).Expect(HttpStatusCode.OK);
        await LookOnAsync(13);
        Assert.Equal("gap_review closed", await TasksAsync(clinic));

        await LookOnAsync(14);
        await Task.WhenAll(LookAsync(), LookAsync());
        var held = await CourseAsync(clinic, course);
        Assert.Equal(("on_hold", "gap", "hold"), ((string)held["state"]!, (string)held["stateReason"]!, (string)held["gap"]!["action"]!));
        Assert.NotEqual(version, (string)held["etag"]!);
        Assert.Equal("gap_hold open, gap_review closed", await TasksAsync(clinic));
        Assert.Equal(1L, await api.QueryAsync<long>("select count(*) from events where subject_id = $1 and kind = 'course.changed' and payload->>'state' = 'on_hold'", course));
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-03-15" })).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await clinic.PostVisitAsync(new { kind = "treatment", start = VisitCalls.At("2027-03-15", "09:00"), patientId = clinic.Patients[0], courseId = course })).Expect(HttpStatusCode.Conflict, "wrong_state");

        // Resumed, the same gap holds it no more.
        await api.ExecuteAsync("update courses set state = 'active', hold_cause = null where id = $1", course);
        await LookOnAsync(15);
        Assert.Equal(("active", "gap_hold closed, gap_review closed"), ((string)(await CourseAsync(clinic, course))["state"]!, await TasksAsync(clinic)));
    }

    [Fact]
    public async Task AnApprovedAbsence_DoesNotCount_AndATreatmentEndsTheGap()
    {
        var (clinic, course) = await TreatedOnceAsync();
        (await clinic.Client.PostAsync($"/v1/patients/{clinic.Patients[0]}/absences", new { from = "2027-02-23", until = "2027-03-07", reason = "Travels", approvedBy = "dr-lee" })).Expect(HttpStatusCode.Created);
        await LookOnAsync(14);
        Assert.Equal("", await TasksAsync(clinic));
        Assert.Equal(((string?)null, 1, 1, "2027-02-22"), Gap(await CourseAsync(clinic, course)));

        await LookOnAsync(20);
        Assert.Equal("gap_review open", await TasksAsync(clinic));
        var visit = await clinic.BookSessionAsync(course, "treatment", "2027-03-15", "09:00");
        api.Clock.Set(VisitCalls.MondayMorning.AddDays(21).AddHours(3));
        (await clinic.ActAsync(visit.Id, "deliver", new { at = "2027-03-15T09:00:00-04:00" }, visit.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal("gap_review closed", await TasksAsync(clinic));
        await LookAsync();
        Assert.Null((await CourseAsync(clinic, course))["gap"]);
        // Another gap is another task.
        await LookOnAsync(28);
        Assert.Equal("gap_review closed, gap_review open", await TasksAsync(clinic));
    }

    [Fact]
    public async Task ACourseThatHasNotBegun_OrWhoseAcutePhaseIsDelivered_IsNotWatched()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        await clinic.CreateCourseAsync(1);
        var course = await clinic.CreateCourseAsync();
        await DeliverAsync(clinic, course);
        await api.ExecuteAsync("""update courses set targets = '[{"phase": "acute", "sessions": 1}, {"phase": "taper_3", "sessions": 3}]' where id = $1""", course);
        await LookOnAsync(30);
        Assert.Equal("", await TasksAsync(clinic));
        Assert.Null((await CourseAsync(clinic, course))["gap"]);
    }

    private async Task<(SmallClinic Clinic, Guid Course)> TreatedOnceAsync()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        await DeliverAsync(clinic, course);
        return (clinic, course);
    }

    private async Task DeliverAsync(SmallClinic clinic, Guid course)
    {
        var visit = await clinic.BookSessionAsync(course, "initial", "2027-02-22", "09:00");
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(6));
        (await clinic.ActAsync(visit.Id, "deliver", new { at = "2027-02-22T10:30:00-05:00" }, visit.ETag)).Expect(HttpStatusCode.OK);
    }

    private async Task LookOnAsync(int day)
    {
        api.Clock.Set(VisitCalls.MondayMorning.AddDays(day).AddHours(6));
        await LookAsync();
    }

    private Task LookAsync() => api.Services.GetRequiredService<JobRunner>().RunAsync("watch-gaps", TestContext.Current.CancellationToken);

    private static async Task<JsonNode> CourseAsync(SmallClinic clinic, Guid course) => (await clinic.Client.GetAsync($"/v1/courses/{course}")).Expect(HttpStatusCode.OK).Json;

    private static (string?, int, int, string) Gap(JsonNode course) => ((string?)course["gap"]!["action"], (int)course["gap"]!["days"]!, (int)course["gap"]!["weekdays"]!, (string)course["gap"]!["since"]!);

    private Task<string> TasksAsync(SmallClinic clinic) =>
        api.QueryAsync<string>("select coalesce(string_agg(kind || ' ' || state, ', ' order by kind, state), '') from tasks where clinic_id = $1", clinic.Client.ClinicId);
}
