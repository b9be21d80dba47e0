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
        Assert.All(await clinic.VisitsAsync(course), v => Assert.Equal(decideBy, DateTimeOffset.Parse((string)v["decideBy"]!, CultureInfo.InvariantCulture)));
        await WatchAsync();
        Assert.All(await clinic.VisitsAsync(course), v => Assert.Equal("booked", (string)v["state"]!));
        api.Clock.Set(decideBy);

        await WatchAsync();

        Assert.All(await clinic.VisitsAsync(course), v => Assert.Equal(state, (string)v["state"]!));
        Assert.Contains("tentative_decision", await OpenAsync(course), StringComparison.Ordinal);
        await api.LedgerAddsUpAsync();
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

    private Task WatchAsync() => api.Services.GetRequiredService<JobRunner>().RunAsync("watch-authorizations", CancellationToken.None);

    private Task<string> OpenAsync(Guid course) => api.QueryAsync<string>("select coalesce(string_agg(kind, ' ' order by kind), '') from tasks where course_id = $1 and state = 'open' and kind <> 'authorization_due'", course);
}
