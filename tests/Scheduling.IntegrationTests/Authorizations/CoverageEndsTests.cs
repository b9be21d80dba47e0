using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Jobs;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Messages;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using Scheduling.Testing.Postgres;
using static Scheduling.IntegrationTests.Authorizations.AuthorizationCalls;

namespace Scheduling.IntegrationTests.Authorizations;

/// <summary>An authorization that ends in mid-course (R22): a task and a pause of messages until staff decide, a hold under a policy to block, and what lifts them.</summary>
public sealed class CoverageEndsTests(PostgresFixture postgres)
{
    private const string Tasks = "select coalesce(string_agg(state || ' ' || coalesce(outcome, '-'), ', ' order by created_at), '') from tasks where kind = 'coverage_ended' and course_id = $1";

    [Theory]
    [InlineData("block", "self_pay")]
    [InlineData("block", "approval")]
    [InlineData("warn", "approval")]
    public async Task TerminationWithAFutureEnd_HoldsOnceNoVisitHasAUnit_AndCoverageLiftsIt(string policy, string lifted)
    {
        await using var api = await TestApi.StartAsync(postgres, TestContext.Current.CancellationToken);
        var (clinic, course, approved, visits) = await StartAsync(api, policy);

        var ended = (await clinic.NoteAsync(approved.AuthorizationId(), "terminate", approved.ETag, on: "2027-02-24")).Expect(HttpStatusCode.OK);

        Assert.Equal(("active", "open -"), (await StateAsync(clinic, course), await api.QueryAsync<string>(Tasks, course)));
        await DeliverAsync(api, clinic, visits[1]);
        await WatchAsync(api);
        Assert.Equal("active", await StateAsync(clinic, course));
        await DeliverAsync(api, clinic, visits[2]);
        await WatchAsync(api);
        await WatchAsync(api);
        Assert.Equal((policy == "block" ? "on_hold authorization_ended" : "active", "open -"), (await StateAsync(clinic, course), await api.QueryAsync<string>(Tasks, course)));

        if (lifted == "self_pay")
        {
            (await clinic.Client.PatchAsync($"/v1/courses/{course}", new { coverage = new { kind = "self_pay" } }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);
        }
        else
        {
            var now = await clinic.AuthorizationAsync(approved.AuthorizationId());
            (await clinic.NoteAsync(approved.AuthorizationId(), "correct", now.ETag, [Line(36, until: "2027-12-31", lineId: LineOf(ended))])).Expect(HttpStatusCode.OK);
        }

        Assert.Equal(("active", "closed covered"), (await StateAsync(clinic, course), await api.QueryAsync<string>(Tasks, course)));
        await api.LedgerAddsUpAsync();
    }

    [Fact]
    public async Task UnitsThatRunOut_UnderBlock_HoldTheCourse()
    {
        await using var api = await TestApi.StartAsync(postgres, TestContext.Current.CancellationToken);
        var (clinic, course, approved, visits) = await StartAsync(api, "block");
        (await clinic.NoteAsync(approved.AuthorizationId(), "correct", approved.ETag, [Line(1, lineId: LineOf(approved))])).Expect(HttpStatusCode.OK);
        Assert.Equal("active", await StateAsync(clinic, course));

        await WatchAsync(api);

        Assert.Equal(("exhausted", "on_hold authorization_ended", "open -"), (
            (string)(await clinic.AuthorizationAsync(approved.AuthorizationId())).Json["state"]!, await StateAsync(clinic, course), await api.QueryAsync<string>(Tasks, course)));
        var next = await clinic.VisitAsync(visits[1].Id());
        var held = await clinic.ActAsync(next.Id, "move", new { scope = "this", localTime = "15:00" }, next.ETag);
        Assert.Equal("R22", (string)held.Expect(HttpStatusCode.Conflict, "wrong_state").Json["rule"]!);
    }

    [Fact]
    public async Task PrescriberWhoResumes_AndAPersonWhoClosesTheTask_HaveDecided()
    {
        await using var api = await TestApi.StartAsync(postgres, TestContext.Current.CancellationToken);
        var (clinic, course, approved, _) = await StartAsync(api, "block");
        (await clinic.NoteAsync(approved.AuthorizationId(), "terminate", approved.ETag, on: "2027-02-22")).Expect(HttpStatusCode.OK);
        Assert.Equal("on_hold authorization_ended", await StateAsync(clinic, course));

        (await (clinic.Client with { Actor = clinic.Prescriber.ToString() }).PostAsync($"/v1/courses/{course}/resume", new { reason = "The clinic bears it." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);
        await WatchAsync(api);

        Assert.Equal(("active", "closed resumed"), (await StateAsync(clinic, course), await api.QueryAsync<string>(Tasks, course)));
    }

    [Fact]
    public async Task Messages_AboutVisitsThatNobodyPaysFor_WaitUntilStaffDecide()
    {
        var (api, folder) = await MessageCalls.StartAsync(postgres);
        await using var _ = api;
        var (clinic, course, approved, visits) = await StartAsync(api, "warn");
        await clinic.SwitchOnAsync();
        await clinic.ReachAsync(api, 0, "+12025550111");
        await api.SendAsync();
        Assert.Contains("weekly_digest sms scheduled", await clinic.MessagesAsync());

        var ended = (await clinic.NoteAsync(approved.AuthorizationId(), "terminate", approved.ETag, on: "2027-02-24")).Expect(HttpStatusCode.OK);
        // A visit that is moved meanwhile is no news before somebody has decided.
        var last = await clinic.VisitAsync(visits[^1].Id());
        (await clinic.ActAsync(last.Id, "move", new { scope = "this", localTime = "15:00" }, last.ETag)).Expect(HttpStatusCode.OK);
        await api.SendAsync();

        Assert.DoesNotContain(await clinic.MessagesAsync(), m => m.EndsWith("scheduled", StringComparison.Ordinal));
        api.Clock.Set(VisitCalls.MondayMorning.AddDays(8));
        await api.SendAsync();
        Assert.Empty(MessageCalls.Texts(folder));

        var correct = await clinic.AuthorizationAsync(approved.AuthorizationId());
        (await clinic.NoteAsync(approved.AuthorizationId(), "correct", correct.ETag, [Line(36, until: "2027-12-31", lineId: LineOf(ended))])).Expect(HttpStatusCode.OK);
        await api.SendAsync();

        Assert.Contains("visit_change sms scheduled", await clinic.MessagesAsync());
        Assert.Contains("weekly_digest sms scheduled", await clinic.MessagesAsync());
    }

    [Fact]
    public async Task Messages_GoOn_WhenAPersonHasClosedTheTask()
    {
        var (api, _) = await MessageCalls.StartAsync(postgres);
        await using var __ = api;
        var (clinic, course, approved, _) = await StartAsync(api, "warn");
        await clinic.SwitchOnAsync();
        await clinic.ReachAsync(api, 0, "+12025550111");
        (await clinic.NoteAsync(approved.AuthorizationId(), "terminate", approved.ETag, on: "2027-02-24")).Expect(HttpStatusCode.OK);
        await api.SendAsync();
        Assert.DoesNotContain("weekly_digest sms scheduled", await clinic.MessagesAsync());
        var task = (await clinic.Client.GetAsync("/v1/tasks?kind=coverage_ended")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Single()!;

        (await clinic.Client.PostAsync($"/v1/tasks/{(string)task["id"]!}/close", new { outcome = "The clinic bears it." }, (string)task["etag"]!)).Expect(HttpStatusCode.OK);
        await WatchAsync(api);
        await api.SendAsync();

        Assert.Contains("weekly_digest sms scheduled", await clinic.MessagesAsync());
        Assert.Equal("closed The clinic bears it.", await api.QueryAsync<string>(Tasks, course));
    }

    private static async Task<(SmallClinic Clinic, Guid Course, ApiAnswer Approved, List<JsonNode> Visits)> StartAsync(TestApi api, string policy)
    {
        api.Clock.Set(VisitCalls.MondayMorning);
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        var approved = await clinic.ApprovedAsync(course, await clinic.PayerAsync(policy), Line(36));
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22" })).Expect(HttpStatusCode.Created);
        var visits = await clinic.VisitsAsync(course);
        await DeliverAsync(api, clinic, visits[0]);
        return (clinic, course, approved, visits);
    }

    private static async Task DeliverAsync(TestApi api, SmallClinic clinic, JsonNode visit)
    {
        api.Clock.Set(DateTimeOffset.Parse((string)visit["end"]!, CultureInfo.InvariantCulture));
        (await clinic.ActAsync(visit.Id(), "deliver", new { at = (string)visit["start"]! }, (await clinic.VisitAsync(visit.Id())).ETag)).Expect(HttpStatusCode.OK);
    }

    private static Guid LineOf(ApiAnswer answer) => Guid.Parse((string)answer.Json["authorization"]!["lines"]![0]!["lineId"]!);

    private static async Task<string> StateAsync(SmallClinic clinic, Guid course)
    {
        var now = (await clinic.Client.GetAsync($"/v1/courses/{course}")).Expect(HttpStatusCode.OK).Json;
        return $"{(string)now["state"]!} {(string?)now["stateReason"]}".TrimEnd();
    }

    private static Task WatchAsync(TestApi api) => api.Services.GetRequiredService<JobRunner>().RunAsync("watch-authorizations", TestContext.Current.CancellationToken);
}
