using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using static Scheduling.IntegrationTests.Authorizations.AuthorizationCalls;

namespace Scheduling.IntegrationTests.Authorizations;

/// <summary>What a payer's decision leaves without a unit is repaired (R22): moved to where a unit is, or named and given back.</summary>
public sealed class DecisionRepairsTests : IClassFixture<ApiFixture>
{
    private const string Tasks = "select coalesce(string_agg(state || ' ' || coalesce(outcome, '-'), ', ' order by created_at), '') from tasks where kind = 'units_missing' and course_id = $1";
    private readonly TestApi api;

    public DecisionRepairsTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    /// <summary>Twenty sessions are booked from Monday on; the payer approves twenty from the Monday after. The first week goes behind, the initial visit stays in front.</summary>
    [Theory]
    [InlineData("warn")]
    [InlineData("block")]
    public async Task ApprovePartly_FromALaterDateOn_MovesTheFirstWeekBehind(string policy)
    {
        var (clinic, course, submitted) = await BookedAsync(policy);
        var id = submitted.AuthorizationId();
        object[] lines = [Line(20, "2027-03-01", "2027-04-30", lineId: LineOf(submitted))];
        var written = await StateAsync(course);
        var shown = (await clinic.NoteAsync(id, "approve_partly", submitted.ETag, lines, dryRun: true)).Expect(HttpStatusCode.OK);
        Assert.Equal(written, await StateAsync(course));
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from repairs where cause_id = $1", id));

        var decided = (await clinic.NoteAsync(id, "approve_partly", submitted.ETag, lines)).Expect(HttpStatusCode.OK);

        Assert.Equal(Moves(shown.Json["repair"]!), Moves(decided.Json["repair"]!));
        Assert.Equal(shown.Json["affected"]!.ToJsonString(), decided.Json["affected"]!.ToJsonString());
        Assert.Equal(["2027-02-22", "2027-02-23", "2027-02-24", "2027-02-25", "2027-02-26"], decided.Json["affected"]!.AsArray().Select(a => (string)a!["localDate"]!));
        Assert.All(decided.Json["affected"]!.AsArray(), a => Assert.Equal(("unauthorized", "R19", "outside_authorization"), Because(a!)));
        var repair = decided.Json["repair"]!;
        Assert.All(repair["changes"]!.AsArray().Where(c => (bool)c!["withoutUnit"]!), c => Assert.Equal("outside_authorization", (string)Assert.Single(c!["because"]!.AsArray())!["reason"]!));
        Assert.Equal((0, true), ((int)repair["cost"]!["lost"]!, (int)repair["cost"]!["told"]! == 1));
        Assert.Equal("open -", await api.QueryAsync<string>(Tasks, course));

        (await ApplyAsync(clinic, repair)).Expect(HttpStatusCode.OK);

        var visits = await clinic.VisitsAsync(course);
        Assert.All(visits, v => Assert.Equal(("firm", false, "booked"), ((string)v["commitment"]!, v.IsTagged(), (string)v["state"]!)));
        Assert.Equal(("initial", 20), ((string)visits[0]["kind"]!, visits.Count(v => string.CompareOrdinal((string)v["localDate"]!, "2027-03-01") >= 0)));
        Assert.Equal((20, 20, 0, 0), (await clinic.AuthorizationAsync(id)).Json["lines"]![0]!.Counts());
        Assert.Equal("closed repaired", await api.QueryAsync<string>(Tasks, course));
        var calls = (await clinic.Client.GetAsync($"/v1/repairs/{(string)repair["id"]!}/call-list")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal(repair["changes"]!.AsArray().Count(c => (bool)c!["mustBeTold"]!), Assert.Single(calls)!["visits"]!.AsArray().Count);
        await api.LedgerAddsUpAsync();
        Assert.Equal(0, await api.OverlapsAsync());
    }

    /// <summary>The window ends before the last visits, with no weekday free before: they are named, with the reason, and stay if the clerk says so.</summary>
    [Fact]
    public async Task ApprovePartly_ForAShorterWindow_NamesWhatIsNotCovered_AndLeavesItIfAsked()
    {
        var (clinic, course, submitted) = await BookedAsync("warn");
        var decided = (await clinic.NoteAsync(submitted.AuthorizationId(), "approve_partly", submitted.ETag, [Line(20, "2027-02-22", "2027-03-17", lineId: LineOf(submitted))])).Expect(HttpStatusCode.OK);
        var repair = decided.Json["repair"]!;
        Assert.Equal(["2027-03-18", "2027-03-19"], decided.Json["affected"]!.AsArray().Select(a => (string)a!["localDate"]!));
        Assert.All(repair["changes"]!.AsArray(), c => Assert.Equal(("needs_new_time", true), ((string)c!["step"]!, (bool)c["withoutUnit"]!)));

        var applied = (await clinic.Client.PostAsync($"/v1/repairs/{(string)repair["id"]!}/apply", new { keepUncovered = true }, (string)repair["etag"]!)).Expect(HttpStatusCode.OK);

        Assert.Equal("applied", (string)applied.Json["status"]!);
        Assert.All(applied.Json["changes"]!.AsArray(), c => Assert.Equal((true, false), ((bool)c!["kept"]!, (bool)c["mustBeTold"]!)));
        var kept = (await clinic.VisitsAsync(course)).Where(v => v.IsTagged()).ToList();
        Assert.Equal([("booked", "tentative"), ("booked", "tentative")], kept.Select(v => ((string)v["state"]!, (string)v["commitment"]!)));
        Assert.Empty((await clinic.Client.GetAsync($"/v1/repairs/{(string)repair["id"]!}/call-list")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray());
        Assert.Equal("open -", await api.QueryAsync<string>(Tasks, course));
        // The window is widened: they have their units, and nothing is left to do.
        var corrected = (await clinic.NoteAsync(submitted.AuthorizationId(), "correct", decided.ETag, [Line(20, "2027-02-22", "2027-03-31", lineId: LineOf(submitted))])).Expect(HttpStatusCode.OK);
        Assert.Equal((true, 0), (corrected.Json["repair"] is null, corrected.Json["affected"]!.AsArray().Count));
        Assert.DoesNotContain(await clinic.VisitsAsync(course), v => v.IsTagged());
        Assert.Equal("closed covered", await api.QueryAsync<string>(Tasks, course));
        await api.LedgerAddsUpAsync();
    }

    /// <summary>Fewer units and a later window at once: as many as there are units for are moved, the others give their places back, since the course begins behind them now.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ApprovePartly_ForFewerUnitsFromALaterDate_MovesSomeAndReleasesTheRest(bool keepUncovered)
    {
        var (clinic, course, submitted) = await BookedAsync("block");
        var decided = (await clinic.NoteAsync(submitted.AuthorizationId(), "approve_partly", submitted.ETag, [Line(17, "2027-03-01", "2027-04-30", lineId: LineOf(submitted))])).Expect(HttpStatusCode.OK);
        Assert.Equal(3, (int)decided.Json["repair"]!["cost"]!["lost"]!);

        var repair = decided.Json["repair"]!;
        (await clinic.Client.PostAsync($"/v1/repairs/{(string)repair["id"]!}/apply", new { keepUncovered }, (string)repair["etag"]!)).Expect(HttpStatusCode.OK);

        var visits = await clinic.VisitsAsync(course);
        Assert.Equal((17, 3), (visits.Count(v => (string)v["state"]! == "booked" && !v.IsTagged()), visits.Count(v => (string)v["state"]! == "needs_new_time")));
        Assert.Equal("initial", (string)visits.First(v => (string)v["state"]! == "booked")["kind"]!);
        Assert.Equal((17, 17, 0, 0), (await clinic.AuthorizationAsync(submitted.AuthorizationId())).Json["lines"]![0]!.Counts());
        // Three more: they get a place again, each with its unit.
        var more = (await clinic.NoteAsync(submitted.AuthorizationId(), "correct", decided.ETag, [Line(20, "2027-03-01", "2027-04-30", lineId: LineOf(submitted))])).Expect(HttpStatusCode.OK);
        (await ApplyAsync(clinic, more.Json["repair"]!)).Expect(HttpStatusCode.OK);
        Assert.All(await clinic.VisitsAsync(course), v => Assert.Equal(("booked", false), ((string)v["state"]!, v.IsTagged())));
        await api.LedgerAddsUpAsync();
    }

    [Fact]
    public async Task Deny_NamesEveryVisit_AndReleasesThemOnlyWhenApplied()
    {
        var (clinic, course, submitted) = await BookedAsync("warn");

        var denied = (await clinic.NoteAsync(submitted.AuthorizationId(), "deny", submitted.ETag)).Expect(HttpStatusCode.OK);

        Assert.Equal(20, denied.Json["affected"]!.AsArray().Count);
        Assert.All(denied.Json["affected"]!.AsArray(), a => Assert.Equal(("unauthorized", "R19", "not_authorized"), Because(a!)));
        Assert.Equal((20, 0, 1, true), (
            (int)denied.Json["repair"]!["cost"]!["lost"]!, (int)denied.Json["repair"]!["cost"]!["moved"]!, (int)denied.Json["repair"]!["cost"]!["told"]!, (bool)denied.Json["repair"]!["proven"]!));
        Assert.All(await clinic.VisitsAsync(course), v => Assert.Equal(("booked", "tentative", true), ((string)v["state"]!, (string)v["commitment"]!, v.IsTagged())));
        (await ApplyAsync(clinic, denied.Json["repair"]!)).Expect(HttpStatusCode.OK);
        Assert.All(await clinic.VisitsAsync(course), v => Assert.Equal("needs_new_time", (string)v["state"]!));
        Assert.Equal("closed repaired", await api.QueryAsync<string>(Tasks, course));
        await api.LedgerAddsUpAsync();
    }

    /// <summary>A back-dated correction after the first two were given: those stay what they were, and only what is to come is moved.</summary>
    [Fact]
    public async Task Correct_AfterTheCourseHasBegun_TouchesNothingThatWasGiven()
    {
        var (clinic, course, submitted) = await BookedAsync("warn");
        (await clinic.NoteAsync(submitted.AuthorizationId(), "approve", submitted.ETag)).Expect(HttpStatusCode.OK);
        var visits = await clinic.VisitsAsync(course);
        foreach (var visit in visits[..2])
        {
            api.Clock.Set(DateTimeOffset.Parse((string)visit["end"]!, System.Globalization.CultureInfo.InvariantCulture));
            (await clinic.ActAsync(visit.Id(), "deliver", new { at = (string)visit["start"]! }, (await clinic.VisitAsync(visit.Id())).ETag)).Expect(HttpStatusCode.OK);
        }

        var line = LineOf(submitted);
        var corrected = (await clinic.NoteAsync(submitted.AuthorizationId(), "correct", (await clinic.AuthorizationAsync(submitted.AuthorizationId())).ETag, [Line(18, "2027-03-01", "2027-04-30", lineId: line)])).Expect(HttpStatusCode.OK);
        Assert.Equal(["2027-02-24", "2027-02-25", "2027-02-26"], corrected.Json["affected"]!.AsArray().Select(a => (string)a!["localDate"]!));
        (await ApplyAsync(clinic, corrected.Json["repair"]!)).Expect(HttpStatusCode.OK);

        var now = await clinic.VisitsAsync(course);
        Assert.Equal(visits[..2].Select(v => ((string)v["start"]!, "delivered")), now[..2].Select(v => ((string)v["start"]!, (string)v["state"]!)));
        Assert.All(now[2..], v => Assert.Equal((true, false), (string.CompareOrdinal((string)v["localDate"]!, "2027-03-01") >= 0, v.IsTagged())));
        Assert.Equal((18, 18, 0, 0), (await clinic.AuthorizationAsync(submitted.AuthorizationId())).Json["lines"]!.AsArray().Single(l => (string)l!["lineId"]! == line.ToString())!.Counts());
        await api.LedgerAddsUpAsync();
    }

    [Fact]
    public async Task Apply_ByTwoClerksAtOnce_OneWins_AndARetryIsTheSameAnswer()
    {
        var (clinic, course, submitted) = await BookedAsync("block");
        var repair = (await clinic.NoteAsync(submitted.AuthorizationId(), "approve_partly", submitted.ETag, [Line(19, "2027-03-01", "2027-04-30", lineId: LineOf(submitted))])).Expect(HttpStatusCode.OK).Json["repair"]!;
        var path = $"/v1/repairs/{(string)repair["id"]!}/apply";
        string[] keys = [.. Enumerable.Range(0, 4).Select(_ => Guid.NewGuid().ToString())];

        var answers = await Task.WhenAll(keys.Select(key => clinic.Client.PostAsync(path, new { }, (string)repair["etag"]!, idempotencyKey: key)));

        var won = Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(a => a != won), a =>
        {
            Assert.True(a.Code is "plan_outdated" or "stale_version" or "wrong_state", a.Text);
            Assert.True(a.Json.AsObject().TryGetPropertyValue("repair", out var left) && left is null, a.Text);
        });
        var again = (await clinic.Client.PostAsync(path, new { }, (string)repair["etag"]!, idempotencyKey: keys[Array.IndexOf(answers, won)])).Expect(HttpStatusCode.OK);
        Assert.Equal(won.Text, again.Text);
        Assert.Equal((19, 19, 0, 0), (await clinic.AuthorizationAsync(submitted.AuthorizationId())).Json["lines"]![0]!.Counts());
        Assert.Equal(19, (await clinic.VisitsAsync(course)).Count(v => (string)v["state"]! == "booked"));
        Assert.Equal((0, 0), (await api.OverlapsAsync(), await api.Database.DeadlocksAsync()));
        await api.LedgerAddsUpAsync();
    }

    /// <summary>Units that went elsewhere since are not found out at check-in: applying is refused, whatever the payer's policy.</summary>
    [Fact]
    public async Task Apply_WhenTheUnitsAreGone_IsRefused()
    {
        var (clinic, course, submitted) = await BookedAsync("warn");
        var repair = (await clinic.NoteAsync(submitted.AuthorizationId(), "approve_partly", submitted.ETag, [Line(20, "2027-03-01", "2027-04-30", lineId: LineOf(submitted))])).Expect(HttpStatusCode.OK).Json["repair"]!;
        // As no call of ours does: a window that ends sooner, with the visits as they were.
        await api.ExecuteAsync("update authorization_lines set window_until = '2027-03-19' where course_id = $1", course);

        var refused = await ApplyAsync(clinic, repair);

        Assert.Equal("R19", (string)refused.Expect(HttpStatusCode.Conflict, "plan_outdated").Json["rule"]!);
        Assert.NotEmpty(refused.Json["appointmentIds"]!.AsArray());
        Assert.Equal(5, (await clinic.VisitsAsync(course)).Count(v => v.IsTagged()));
    }

    private static (string, string, string) Because(JsonNode affected) =>
        affected["because"]!.AsArray().Single() is var b ? ((string)b!["flag"]!, (string)b["rule"]!, (string)b["reason"]!) : default;

    private static List<(string, string, string?)> Moves(JsonNode repair) => [.. repair["changes"]!.AsArray().Select(c => ((string)c!["appointmentId"]!, (string)c["step"]!, (string?)c["after"]?["start"]))];

    private static Task<ApiAnswer> ApplyAsync(SmallClinic clinic, JsonNode repair) => clinic.Client.PostAsync($"/v1/repairs/{(string)repair["id"]!}/apply", new { }, (string)repair["etag"]!);

    private static Guid LineOf(ApiAnswer answer) => Guid.Parse((string)answer.Json["authorization"]!["lines"]![0]!["lineId"]!);

    private Task<string> StateAsync(Guid course) => api.QueryAsync<string>("select string_agg(version || ':' || flags::text, ',' order by id) from appointments where course_id = $1", course);

    // Twenty sessions in four weeks from Monday on, tentative; twenty units were asked for.
    private async Task<(SmallClinic Clinic, Guid Course, ApiAnswer Submitted)> BookedAsync(string policy)
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var targets = new[] { ("acute", 20), ("taper_3", 0), ("taper_2", 0), ("taper_1", 0) }.Select(t => new { phase = t.Item1, sessions = t.Item2 });
        var course = await clinic.WaitingCourseAsync(targets: targets);
        var submitted = await clinic.SubmittedAsync(course, await clinic.PayerAsync(policy), Line(20));
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22" })).Expect(HttpStatusCode.Created);
        Assert.Equal("2027-03-19", (string)(await clinic.VisitsAsync(course))[^1]["localDate"]!);
        return (clinic, course, submitted);
    }
}
