using System.Net;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Appointments;

/// <summary>Confirm, start, deliver in part, send home; entered afterwards; not closed.</summary>
public sealed class DayStepsTests : IClassFixture<ApiFixture>
{
    private static readonly object Nothing = new { };
    private readonly TestApi api;

    public DayStepsTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task Confirm_KeepsTimeAndScheduleVersion_AndAMoveAsksAgain()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync();
        (await clinic.ActAsync(visits[1], "confirm", new { at = "2027-02-23T09:00:00-05:00" }, "\"1\"")).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        var version = await VersionAsync(course);
        var confirmed = (await clinic.ActAsync(visits[1], "confirm", new { at = "2027-02-22T05:30:00-05:00" }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal(("confirmed", "2027-02-22T05:30:00-05:00", 1), ((string)confirmed.Json["state"]!, (string)confirmed.Json["confirmedAt"]!, (int)confirmed.Json["scheduleVersion"]!));
        Assert.Equal(version + 1, await VersionAsync(course));
        (await clinic.ActAsync(visits[1], "confirm", Nothing, confirmed.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await clinic.ActAsync(visits[1], "undo", Nothing, confirmed.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        var moved = (await clinic.ActAsync(visits[1], "move", new { scope = "this", localTime = "14:00" }, confirmed.ETag)).Expect(HttpStatusCode.OK).Json["appointment"]!;
        Assert.Equal(("booked", null), ((string)moved["state"]!, (string?)moved["confirmedAt"]));
    }

    [Fact]
    public async Task Undo_OfACheckIn_BringsTheConfirmationBack()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (_, visits) = await clinic.WeekAsync(1);
        var confirmed = (await clinic.ActAsync(visits[0], "confirm", Nothing, "\"1\"")).Expect(HttpStatusCode.OK);
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(3));
        var here = (await clinic.ActAsync(visits[0], "check-in", Nothing, confirmed.ETag)).Expect(HttpStatusCode.OK);
        var back = (await clinic.ActAsync(visits[0], "undo", Nothing, here.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(("confirmed", null), ((string)back.Json["state"]!, (string?)back.Json["checkedInAt"]));
    }

    [Fact]
    public async Task DeliverInPart_TakesAStart_StaysOwed_UntilThePrescriberCountsIt()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync();
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(3));
        var here = (await clinic.ActAsync(visits[0], "check-in", Nothing, "\"1\"")).Expect(HttpStatusCode.OK);
        (await clinic.ActAsync(visits[0], "deliver", new { partial = true }, here.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        api.Clock.Advance(TimeSpan.FromMinutes(20));
        (await clinic.ActAsync(visits[0], "start", new { at = "2027-02-22T08:59:00-05:00" }, here.ETag)).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        var begun = (await clinic.ActAsync(visits[0], "start", new { at = "2027-02-22T09:15:00-05:00" }, here.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(("in_progress", "2027-02-22T09:15:00-05:00"), ((string)begun.Json["state"]!, (string)begun.Json["startedAt"]!));
        (await clinic.ActAsync(visits[0], "undo", Nothing, begun.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await clinic.ActAsync(visits[0], "send-home", new { reason = "No." }, begun.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await clinic.ActAsync(visits[0], "deliver", new { at = "2027-02-22T09:10:00-05:00" }, begun.ETag)).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        var part = (await clinic.ActAsync(visits[0], "deliver", new { partial = true, reason = "Headache." }, begun.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(("partial", "Headache.", null, null), ((string)part.Json["state"]!, (string)part.Json["closeReason"]!, (bool?)part.Json["partialCounts"], (int?)part.Json["sessionNumber"]));
        var progress = await clinic.ProgressAsync(course);
        Assert.Equal((0, 2, 34, 1), ((int)progress["delivered"]!, (int)progress["booked"]!, (int)progress["owed"]!, (int)progress["undecided"]!));

        var nobody = clinic with { Client = clinic.Client with { Actor = null } };
        (await nobody.ActAsync(visits[0], "decide-partial", new { decision = "count", reason = "2,900 of 3,000." }, part.ETag)).Expect(HttpStatusCode.Forbidden, "actor_required");
        var technician = clinic with { Client = clinic.Client with { Actor = clinic.Technicians[0].ToString() } };
        (await technician.ActAsync(visits[0], "decide-partial", new { decision = "count", reason = "2,900 of 3,000." }, part.ETag)).Expect(HttpStatusCode.Forbidden, "actor_not_allowed");
        var prescriber = clinic with { Client = clinic.Client with { Actor = clinic.Prescriber.ToString() } };
        var repeated = (await prescriber.ActAsync(visits[0], "decide-partial", new { decision = "repeat", reason = "Too few." }, part.ETag)).Expect(HttpStatusCode.OK);
        progress = await clinic.ProgressAsync(course);
        Assert.Equal((0, 34, 0), ((int)progress["delivered"]!, (int)progress["owed"]!, (int)progress["undecided"]!));
        var counted = (await prescriber.ActAsync(visits[0], "decide-partial", new { decision = "count", reason = "2,900 of 3,000." }, repeated.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal((true, 1), ((bool)counted.Json["partialCounts"]!, (int)counted.Json["sessionNumber"]!));
        progress = await clinic.ProgressAsync(course);
        Assert.Equal((1, 33, "2027-02-22"), ((int)progress["delivered"]!, (int)progress["owed"]!, (string)progress["lastDeliveredOn"]!));
        var back = (await clinic.ActAsync(visits[0], "undo", Nothing, counted.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(("checked_in", null, null), ((string)back.Json["state"]!, (string?)back.Json["startedAt"], (bool?)back.Json["partialCounts"]));
    }

    [Fact]
    public async Task DecidePartial_CountedThoughItsMakeUpIsBooked_IsRefused()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync();
        await api.ExecuteAsync("update courses set targets = '[{\"phase\":\"acute\",\"sessions\":3}]' where id = $1", course);
        var part = await PartialAsync(clinic, visits[0]);
        var again = await clinic.BookSessionAsync(course, "mt_redetermination", "2027-02-25", "09:00");
        var refused = (await clinic.ActAsync(visits[0], "decide-partial", new { decision = "count", reason = "Enough." }, part.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        Assert.Equal("R10", (string)refused.Json["rule"]!);
        Assert.Null((bool?)(await clinic.VisitAsync(visits[0])).Json["partialCounts"]);
        (await clinic.ActAsync(again.Id, "cancel", new { scope = "this", by = "clinic", reason = "Counted." }, "\"1\"")).Expect(HttpStatusCode.OK);
        (await clinic.ActAsync(visits[0], "decide-partial", new { decision = "count", reason = "Enough." }, part.ETag)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task SendHome_AfterCheckIn_OwesTheSession_FreesTheRest_AndIsTakenBackWhileThePlaceIsFree()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync();
        (await clinic.ActAsync(visits[0], "send-home", new { reason = "No." }, "\"1\"")).Expect(HttpStatusCode.Conflict, "wrong_state");
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(3).AddMinutes(12));
        var here = (await clinic.ActAsync(visits[0], "check-in", Nothing, "\"1\"")).Expect(HttpStatusCode.OK);
        var home = (await clinic.ActAsync(visits[0], "send-home", new { reason = "Slept two hours." }, here.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(("sent_home", "Slept two hours."), ((string)home.Json["state"]!, (string)home.Json["closeReason"]!));
        Assert.Equal((34, 1), ((int)(await clinic.ProgressAsync(course))["owed"]!, (int)(await clinic.ProgressAsync(course))["missed"]!));
        Assert.Equal(0L, await LiveAfterAsync(visits[0], "2027-02-22T14:15:00Z"));

        var other = await clinic.BookConsultAsync("2027-02-22", "09:15", 1);
        (await clinic.ActAsync(visits[0], "undo", Nothing, home.ETag)).Expect(HttpStatusCode.Conflict, "place_taken");
        (await clinic.ActAsync(other.Id, "cancel", new { scope = "this", by = "clinic", reason = "Makes way." }, other.ETag)).Expect(HttpStatusCode.OK);
        // Found out two days later: the place was free, so it may still be put right.
        api.Clock.Set(VisitCalls.MondayMorning.AddDays(2));
        var back = (await clinic.ActAsync(visits[0], "undo", Nothing, home.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(("checked_in", "2027-02-22T09:12:00-05:00"), ((string)back.Json["state"]!, (string)back.Json["checkedInAt"]!));
        Assert.True(await LiveAfterAsync(visits[0], "2027-02-22T14:15:00Z") > 0);
        var late = (await clinic.ActAsync(visits[0], "deliver", new { at = "2027-02-22T10:30:00-05:00" }, back.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal("delivered", (string)late.Json["state"]!);
    }

    [Fact]
    public async Task NotClosed_IsListed_OnTheDaySheetAndAlone_UntilSomebodyEntersIt()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (_, visits) = await clinic.WeekAsync();
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(4));
        Assert.Empty((await SheetAsync(clinic, "2027-02-22"))["notClosed"]!.AsArray());
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(28));
        Assert.Equal([visits[0].ToString()], (await SheetAsync(clinic, "2027-02-22"))["notClosed"]!.AsArray().Select(n => (string)n!));
        Assert.Equal(1, (int)(await SheetAsync(clinic, "2027-02-23"))["notClosedBefore"]!);
        var listed = (await clinic.Client.GetAsync("/v1/appointments?notClosed=true")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal([visits[0], visits[1]], listed.Select(v => Guid.Parse((string)v!["id"]!)));
        foreach (var visit in visits.Take(2))
        {
            Assert.Equal("booked", (string)(await clinic.VisitAsync(visit)).Json["state"]!);
        }

        (await clinic.ActAsync(visits[0], "no-show", new { at = "2027-02-22T09:30:00-05:00" }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal(0, (int)(await SheetAsync(clinic, "2027-02-23"))["notClosedBefore"]!);
    }

    [Fact]
    public async Task History_TellsEveryStep_WhenWhyByWhom_AndWhenItReallyWas()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (_, visits) = await clinic.WeekAsync(1);
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        var moved = (await clinic.ActAsync(visits[0], "move", new { scope = "this", localTime = "10:00", reason = "Exam." }, "\"1\"")).Expect(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        var confirmed = (await clinic.ActAsync(visits[0], "confirm", Nothing, moved.ETag)).Expect(HttpStatusCode.OK);
        api.Clock.Set(VisitCalls.MondayMorning.AddDays(1));
        (await clinic.ActAsync(visits[0], "deliver", new { at = "2027-02-22T11:30:00-05:00" }, confirmed.ETag)).Expect(HttpStatusCode.OK);
        var history = (await clinic.Client.GetAsync($"/v1/appointments/{visits[0]}/history")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal(["booked", "moved", "confirmed", "delivered"], history.Select(h => (string)h!["kind"]!));
        Assert.All(history, h => Assert.Equal("front-desk-1", (string)h!["actor"]!));
        Assert.Equal(("Exam.", "2027-02-22T14:00:00Z", "2027-02-22T15:00:00Z"), ((string)history[1]!["reason"]!, Utc(history[1]!["before"]!["startsAt"]!), Utc(history[1]!["after"]!["startsAt"]!)));
        Assert.Equal(("2027-02-22T16:30:00Z", "2027-02-23T11:00:00Z"), (Utc(history[3]!["after"]!["closedAt"]!), Utc(history[3]!["at"]!)));
    }

    private static string Utc(System.Text.Json.Nodes.JsonNode node) => DateTimeOffset.Parse((string)node!, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<ApiAnswer> PartialAsync(SmallClinic clinic, Guid visit)
    {
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(3));
        var here = (await clinic.ActAsync(visit, "check-in", Nothing, "\"1\"")).Expect(HttpStatusCode.OK);
        var begun = (await clinic.ActAsync(visit, "start", Nothing, here.ETag)).Expect(HttpStatusCode.OK);
        return (await clinic.ActAsync(visit, "deliver", new { partial = true }, begun.ETag)).Expect(HttpStatusCode.OK);
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> SheetAsync(SmallClinic clinic, string date) =>
        (await clinic.Client.GetAsync($"/v1/sites/{clinic.SiteId}/day/{date}")).Expect(HttpStatusCode.OK).Json;

    private Task<int> VersionAsync(Guid course) => api.QueryAsync<int>("select version from courses where id = $1", course);

    private Task<long> LiveAfterAsync(Guid visit, string instant) => api.QueryAsync<long>($"select count(*) from allocations where appointment_id = $1 and live and ends_at > '{instant}'", visit);
}
