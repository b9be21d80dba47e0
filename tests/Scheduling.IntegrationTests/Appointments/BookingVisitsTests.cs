using System.Net;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Appointments;

public sealed class BookingVisitsTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public BookingVisitsTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task Book_AConsultWithoutACourse_ChoosesRoomAndPrescriber_AndAnswersTheVisitWhole()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var booked = await clinic.BookConsultAsync("2027-02-23", "10:00");

        Assert.Equal("\"1\"", booked.ETag);
        Assert.Equal($"/v1/appointments/{booked.Id}", booked.Headers["Location"]);
        JsonAssert.Equal(
            $$"""
            {"id": "{{booked.Id}}", "etag": "\"1\"", "courseId": null, "patientId": "{{clinic.Patients[0]}}", "siteId": "{{clinic.SiteId}}", "sessionNumber": null, "phase": null,
             "kind": "consult", "start": "2027-02-23T10:00:00-05:00", "end": "2027-02-23T11:00:00-05:00", "localDate": "2027-02-23", "localTime": "10:00", "timeZone": "America/New_York",
             "state": "booked", "commitment": "firm", "decideBy": null,
             "resources": [{"kind": "staff", "id": "{{clinic.Prescriber}}", "name": "Prescriber", "role": "prescriber"}, {"kind": "room", "id": "{{clinic.Rooms[0]}}", "name": "Room 1", "role": null}],
             "override": null, "flags": [], "scheduleVersion": 1, "confirmedAt": null, "checkedInAt": null, "startedAt": null, "closedAt": null, "closeReason": null, "lateCancel": false, "partialCounts": null}
            """,
            booked.Text);
        JsonAssert.Equal(booked.Text, (await clinic.VisitAsync(booked.Id)).Text);
        Assert.Equal("booked", await api.QueryAsync<string>("select string_agg(action, ',') from audit_entries where object_id = $1 and action <> 'read'", booked.Id));
        Assert.Equal("appointment.booked", await api.QueryAsync<string>("select kind from events where subject_id = $1", booked.Id));
        Assert.Equal(3L, await api.QueryAsync<long>("select count(*) from allocations where appointment_id = $1 and live", booked.Id));
    }

    [Fact]
    public async Task Book_InACourse_TakesTheNextOwedSession_AndOpensTheCourse()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        (await clinic.PostVisitAsync(new { kind = "treatment", start = VisitCalls.At("2027-02-22", "09:00"), patientId = clinic.Patients[0], courseId = course }))
            .Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        var first = await clinic.BookSessionAsync(course, "initial", "2027-02-22", "09:00");
        var second = await clinic.BookSessionAsync(course, "treatment", "2027-02-23", "09:00");

        Assert.Equal((1, "acute"), ((int)first.Json["sessionNumber"]!, (string)first.Json["phase"]!));
        Assert.Equal(2, (int)second.Json["sessionNumber"]!);
        Assert.Equal(clinic.Technicians[0], second.Json.Person("technician"));
        Assert.Equal(clinic.Devices[0], second.Json.Resource("device"));
        var progress = await clinic.ProgressAsync(course);
        Assert.Equal((36, 0, 2, 34), ((int)progress["target"]!, (int)progress["delivered"]!, (int)progress["booked"]!, (int)progress["owed"]!));
    }

    [Fact]
    public async Task Book_ASecondOnOneDay_IsRefusedByR6_AndR6MayBeWaived()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, _) = await clinic.WeekAsync(1);
        var body = new { kind = "treatment", start = VisitCalls.At("2027-02-22", "14:00"), patientId = clinic.Patients[0], courseId = course };
        var refused = (await clinic.PostVisitAsync(body)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal("R6", (string)refused.Json["rule"]!);
        Assert.Equal("day_full", (string)refused.Json["conflicts"]![0]!["reason"]!);
        var waived = new { body.kind, body.start, body.patientId, body.courseId, @override = new { rules = new[] { "R6" }, reason = "Ordered as a catch-up." } };
        var booked = (await clinic.PostVisitAsync(waived)).Expect(HttpStatusCode.Created);
        JsonAssert.Equal("""{"rules": ["R6"], "reason": "Ordered as a catch-up.", "by": "front-desk-1"}""", booked.Json["override"]!.ToJsonString());
        Assert.Equal("override R6", await api.QueryAsync<string>("select action || ' ' || detail from audit_entries where object_id = $1 and action <> 'read'", booked.Id));
    }

    [Fact]
    public async Task Override_NeedsScopeAndActor_AndNeverTouchesR1()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        object Early(string rule) => new { kind = "consult", start = VisitCalls.At("2027-02-23", "06:00"), patientId = clinic.Patients[0], siteId = clinic.SiteId, @override = new { rules = new[] { rule }, reason = "Early bird." } };
        var keyless = await api.CreateKeyAsync(clinic.Client.ClinicId, ["schedule:read", "schedule:write"]);
        (await keyless.PostAsync("/v1/appointments", Early("R5"))).Expect(HttpStatusCode.Forbidden, "scope_missing");
        (await (clinic.Client with { Actor = null }).PostAsync("/v1/appointments", Early("R5"))).Expect(HttpStatusCode.Forbidden, "actor_required");
        (await clinic.PostVisitAsync(Early("R1"))).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.PostVisitAsync(Early("R5"))).Expect(HttpStatusCode.Created);

        var same = new { kind = "consult", start = VisitCalls.At("2027-02-23", "06:00"), patientId = clinic.Patients[1], siteId = clinic.SiteId, @override = new { rules = new[] { "R3", "R4", "R5", "R6" }, reason = "All of them." } };
        var refused = (await clinic.PostVisitAsync(same)).Expect(HttpStatusCode.Conflict, "place_taken");
        Assert.Equal("R1", (string)refused.Json["rule"]!);
    }

    [Fact]
    public async Task Book_OutsideHours_IsRefusedByR5_NamingTheSiteAndTheInterval()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var refused = (await clinic.PostVisitAsync(new { kind = "consult", start = VisitCalls.At("2027-02-23", "18:30"), patientId = clinic.Patients[0], siteId = clinic.SiteId }))
            .Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal("R5", (string)refused.Json["rule"]!);
        var conflict = refused.Json["conflicts"]!.AsArray().First(c => (string?)c!["reason"] == "outside_hours")!;
        Assert.Equal("site", (string)conflict["resource"]!["kind"]!);
        Assert.Equal(DateTimeOffset.Parse("2027-02-23T19:00:00-05:00", System.Globalization.CultureInfo.InvariantCulture), DateTimeOffset.Parse((string)conflict["blockedBy"]!["start"]!, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Book_OnAClosedDay_SaysThatItIsClosed_BeforeThatNobodyIsThere()
    {
        var clinic = await new ClinicBuilder().WithTechnicians(0).SeedAsync(api);
        var refused = (await clinic.PostVisitAsync(new { kind = "observation", start = VisitCalls.At("2027-02-28", "10:00"), patientId = clinic.Patients[0], siteId = clinic.SiteId }))
            .Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal("R5", (string)refused.Json["rule"]!);
        Assert.Equal(["role_unfilled", "outside_hours"], refused.Json["conflicts"]!.AsArray().Select(c => (string)c!["reason"]!));
    }

    [Fact]
    public async Task Book_AtALocalTimeThatIsSkippedOrRepeated_IsA422WithTheNeighbours()
    {
        var clinic = await new ClinicBuilder().Open(new(0, 0), new(12, 0)).SeedAsync(api);
        object Body(object start) => new { kind = "consult", start, patientId = clinic.Patients[0], siteId = clinic.SiteId };
        var skipped = (await clinic.PostVisitAsync(Body(VisitCalls.At("2027-03-14", "02:30")))).Expect(HttpStatusCode.UnprocessableEntity, "local_time_skipped");
        Assert.Equal(["01:55", "03:00"], skipped.Json["options"]!.AsArray().Select(o => (string)o!["localTime"]!));
        var twice = (await clinic.PostVisitAsync(Body(VisitCalls.At("2027-11-07", "01:30")))).Expect(HttpStatusCode.UnprocessableEntity, "local_time_ambiguous");
        Assert.Equal(["-04:00", "-05:00"], twice.Json["offsets"]!.AsArray().Select(o => (string)o!));
        (await clinic.PostVisitAsync(Body(VisitCalls.At("2027-02-23", "10:00", "-04:00")))).Expect(HttpStatusCode.UnprocessableEntity, "offset_not_of_site");
        (await clinic.PostVisitAsync(Body("2027-02-23T15:02:00Z"))).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        (await clinic.PostVisitAsync(Body("2027-02-19T15:00:00Z"))).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        // Sunday's hours only by override: the repeated time with its offset is then the second one.
        var second = (await clinic.PostVisitAsync(new
        {
            kind = "phone_screen",
            start = VisitCalls.At("2027-11-07", "01:30", "-05:00"),
            patientId = clinic.Patients[0],
            siteId = clinic.SiteId,
            resources = new { staff = new[] { new { role = "technician", staffId = clinic.Technicians[0] } } },
            @override = new { rules = new[] { "R5" }, reason = "Night call." },
        })).Expect(HttpStatusCode.Created);
        Assert.Equal("2027-11-07T01:30:00-05:00", (string)second.Json["start"]!);
    }

    [Fact]
    public async Task Book_DryRun_AnswersTheVisitAndWritesNothing()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var body = new { kind = "consult", start = VisitCalls.At("2027-02-23", "10:00"), patientId = clinic.Patients[0], siteId = clinic.SiteId, dryRun = true };
        var preview = (await clinic.Client.PostAsync("/v1/appointments", body, idempotencyKey: "")).Expect(HttpStatusCode.OK);
        Assert.Equal("2027-02-23T10:00:00-05:00", (string)preview.Json["appointment"]!["start"]!);
        Assert.Equal(0L, await api.QueryAsync<long>("select (select count(*) from appointments where clinic_id = $1) + (select count(*) from allocations where clinic_id = $1) + (select count(*) from events where clinic_id = $1)", clinic.Client.ClinicId));
        await clinic.BookConsultAsync("2027-02-23", "10:00");
        (await clinic.Client.PostAsync("/v1/appointments", body, idempotencyKey: "")).Expect(HttpStatusCode.Conflict, "place_taken");
    }

    [Fact]
    public async Task Book_WithMistakes_NamesTheField()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        var start = VisitCalls.At("2027-02-23", "10:00");
        async Task Refused(object body, HttpStatusCode status, string code, string pointer)
        {
            var answer = (await clinic.PostVisitAsync(body)).Expect(status, code);
            Assert.True(answer.Json["errors"]!.AsObject().ContainsKey(pointer), answer.Text);
        }

        await Refused(new { kind = "consult", start, patientId = clinic.Patients[0] }, HttpStatusCode.BadRequest, "invalid_request", "/siteId");
        await Refused(new { kind = "consult", start, patientId = Guid.NewGuid(), siteId = clinic.SiteId }, HttpStatusCode.UnprocessableEntity, "unknown_reference", "/patientId");
        await Refused(new { kind = "consult", start, patientId = clinic.Patients[0], siteId = Guid.NewGuid() }, HttpStatusCode.UnprocessableEntity, "unknown_reference", "/siteId");
        await Refused(new { kind = "treatment", start, patientId = clinic.Patients[0], siteId = clinic.SiteId }, HttpStatusCode.UnprocessableEntity, "unprocessable", "/kind");
        await Refused(new { kind = "treatment", start, patientId = clinic.Patients[0], siteId = clinic.SiteId, protocolId = clinic.ProtocolId }, HttpStatusCode.UnprocessableEntity, "unprocessable", "/courseId");
        await Refused(new { kind = "initial", start, patientId = clinic.Patients[1], courseId = course }, HttpStatusCode.UnprocessableEntity, "unprocessable", "/patientId");
        await Refused(new { kind = "consult", start, patientId = clinic.Patients[0], siteId = clinic.SiteId, resources = new { roomId = Guid.NewGuid() } }, HttpStatusCode.UnprocessableEntity, "unknown_reference", "/resources/roomId");
        await Refused(new { kind = "consult", start = "2027-02-23T10:00:00", patientId = clinic.Patients[0], siteId = clinic.SiteId }, HttpStatusCode.BadRequest, "invalid_request", "/start");
        var twice = new[] { clinic.Prescriber, clinic.Technicians[0] }.Select(staffId => new { role = "prescriber", staffId });
        await Refused(new { kind = "consult", start, patientId = clinic.Patients[0], siteId = clinic.SiteId, resources = new { staff = twice } }, HttpStatusCode.BadRequest, "invalid_request", "/resources/staff");
        (await clinic.PostVisitAsync(new { kind = "prescriber_review", start, patientId = clinic.Patients[0], siteId = clinic.SiteId, protocolId = clinic.ProtocolId })).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Book_MoreThanIsOwed_IsRefused_AlsoWhenTwoTryAtOnce()
    {
        var clinic = await new ClinicBuilder().WithDevices(2).WithTechnicians(2).SeedAsync(api);
        var course = await clinic.CreateCourseAsync(targets: new[] { new { phase = "acute", sessions = 30 } });
        await api.ExecuteAsync("update courses set targets = '[{\"phase\":\"acute\",\"sessions\":2}]' where id = $1", course);
        await clinic.BookSessionAsync(course, "initial", "2027-02-22", "09:00");
        var answers = await Task.WhenAll(new[] { "2027-02-23", "2027-02-24", "2027-02-25", "2027-02-26" }.Select(date =>
            clinic.PostVisitAsync(new { kind = "treatment", start = VisitCalls.At(date, "09:00"), patientId = clinic.Patients[0], courseId = course })));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.Equal(3, answers.Count(a => a is { Status: HttpStatusCode.Conflict, Code: "wrong_state" }));
    }

    [Fact]
    public async Task Book_SixteenForOnePlace_OneWins_AndTheOthersGetTheOtherPlacesOrAConflict()
    {
        var clinic = await new ClinicBuilder().WithDevices(3).WithTechnicians(3).WithPatients(16).SeedAsync(api);
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => clinic.PostVisitAsync(
            new { kind = "observation", start = VisitCalls.At("2027-02-23", "10:00"), patientId = clinic.Patients[i], siteId = clinic.SiteId })));
        Assert.Equal(3, answers.Count(a => a.Status == HttpStatusCode.Created));
        Assert.Equal(13, answers.Count(a => a is { Status: HttpStatusCode.Conflict, Code: "place_taken" or "conflict" }));
        Assert.Equal(0, await api.Database.DeadlocksAsync());
    }
}
