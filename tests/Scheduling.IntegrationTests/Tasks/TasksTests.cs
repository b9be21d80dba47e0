using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Jobs;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Tasks;

public sealed class TasksTests : IClassFixture<ApiFixture>
{
    private static readonly object Nothing = new { };
    private readonly TestApi api;

    public TasksTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task PartialDelivery_AsksThePrescriber_AndTheAnswerClosesIt()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync(1);
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(3));
        var part = await BreakOffAsync(clinic, visits[0], "\"1\"");

        var task = Assert.Single(await OpenAsync(clinic));
        Assert.Equal(
            ("partial_decision", "prescriber", "R10", $"{visits[0]}", $"{course}", $"{clinic.Patients[0]}", DateTimeOffset.Parse("2027-02-23T05:00:00Z", null)),
            ((string)task["kind"]!, (string)task["role"]!, (string)task["rule"]!, (string)task["appointmentId"]!, (string)task["courseId"]!, (string)task["patientId"]!, (DateTimeOffset)task["dueAt"]!));
        (await PostAsync(clinic, task, "close", new { outcome = "Done." })).Expect(HttpStatusCode.Conflict, "wrong_state");

        var back = (await clinic.ActAsync(visits[0], "undo", Nothing, part.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal("closed undone True front-desk-1", await StoredAsync(task));
        part = await BreakOffAsync(clinic, visits[0], back.ETag);
        Assert.Equal((string)task["id"]!, (string)Assert.Single(await OpenAsync(clinic))["id"]!);

        var prescriber = clinic with { Client = clinic.Client with { Actor = clinic.Prescriber.ToString() } };
        (await prescriber.ActAsync(visits[0], "decide-partial", new { decision = "count", reason = "2,900 of 3,000." }, part.ETag)).Expect(HttpStatusCode.OK);
        Assert.Empty(await OpenAsync(clinic));
        Assert.Equal($"closed counted True {clinic.Prescriber}", await StoredAsync(task));
        Assert.Equal("task.opened,task.closed,task.opened,task.closed", await EventsAsync(task));
    }

    [Fact]
    public async Task TwoNoShowsInARow_OpenOneTaskForAClinician_DueToday()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (_, visits) = await clinic.WeekAsync(4);
        var missed = await MissAsync(clinic, visits[0], 0);
        Assert.Empty(await OpenAsync(clinic));
        missed = await MissAsync(clinic, visits[1], 1);
        var task = Assert.Single(await OpenAsync(clinic));
        Assert.Equal(
            ("missed_twice", "clinician", "R24", $"{visits[1]}", DateTimeOffset.Parse("2027-02-24T05:00:00Z", null)),
            ((string)task["kind"]!, (string)task["role"]!, (string)task["rule"]!, (string)task["appointmentId"]!, (DateTimeOffset)task["dueAt"]!));

        // A third one is the same trouble, and an entry taken back is none.
        missed = await MissAsync(clinic, visits[2], 2);
        Assert.Single(await OpenAsync(clinic));
        (await clinic.ActAsync(visits[2], "undo", Nothing, missed.ETag)).Expect(HttpStatusCode.OK);
        Assert.Single(await OpenAsync(clinic));
        (await clinic.ActAsync(visits[1], "undo", Nothing, "\"2\"")).Expect(HttpStatusCode.OK);
        Assert.Equal("closed undone True front-desk-1", await StoredAsync(task));

        // Only a clinician closes it; what a person closed stays closed for the same visits.
        await MissAsync(clinic, visits[1], 2, "\"3\"");
        task = Assert.Single(await OpenAsync(clinic));
        var technician = clinic with { Client = clinic.Client with { Actor = clinic.Technicians[0].ToString() } };
        (await PostAsync(technician, task, "close", new { outcome = "Rang." })).Expect(HttpStatusCode.Forbidden, "actor_not_allowed");
        (await PostAsync(clinic with { Client = clinic.Client with { Actor = null } }, task, "close", new { outcome = "Rang." })).Expect(HttpStatusCode.Forbidden, "actor_required");
        var closed = (await PostAsync(clinic, task, "close", new { outcome = "Rang: has the flu." })).Expect(HttpStatusCode.OK);
        Assert.Equal(("closed", "Rang: has the flu.", "front-desk-1"), ((string)closed.Json["state"]!, (string)closed.Json["outcome"]!, (string)closed.Json["closedBy"]!));
        (await PostAsync(clinic, closed.Json, "close", new { outcome = "Again." })).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await clinic.ActAsync(visits[1], "undo", Nothing, "\"4\"")).Expect(HttpStatusCode.OK);
        await MissAsync(clinic, visits[1], 2, "\"5\"");
        Assert.Empty(await OpenAsync(clinic));
    }

    [Fact]
    public async Task VisitsLeftOpen_AreListedOnce_WhenTheirDayIsOver()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (_, visits) = await clinic.WeekAsync(2);
        // Monday, 23:50 in New York: over, but the day is not.
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(17).AddMinutes(50));
        await LookAsync();
        Assert.Empty(await OpenAsync(clinic));
        api.Clock.Advance(TimeSpan.FromMinutes(15));
        await Task.WhenAll(LookAsync(), LookAsync());
        await LookAsync();
        var task = Assert.Single(await OpenAsync(clinic));
        Assert.Equal(
            ("visit_not_closed", "front_desk", null, $"{visits[0]}", "booked"),
            ((string)task["kind"]!, (string)task["role"]!, (string?)task["rule"], (string)task["appointmentId"]!, (string)(await clinic.VisitAsync(visits[0])).Json["state"]!));

        var late = (await clinic.ActAsync(visits[0], "deliver", new { at = "2027-02-22T10:30:00-05:00" }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal("closed entered True front-desk-1", await StoredAsync(task));
        await LookAsync();
        Assert.Empty(await OpenAsync(clinic));
        (await clinic.ActAsync(visits[0], "undo", Nothing, late.ETag)).Expect(HttpStatusCode.OK);
        await LookAsync();
        Assert.Equal((string)task["id"]!, (string)Assert.Single(await OpenAsync(clinic))["id"]!);
    }

    [Fact]
    public async Task VisitThatLostItsPlace_IsATask_DueBeforeItsOldTime_UntilItHasAnother()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (_, visits) = await clinic.WeekAsync(3);
        var closure = (await clinic.Client.PostAsync("/v1/closures", new { resourceId = clinic.Devices[0], from = "2027-02-23T05:00:00Z", estimatedUntil = "2028-02-23T05:00:00Z", reason = "In service" })).Expect(HttpStatusCode.Created);
        var repair = closure.Json["repair"]!;
        Assert.Equal(2, (int)repair["cost"]!["lost"]!);
        Assert.Empty(await OpenAsync(clinic));
        (await clinic.Client.PostAsync($"/v1/repairs/{(string)repair["id"]!}/apply", Nothing, (string)repair["etag"]!)).Expect(HttpStatusCode.OK);

        var open = await OpenAsync(clinic);
        Assert.Equal(
            [("needs_new_time", "front_desk", "R15", $"{visits[1]}", DateTimeOffset.Parse("2027-02-23T14:00:00Z", null)), ("needs_new_time", "front_desk", "R15", $"{visits[2]}", DateTimeOffset.Parse("2027-02-24T14:00:00Z", null))],
            open.Select(t => ((string)t["kind"]!, (string)t["role"]!, (string)t["rule"]!, (string)t["appointmentId"]!, (DateTimeOffset)t["dueAt"]!)));
        (await clinic.Client.DeleteAsync($"/v1/closures/{(string)closure.Json["closure"]!["id"]!}", "\"1\"")).Expect(HttpStatusCode.NoContent);
        var visit = await clinic.VisitAsync(visits[1]);
        (await clinic.ActAsync(visits[1], "move", new { scope = "this", start = VisitCalls.At("2027-02-23", "10:00") }, visit.ETag)).Expect(HttpStatusCode.OK);
        visit = await clinic.VisitAsync(visits[2]);
        (await clinic.ActAsync(visits[2], "cancel", new { scope = "this", by = "patient", reason = "No." }, visit.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(("closed placed True front-desk-1", "closed cancelled True front-desk-1"), (await StoredAsync(open[0]), await StoredAsync(open[1])));
    }

    [Fact]
    public async Task List_Filters_AndAssigning_NeedsTheRoleAndTheVersion()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync(1);
        await clinic.BookConsultAsync("2027-02-22", "14:00", 1);
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(3));
        await BreakOffAsync(clinic, visits[0], "\"1\"");
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(27));
        await LookAsync();

        Assert.Equal(["partial_decision", "visit_not_closed"], await KindsAsync(clinic, ""));
        Assert.Equal(["partial_decision"], await KindsAsync(clinic, "role=prescriber"));
        Assert.Equal(["partial_decision"], await KindsAsync(clinic, "dueBefore=2027-02-23T05:00:01Z"));
        Assert.Equal([], await KindsAsync(clinic, "dueBefore=2027-02-23T05:00:00Z"));
        Assert.Equal(["visit_not_closed"], await KindsAsync(clinic, $"patientId={clinic.Patients[1]}&siteId={clinic.SiteId}&state=open&kind=visit_not_closed"));
        Assert.Equal(["partial_decision"], await KindsAsync(clinic, $"courseId={course}"));
        Assert.Equal([], await KindsAsync(clinic, $"siteId={Guid.CreateVersion7()}"));
        (await clinic.Client.GetAsync("/v1/tasks?role=cook")).Expect(HttpStatusCode.BadRequest);
        var first = (await clinic.Client.GetAsync("/v1/tasks?limit=1")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(["visit_not_closed"], await KindsAsync(clinic, $"limit=1&cursor={(string)first["next"]!}"));

        var task = first["items"]![0]!;
        Assert.NotNull((await PostAsync(clinic, task, "assign", new { assigneeId = clinic.Technicians[0] })).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable").Json["errors"]!["/assigneeId"]);
        (await PostAsync(clinic, task, "assign", new { assigneeId = Guid.CreateVersion7() })).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
        (await clinic.Client.PostAsync($"/v1/tasks/{(string)task["id"]!}/assign", new { assigneeId = clinic.Prescriber })).Expect(HttpStatusCode.PreconditionRequired, "version_required");
        var taken = (await PostAsync(clinic, task, "assign", new { assigneeId = clinic.Prescriber })).Expect(HttpStatusCode.OK);
        (await PostAsync(clinic, task, "assign", Nothing)).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
        Assert.Equal(["partial_decision"], await KindsAsync(clinic, $"assigneeId={clinic.Prescriber}"));
        Assert.Equal(taken.Text, (await clinic.Client.GetAsync($"/v1/tasks/{(string)task["id"]!}")).Expect(HttpStatusCode.OK).Text);

        var elsewhere = await api.CreateKeyAsync(clinic.Client.ClinicId, ["schedule:read"], [Guid.CreateVersion7()]);
        Assert.Empty((await elsewhere.GetAsync("/v1/tasks")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray());
        (await elsewhere.GetAsync($"/v1/tasks/{(string)task["id"]!}")).Expect(HttpStatusCode.NotFound);
    }

    private static async Task<ApiAnswer> BreakOffAsync(SmallClinic clinic, Guid visit, string etag)
    {
        var now = await clinic.VisitAsync(visit);
        if ((string)now.Json["state"]! == "booked")
        {
            etag = (await clinic.ActAsync(visit, "check-in", Nothing, etag)).Expect(HttpStatusCode.OK).ETag!;
        }

        var begun = (await clinic.ActAsync(visit, "start", Nothing, etag)).Expect(HttpStatusCode.OK);
        return (await clinic.ActAsync(visit, "deliver", new { partial = true, reason = "Headache." }, begun.ETag)).Expect(HttpStatusCode.OK);
    }

    private async Task<ApiAnswer> MissAsync(SmallClinic clinic, Guid visit, int day, string etag = "\"1\"")
    {
        api.Clock.Set(VisitCalls.MondayMorning.AddDays(day).AddHours(4));
        return (await clinic.ActAsync(visit, "no-show", Nothing, etag)).Expect(HttpStatusCode.OK);
    }

    private Task LookAsync() => api.Services.GetRequiredService<JobRunner>().RunAsync("list-unclosed-visits", TestContext.Current.CancellationToken);

    private static Task<ApiAnswer> PostAsync(SmallClinic clinic, JsonNode task, string action, object body) => clinic.Client.PostAsync($"/v1/tasks/{(string)task["id"]!}/{action}", body, (string)task["etag"]!);

    // But for the estimate that the self-pay course of these tests asks for (R25).
    private static async Task<IReadOnlyList<JsonNode>> OpenAsync(SmallClinic clinic) =>
        [.. (await clinic.Client.GetAsync("/v1/tasks?state=open")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(t => t!).Where(t => (string)t["kind"]! != "estimate")];

    private static async Task<IReadOnlyList<string>> KindsAsync(SmallClinic clinic, string query) =>
        [.. (await clinic.Client.GetAsync($"/v1/tasks?{query}")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(t => (string)t!["kind"]!)];

    private Task<string> StoredAsync(JsonNode task) =>
        api.QueryAsync<string>("select concat_ws(' ', state, outcome, case when closed_by_rule then 'True' end, closed_by) from tasks where id = $1", Guid.Parse((string)task["id"]!));

    private Task<string> EventsAsync(JsonNode task) => api.QueryAsync<string>("select string_agg(kind, ',' order by xid, id) from events where subject_id = $1", Guid.Parse((string)task["id"]!));
}
