using System.Net;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Appointments;

public sealed class DayWorkTests : IClassFixture<ApiFixture>
{
    private static readonly object Nothing = new { };
    private readonly TestApi api;

    public DayWorkTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task CheckInAndDeliver_OnTheDay_MakeTheCourseActive_AndCountTheSession()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync();
        (await clinic.ActAsync(visits[1], "check-in", Nothing, "\"1\"")).Expect(HttpStatusCode.Conflict, "wrong_state");
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(3));
        var here = (await clinic.ActAsync(visits[0], "check-in", new { at = "2027-02-22T08:55:00-05:00" }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal(("checked_in", "2027-02-22T08:55:00-05:00"), ((string)here.Json["state"]!, (string)here.Json["checkedInAt"]!));
        (await clinic.ActAsync(visits[0], "check-in", new { at = "2027-02-22T09:30:00-05:00" }, here.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await clinic.ActAsync(visits[0], "move", new { scope = "this", localTime = "15:00" }, here.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await clinic.ActAsync(visits[0], "cancel", new { scope = "this", by = "patient", reason = "No." }, here.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");

        api.Clock.Advance(TimeSpan.FromHours(2));
        var done = (await clinic.ActAsync(visits[0], "deliver", Nothing, here.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(("delivered", "2027-02-22T11:00:00-05:00"), ((string)done.Json["state"]!, (string)done.Json["closedAt"]!));
        Assert.Equal(1, (int)done.Json["sessionNumber"]!);
        var progress = await clinic.ProgressAsync(course);
        Assert.Equal((1, 2, 33, "2027-02-22"), ((int)progress["delivered"]!, (int)progress["booked"]!, (int)progress["owed"]!, (string)progress["lastDeliveredOn"]!));
        Assert.Equal("active", await StateAsync(clinic, course));
        Assert.Equal("booked,checked_in,delivered", await api.QueryAsync<string>("select string_agg(kind, ',' order by at, id) from appointment_changes where appointment_id = $1 and actor = 'front-desk-1'", visits[0]));

        var back = (await clinic.ActAsync(visits[0], "undo", new { reason = "Wrong patient." }, done.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal("checked_in", (string)back.Json["state"]!);
        Assert.Equal("ready", await StateAsync(clinic, course));
        Assert.Equal(0, (int)(await clinic.ProgressAsync(course))["delivered"]!);
        var booked = (await clinic.ActAsync(visits[0], "undo", Nothing, back.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(("booked", null), ((string)booked.Json["state"]!, (string?)booked.Json["checkedInAt"]));
        (await clinic.ActAsync(visits[0], "undo", Nothing, booked.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
    }

    [Fact]
    public async Task Deliver_EnteredLate_NeedsTheTime_OnTheVisitsDay_AndIsTakenBackOnlyThatDay()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (_, visits) = await clinic.WeekAsync(1);
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(27));
        async Task RefusedAsync(object body) => Assert.NotNull((await clinic.ActAsync(visits[0], "deliver", body, "\"1\"")).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable").Json["errors"]!["/at"]);
        await RefusedAsync(Nothing);
        await RefusedAsync(new { at = "2027-02-23T09:30:00-05:00" });
        await RefusedAsync(new { at = "2027-02-21T10:30:00-05:00" });
        var late = (await clinic.ActAsync(visits[0], "deliver", new { at = "2027-02-22T10:30:00-05:00" }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal("2027-02-22T10:30:00-05:00", (string)late.Json["closedAt"]!);
        api.Clock.Advance(TimeSpan.FromHours(24));
        (await clinic.ActAsync(visits[0], "undo", Nothing, late.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
    }

    [Fact]
    public async Task NoShow_UsesUpNoNumber_OwesTheSession_AndFreesOnlyWhatIsNotPast()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync();
        (await clinic.ActAsync(visits[0], "no-show", Nothing, "\"1\"")).Expect(HttpStatusCode.Conflict, "wrong_state");
        // 9:22: the visit of 9:00 to 10:30 has kept the room until 9:25.
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(3).AddMinutes(22));
        var missed = (await clinic.ActAsync(visits[0], "no-show", new { reason = "No call." }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal(("no_show", "No call.", null), ((string)missed.Json["state"]!, (string)missed.Json["closeReason"]!, (int?)missed.Json["sessionNumber"]));
        Assert.Equal(1, (int)(await clinic.VisitAsync(visits[1])).Json["sessionNumber"]!);
        var progress = await clinic.ProgressAsync(course);
        Assert.Equal((0, 2, 34, 1), ((int)progress["delivered"]!, (int)progress["booked"]!, (int)progress["owed"]!, (int)progress["missed"]!));
        Assert.Equal(
            "2027-02-22 14:00 - 2027-02-22 14:25",
            await api.QueryAsync<string>(
                "select to_char(starts_at at time zone 'utc', 'YYYY-MM-DD HH24:MI') || ' - ' || to_char(ends_at at time zone 'utc', 'YYYY-MM-DD HH24:MI') from allocations where resource_id = $1 and appointment_id = $2 and live",
                missed.Json.Resource("room"), visits[0]));

        var other = await clinic.BookConsultAsync("2027-02-22", "09:25", 1);
        (await clinic.ActAsync(visits[0], "undo", Nothing, missed.ETag)).Expect(HttpStatusCode.Conflict, "place_taken");
        (await clinic.ActAsync(other.Id, "cancel", new { scope = "this", by = "clinic", reason = "Makes way." }, other.ETag)).Expect(HttpStatusCode.OK);
        var back = (await clinic.ActAsync(visits[0], "undo", new { reason = "Was in the hall." }, missed.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(("booked", 1), ((string)back.Json["state"]!, (int)back.Json["sessionNumber"]!));
        Assert.Equal(90.0, await api.QueryAsync<double>("select extract(epoch from ends_at - starts_at)::float8 / 60 from allocations where resource_id = $1 and appointment_id = $2 and live", missed.Json.Resource("room"), visits[0]));
    }

    [Fact]
    public async Task Undo_OfACancellation_TakesThePlaceBack_WhileItsSessionIsOwed()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync();
        var cancelled = (await clinic.ActAsync(visits[2], "cancel", new { scope = "this", by = "patient", reason = "Flu." }, "\"1\"")).Expect(HttpStatusCode.OK);
        var back = (await clinic.ActAsync(visits[2], "undo", Nothing, cancelled.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(("booked", 3, null), ((string)back.Json["state"]!, (int)back.Json["scheduleVersion"]!, (string?)back.Json["closeReason"]));
        Assert.Equal(4L, await api.QueryAsync<long>("select count(*) from allocations where appointment_id = $1 and live", visits[2]));

        cancelled = (await clinic.ActAsync(visits[2], "cancel", new { scope = "this", by = "patient", reason = "Flu." }, back.ETag)).Expect(HttpStatusCode.OK);
        await api.ExecuteAsync("update courses set targets = '[{\"phase\":\"acute\",\"sessions\":3}]' where id = $1", course);
        await clinic.BookSessionAsync(course, "treatment", "2027-02-26", "09:00");
        var refused = (await clinic.ActAsync(visits[2], "undo", Nothing, cancelled.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        Assert.Equal("R10", (string)refused.Json["rule"]!);
    }

    [Fact]
    public async Task Undo_OfACancellation_AgainstAClosureMadeMeanwhile_IsRefused()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (_, visits) = await clinic.WeekAsync();
        var cancelled = (await clinic.ActAsync(visits[2], "cancel", new { scope = "this", by = "patient", reason = "Flu." }, "\"1\"")).Expect(HttpStatusCode.OK);
        await api.ExecuteAsync(
            "insert into closures (clinic_id, id, resource_id, starts_at, ends_at, end_is_estimated, reason, version, created_at, updated_at) select $1, gen_random_uuid(), $2, starts_at - interval '1 hour', ends_at, false, 'service', 1, now(), now() from appointments where id = $3",
            clinic.Client.ClinicId, clinic.Devices[0], visits[2]);

        var refused = (await clinic.ActAsync(visits[2], "undo", Nothing, cancelled.ETag)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");

        Assert.Equal("R5", (string)refused.Json["rule"]!);
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from allocations where appointment_id = $1 and live", visits[2]));
    }

    private static async Task<string> StateAsync(SmallClinic clinic, Guid course) => (string)(await clinic.Client.GetAsync($"/v1/courses/{course}")).Json["state"]!;
}
