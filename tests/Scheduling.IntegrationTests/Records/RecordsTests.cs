using System.Net;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Records;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.IntegrationTests.Screenings;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Records;

public sealed class RecordsTests : IClassFixture<ApiFixture>
{
    private static readonly object Nothing = new { };
    private readonly TestApi api;

    public RecordsTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task Record_IsWrittenInTreatment_SignedWhenDelivered_ThenOnlyAmended()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (visit, _, etag) = await CheckedInAsync(clinic);
        var path = $"/v1/appointments/{visit}/record";
        (await clinic.Client.PostAsync(path, Record(clinic))).Expect(HttpStatusCode.Conflict, "wrong_state");
        var begun = (await clinic.ActAsync(visit, "start", Nothing, etag)).Expect(HttpStatusCode.OK);
        (await (clinic.Client with { Actor = null }).PostAsync(path, Record(clinic))).Expect(HttpStatusCode.Forbidden, "actor_required");
        var written = (await clinic.Client.PostAsync(path, Record(clinic))).Expect(HttpStatusCode.Created);
        Assert.Equal((2900, 3600), ((int)written.Json["pulsesDelivered"]!, (int)written.Json["pulsesPrescribed"]!));
        (await clinic.Client.PostAsync(path, Record(clinic))).Expect(HttpStatusCode.Conflict, "already_exists");
        var again = (await clinic.Client.PutAsync(path, Record(clinic, pulses: 2400), written.ETag)).Expect(HttpStatusCode.OK);
        (await clinic.Client.PostAsync(path + "/sign", Nothing, again.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await clinic.Client.PostAsync(path + "/amend", new { reason = "Early.", record = Record(clinic) }, again.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await clinic.ActAsync(visit, "deliver", Nothing, begun.ETag)).Expect(HttpStatusCode.OK);

        var signer = clinic.Client with { Actor = clinic.Technicians[0].ToString() };
        var signed = (await signer.PostAsync(path + "/sign", Nothing, again.ETag)).Expect(HttpStatusCode.OK);

        Assert.Equal(clinic.Technicians[0].ToString(), (string)signed.Json["signedBy"]!);
        (await clinic.Client.PutAsync(path, Record(clinic), signed.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await signer.PostAsync(path + "/sign", Nothing, signed.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await signer.PostAsync(path + "/amend", new { record = Record(clinic) }, signed.ETag)).Expect(HttpStatusCode.BadRequest, "invalid_request");
        var amended = (await signer.PostAsync(path + "/amend", new { reason = "Miscounted.", record = Record(clinic, pulses: 2900) }, signed.ETag)).Expect(HttpStatusCode.OK);
        var change = Assert.Single(amended.Json["amendments"]!.AsArray())!;
        Assert.Equal(("Miscounted.", 2400, 2900), ((string)change["reason"]!, (int)change["before"]!["parameterSets"]![0]!["pulsesDelivered"]!, (int)amended.Json["record"]!["parameterSets"]![0]!["pulsesDelivered"]!));
        Assert.Equal(amended.Text, (await clinic.Client.GetAsync(path)).Text);
    }

    [Fact]
    public async Task Record_WithoutTheWholeChecklist_OrWithAWrongCoilOrTooManyPulses_IsRefused()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (visit, _, etag) = await CheckedInAsync(clinic);
        (await clinic.ActAsync(visit, "start", Nothing, etag)).Expect(HttpStatusCode.OK);
        async Task RefusedAsync(object body, string pointer) =>
            Assert.NotNull((await clinic.Client.PostAsync($"/v1/appointments/{visit}/record", body)).Expect(HttpStatusCode.BadRequest, "invalid_request").Json["errors"]![pointer]);
        await RefusedAsync(Record(clinic, events: Checklist()[1..]), "/adverseEvents");
        await RefusedAsync(Record(clinic, events: []), "/adverseEvents");
        await RefusedAsync(Record(clinic, coil: "h1"), "/coil");
        await RefusedAsync(Record(clinic, pulses: 4000), "/parameterSets/0/pulsesDelivered");
    }

    [Theory]
    [InlineData("device_user_facility", "2027-03-09T05:00:00Z")]
    [InlineData(null, "2027-03-09T05:00:00Z")]
    [InlineData("physician_office", null)]
    public async Task Seizure_HoldsTheCourse_AsksForThePrescriberToday_AndForTheReportOfTheSite_R16(string? facility, string? reportDue)
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        await api.ExecuteAsync("update sites set facility_type = $2 where id = $1", clinic.SiteId, (object?)facility ?? DBNull.Value);
        var (visit, course, etag) = await CheckedInAsync(clinic);
        var begun = (await clinic.ActAsync(visit, "start", Nothing, etag)).Expect(HttpStatusCode.OK);

        // By the record's own checklist: there is no way to write one down without what R16 asks.
        (await clinic.Client.PostAsync($"/v1/appointments/{visit}/record", Record(clinic, events: Checklist("seizure")))).Expect(HttpStatusCode.Created);

        var held = (await clinic.Client.GetAsync($"/v1/courses/{course}")).Json;
        Assert.Equal(("on_hold", "prescriber_review"), ((string)held["state"]!, (string)held["stateReason"]!));
        Assert.Equal("2027-02-23T05:00:00Z", await DueAsync(course, "safety_review"));
        Assert.Equal(reportDue, await DueAsync(course, "safety_report"));
        Assert.NotNull(await DueAsync(course, "event_follow_up"));
        Assert.Equal("prescriber", await api.QueryAsync<string>("select role from tasks where course_id = $1 and kind = 'safety_review' and rule = 'R16'", course));
        // The treatment in which it happened is entered as it was; the next one waits for the prescriber.
        (await clinic.ActAsync(visit, "deliver", new { partial = true, reason = "Broken off." }, begun.ETag)).Expect(HttpStatusCode.OK);
        var next = await api.QueryAsync<Guid>("select id from appointments where course_id = $1 and state = 'booked' order by starts_at limit 1", course);
        api.Clock.Advance(TimeSpan.FromDays(1));
        var refused = (await clinic.ActAsync(next, "check-in", Nothing, (await clinic.VisitAsync(next)).ETag)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal("prescriber_review", (string)refused.Json["missing"]![0]!);
        Assert.Equal("prescriber_review", await clinic.MissingAsync(next));
        (await clinic.Prescriber().PostAsync($"/v1/courses/{course}/resume", new { reason = "Seen, go on with less." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);
        Assert.Equal("", await clinic.MissingAsync(next));
    }

    [Fact]
    public async Task AdverseEvent_ThatTurnsOutSerious_StopsTheCourseThen_AndIsClosedWithItsOutcome_R16()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (_, course, _) = await CheckedInAsync(clinic);
        var path = $"/v1/courses/{course}/adverse-events";
        var faint = new { kind = "faint", description = "On standing up.", occurredAt = "2027-02-22T09:00:00-05:00" };
        (await clinic.Client.PostAsync(path, new { kind = "shrug", description = "x", occurredAt = "2027-02-22T09:00:00-05:00" })).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.Client.PostAsync(path, new { kind = "faint", description = "x", occurredAt = "2027-02-23T09:00:00-05:00" })).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        var entered = (await clinic.Client.PostAsync(path, faint)).Expect(HttpStatusCode.Created);
        Assert.Equal("ready", (string)(await clinic.Client.GetAsync($"/v1/courses/{course}")).Json["state"]!);
        Assert.Null(await DueAsync(course, "safety_review"));

        var worse = (await clinic.Client.PostAsync($"{path}/{entered.Id}/follow-up", new { serious = true }, entered.ETag)).Expect(HttpStatusCode.OK);

        Assert.Equal("on_hold", (string)(await clinic.Client.GetAsync($"/v1/courses/{course}")).Json["state"]!);
        Assert.NotNull(await DueAsync(course, "safety_review"));
        (await clinic.Client.PostAsync($"{path}/{entered.Id}/follow-up", new { outcome = "Well." }, worse.ETag)).Expect(HttpStatusCode.OK);
        Assert.Null(await DueAsync(course, "event_follow_up"));
        Assert.NotNull(await DueAsync(course, "safety_review"));
        // The front desk sees neither the tasks nor, in events, what they are.
        var desk = await api.CreateKeyAsync(clinic.Client.ClinicId, [Scopes.ScheduleRead, Scopes.ScheduleWrite]);
        Assert.Empty((await desk.GetAsync($"/v1/tasks?courseId={course}")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray());
        Assert.NotEmpty((await clinic.Client.GetAsync($"/v1/tasks?courseId={course}")).Json["items"]!.AsArray());
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from events where clinic_id = $1 and (payload::text like '%safety%' or payload::text like '%faint%')", clinic.Client.ClinicId));
    }

    [Fact]
    public async Task MotorThreshold_IsAskedForAfterAChangeOfMedication_AndEnteringOneClosesTheTask()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (visit, course, _) = await CheckedInAsync(clinic);
        (await clinic.Client.PostAsync($"/v1/appointments/{visit}/checklist", new { items = ScreeningCalls.Items("slept") })).Expect(HttpStatusCode.OK);
        Assert.Null(await DueAsync(course, "threshold_due"));
        (await clinic.Client.PostAsync($"/v1/appointments/{visit}/checklist", new { items = ScreeningCalls.Items("medication_same") })).Expect(HttpStatusCode.OK);
        Assert.Equal("2027-02-23T05:00:00Z", await DueAsync(course, "threshold_due"));

        var made = await clinic.Client.PostAsync($"/v1/courses/{course}/motor-thresholds", new { coil = "figure8", side = "left", percentOfOutput = 52.5, reason = "medication_change", appointmentId = visit, deviceId = clinic.Devices[0] });

        made.Expect(HttpStatusCode.Created);
        Assert.Null(await DueAsync(course, "threshold_due"));
        var read = Assert.Single((await clinic.Client.GetAsync($"/v1/courses/{course}/motor-thresholds")).Json["items"]!.AsArray())!;
        Assert.Equal((52.5m, "medication_change", "2027-02-22"), ((decimal)read["percentOfOutput"]!, (string)read["reason"]!, (string)read["measuredOn"]!));
    }

    // At nine on Monday, checked in; another visit on Tuesday.
    private async Task<(Guid Visit, Guid Course, string ETag)> CheckedInAsync(SmallClinic clinic)
    {
        api.Clock.Set(VisitCalls.MondayMorning);
        var (course, visits) = await clinic.WeekAsync(2);
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(3));
        return (visits[0], course, (await clinic.ActAsync(visits[0], "check-in", Nothing, "\"1\"")).Expect(HttpStatusCode.OK).ETag);
    }

    private async Task<string?> DueAsync(Guid course, string kind)
    {
        var due = await api.QueryAsync<string>("select coalesce(max(to_char(due_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')), '') from tasks where course_id = $1 and kind = $2 and state = 'open'", course, kind);
        return due.Length == 0 ? null : due;
    }

    private static object[] Checklist(params string[] happened) => [.. AdverseEventKinds.All.Select(k => new { @event = k.Code, happened = happened.Contains(k.Code) })];

    internal static object Record(SmallClinic clinic, int pulses = 2900, string coil = "figure8", object[]? events = null) => new
    {
        deviceId = clinic.Devices[0],
        coil,
        operatorId = clinic.Technicians[0],
        parameterSets = new object[]
        {
            new { target = "left_dlpfc", percentOfThreshold = 120, frequencyHz = 10, pulsesPrescribed = 3000, pulsesDelivered = pulses },
            new { target = "right_dlpfc", percentOfThreshold = 120, frequencyHz = 1, pulsesPrescribed = 600, pulsesDelivered = 0 },
        },
        sideEffects = new[] { new { kind = "headache", severity = 1 } },
        tolerability = "good",
        adverseEvents = events ?? Checklist(),
    };
}
