using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Jobs;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using static Scheduling.IntegrationTests.Authorizations.AuthorizationCalls;

namespace Scheduling.IntegrationTests.Authorizations;

/// <summary>What the job finds: ends, alerts (R21), visits near without a unit (R20), tentative visits not decided in time (R22); and estimates (R25).</summary>
public sealed class AuthorizationWatchTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public AuthorizationWatchTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task Watch_WindowAndUnits_OpensEachMarkOnce_AndEndsWhatIsOver()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        var id = (await clinic.ApprovedAsync(course, await clinic.PayerAsync(), Line(2, "2027-02-22", "2027-03-20"))).AuthorizationId();
        var visit = await clinic.BookSessionAsync(course, "initial", "2027-02-22", "09:00");
        await WatchAsync();
        Assert.Equal("authorization_ending", await OpenAsync(course));
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(8));
        (await clinic.ActAsync(visit.Id, "deliver", new { at = (string)visit.Json["start"]! }, visit.ETag)).Expect(HttpStatusCode.OK);

        await WatchAsync();
        await WatchAsync();

        Assert.Equal("authorization_ending units_running_out", await OpenAsync(course));
        Assert.Equal(["units_left 1", "window_ends 30"], (await clinic.AuthorizationAsync(id)).Json["alerts"]!.AsArray().Select(a => $"{(string)a!["kind"]!} {(int)a["level"]!}").Order());
        api.Clock.Set(VisitCalls.MondayMorning.AddDays(20));
        await WatchAsync();
        Assert.Equal("authorization_ending authorization_ending units_running_out", await OpenAsync(course));
        api.Clock.Set(VisitCalls.MondayMorning.AddDays(40));
        await WatchAsync();
        Assert.Equal("expired", (string)(await clinic.AuthorizationAsync(id)).Json["state"]!);
        await api.LedgerAddsUpAsync();
    }

    [Fact]
    public async Task Watch_VisitNearWithoutAUnit_WarnsTwoBusinessDaysBefore()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        await clinic.ApprovedAsync(course, await clinic.PayerAsync(), Line(5, "2027-06-01", "2027-12-31"));
        var visit = await clinic.BookSessionAsync(course, "initial", "2027-03-02", "09:00");
        Assert.True(visit.Json.IsTagged());
        // Thursday: Friday and Monday lie between.
        api.Clock.Set(VisitCalls.MondayMorning.AddDays(3));
        await WatchAsync();
        Assert.DoesNotContain("visit_unauthorized", await OpenAsync(course), StringComparison.Ordinal);

        api.Clock.Set(VisitCalls.MondayMorning.AddDays(4));
        await WatchAsync();

        Assert.Contains("visit_unauthorized", await OpenAsync(course), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("task", "booked")]
    [InlineData("release", "cancelled_by_clinic")]
    public async Task Watch_TentativeVisitsNotDecidedInTime_DoesWhatWasAgreed(string onExpiry, string state)
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        var decideBy = VisitCalls.MondayMorning.AddDays(7);
        var made = (await clinic.Client.PostAsync("/v1/authorizations", new { courseId = course, payerId = await clinic.PayerAsync(), lines = new[] { Line(36) }, decideBy, onExpiry })).Expect(HttpStatusCode.Created);
        (await clinic.NoteAsync(made.Id, "submit", made.ETag)).Expect(HttpStatusCode.OK);
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-03-22" })).Expect(HttpStatusCode.Created);
        Assert.Equal(Enumerable.Repeat((DateTimeOffset?)decideBy, 36), await DecideByAsync(clinic, course));
        await WatchAsync();
        Assert.Equal(Enumerable.Repeat("booked", 36), await StatesAsync(clinic, course));
        api.Clock.Set(decideBy);

        await WatchAsync();

        Assert.Equal(Enumerable.Repeat(state, 36), await StatesAsync(clinic, course));
        Assert.Contains("tentative_decision", await OpenAsync(course), StringComparison.Ordinal);
        await api.LedgerAddsUpAsync();
    }

    [Fact]
    public async Task Patch_OfItsDates_ReachesVisitsAndTasks()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        var first = VisitCalls.MondayMorning.AddDays(7);
        var made = (await clinic.Client.PostAsync("/v1/authorizations", new { courseId = course, payerId = await clinic.PayerAsync(), lines = new[] { Line(36) }, decideBy = first, onExpiry = "release" })).Expect(HttpStatusCode.Created);
        var submitted = (await clinic.NoteAsync(made.Id, "submit", made.ETag)).Expect(HttpStatusCode.OK);
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-03-22" })).Expect(HttpStatusCode.Created);

        (await clinic.Client.PatchAsync($"/v1/authorizations/{made.Id}", new { decideBy = first.AddDays(7), dueOn = "2027-03-05" }, submitted.ETag)).Expect(HttpStatusCode.OK);

        Assert.Equal(Enumerable.Repeat((DateTimeOffset?)first.AddDays(7), 36), await DecideByAsync(clinic, course));
        Assert.Equal("2027-03-06", await api.QueryAsync<string>("select string_agg(to_char(due_at at time zone 'America/New_York', 'YYYY-MM-DD'), ' ') from tasks where course_id = $1 and kind = 'authorization_due' and state = 'open'", course));
        api.Clock.Set(first);
        await WatchAsync();
        Assert.Equal(Enumerable.Repeat("booked", 36), await StatesAsync(clinic, course));
        api.Clock.Set(first.AddDays(7));
        await WatchAsync();
        Assert.Equal(Enumerable.Repeat("cancelled_by_clinic", 36), await StatesAsync(clinic, course));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(null)]
    public async Task Watch_SeveralPending_WaitsForTheLastOfThem(int? daysMore)
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        var payer = await clinic.PayerAsync();
        var first = VisitCalls.MondayMorning.AddDays(7);
        (await clinic.Client.PostAsync("/v1/authorizations", new { courseId = course, payerId = payer, lines = new[] { Line(20) }, decideBy = first, onExpiry = "release" })).Expect(HttpStatusCode.Created);
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-03-22" })).Expect(HttpStatusCode.Created);
        var last = daysMore is { } days ? first.AddDays(days) : null as DateTimeOffset?;
        (await clinic.Client.PostAsync("/v1/authorizations", new { courseId = course, payerId = payer, lines = new[] { Line(16) }, decideBy = last, onExpiry = "release" })).Expect(HttpStatusCode.Created);
        Assert.Equal(Enumerable.Repeat(last, 36), await DecideByAsync(clinic, course));
        api.Clock.Set(first);

        await WatchAsync();

        Assert.Equal(Enumerable.Repeat("booked", 36), await StatesAsync(clinic, course));
        api.Clock.Set(first.AddDays(7));
        await WatchAsync();
        Assert.Equal(Enumerable.Repeat(last is null ? "booked" : "cancelled_by_clinic", 36), await StatesAsync(clinic, course));
    }

    [Fact]
    public async Task Watch_CausesThatAreGone_ClosesTheirTasks()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        var approved = await clinic.ApprovedAsync(course, await clinic.PayerAsync(), Line(1, "2027-02-22", "2027-03-20"));
        var visit = await clinic.BookSessionAsync(course, "initial", "2027-02-22", "09:00");
        await clinic.BookSessionAsync(course, "treatment", "2027-02-23", "09:00");
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(8));
        (await clinic.ActAsync(visit.Id, "deliver", new { at = (string)visit.Json["start"]! }, visit.ETag)).Expect(HttpStatusCode.OK);
        await WatchAsync();
        await WatchAsync();
        Assert.Equal("coverage_ended extension_needed units_running_out visit_unauthorized", await OpenAsync(course));

        var now = await clinic.AuthorizationAsync(approved.AuthorizationId());
        (await clinic.NoteAsync(approved.AuthorizationId(), "correct", now.ETag, [Line(20, "2027-02-22", "2027-06-30", lineId: Guid.Parse((string)now.Json["lines"]![0]!["lineId"]!))])).Expect(HttpStatusCode.OK);
        await WatchAsync();

        Assert.Equal("", await OpenAsync(course));
        Assert.Equal(4L, await api.QueryAsync<long>("select count(*) from tasks where course_id = $1 and closed_by_rule and kind <> 'authorization_due'", course));
    }

    [Fact]
    public async Task Watch_ADecisionThatWasMade_ClosesItsTask()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        var decideBy = VisitCalls.MondayMorning.AddDays(1);
        var made = (await clinic.Client.PostAsync("/v1/authorizations", new { courseId = course, payerId = await clinic.PayerAsync(), lines = new[] { Line(36) }, decideBy })).Expect(HttpStatusCode.Created);
        var submitted = (await clinic.NoteAsync(made.Id, "submit", made.ETag)).Expect(HttpStatusCode.OK);
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-03-22" })).Expect(HttpStatusCode.Created);
        api.Clock.Set(decideBy);
        await WatchAsync();
        await WatchAsync();
        Assert.Equal("tentative_decision", await OpenAsync(course));

        (await clinic.NoteAsync(made.Id, "approve", submitted.ETag)).Expect(HttpStatusCode.OK);
        await WatchAsync();

        Assert.Equal("", await OpenAsync(course));
    }

    [Fact]
    public async Task Book_SelfPayTenBusinessDaysAhead_OpensOneEstimateTask()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-03-08" })).Expect(HttpStatusCode.Created);

        Assert.Equal("estimate", await OpenAsync(course));
        Assert.Equal("2027-02-26T05:00", await api.QueryAsync<string>("select to_char(due_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI') from tasks where course_id = $1", course));
        Assert.Equal(1L, await api.QueryAsync<long>("select count(*) from events e join tasks t on t.clinic_id = e.clinic_id and t.id = e.subject_id where e.kind = 'task.opened' and t.course_id = $1", course));
    }

    private static async Task<IEnumerable<string>> StatesAsync(SmallClinic clinic, Guid course) => (await clinic.VisitsAsync(course)).Select(v => (string)v["state"]!);

    private static async Task<IEnumerable<DateTimeOffset?>> DecideByAsync(SmallClinic clinic, Guid course) =>
        (await clinic.VisitsAsync(course)).Select(v => (string?)v["decideBy"] is { } at ? DateTimeOffset.Parse(at, CultureInfo.InvariantCulture) : null as DateTimeOffset?);

    private Task WatchAsync() => api.Services.GetRequiredService<JobRunner>().RunAsync("watch-authorizations", CancellationToken.None);

    private Task<string> OpenAsync(Guid course) => api.QueryAsync<string>("select coalesce(string_agg(kind, ' ' order by kind), '') from tasks where course_id = $1 and state = 'open' and kind <> 'authorization_due'", course);
}
