using System.Net;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using static Scheduling.IntegrationTests.Authorizations.AuthorizationCalls;

namespace Scheduling.IntegrationTests.Authorizations;

/// <summary>What payers approve and what that does to visits (R19, R20, R22), over HTTP.</summary>
public sealed class AuthorizationsTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public AuthorizationsTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task Approve_WhileVisitsAreTentative_MakesThemFirmAndReserves()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        var submitted = await clinic.SubmittedAsync(course, await clinic.PayerAsync(), Line(36, "2027-02-22", "2027-06-30"));
        Assert.Equal(("submitted", "2027-03-01"), ((string)submitted.Json["authorization"]!["state"]!, (string)submitted.Json["authorization"]!["dueOn"]!));
        var booked = (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22" })).Expect(HttpStatusCode.Created);
        Assert.All(booked.Json["appointments"]!.AsArray(), v => Assert.Equal(("tentative", false), ((string)v!["commitment"]!, v.IsTagged())));

        var approved = (await clinic.NoteAsync(submitted.AuthorizationId(), "approve", submitted.ETag)).Expect(HttpStatusCode.OK);

        Assert.Equal((36, 36, 0, 0), approved.Json["authorization"]!["lines"]![0]!.Counts());
        Assert.Null(approved.Json["repair"]);
        Assert.Empty(approved.Json["ledger"]!["without"]!.AsArray());
        Assert.All(await clinic.VisitsAsync(course), v => Assert.Equal(("firm", false), ((string)v["commitment"]!, v.IsTagged())));
        Assert.Equal("ready", (string)(await clinic.Client.GetAsync($"/v1/courses/{course}")).Json["state"]!);
        var ledger = (await clinic.Client.GetAsync($"/v1/authorizations/{submitted.AuthorizationId()}/ledger?limit=200")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal(("adjust", 36), ((string)ledger[0]!["kind"]!, (int)ledger[0]!["granted"]!));
        Assert.Equal(1, ledger.Count(e => (string?)e!["code"] == "90867"));
        await api.LedgerAddsUpAsync();
    }

    [Fact]
    public async Task ApprovePartly_ForFewerUnits_TagsTheLastVisits_AndProposesToReleaseThem()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        var submitted = await clinic.SubmittedAsync(course, await clinic.PayerAsync(), Line(36));
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22" })).Expect(HttpStatusCode.Created);
        var line = Guid.Parse((string)submitted.Json["authorization"]!["lines"]![0]!["lineId"]!);
        var written = await api.QueryAsync<string>("select string_agg(version::text, ',' order by id) from appointments where course_id = $1", course);
        var shown = (await clinic.NoteAsync(submitted.AuthorizationId(), "approve_partly", submitted.ETag, [Line(30, lineId: line)], dryRun: true)).Expect(HttpStatusCode.OK);
        Assert.Equal((submitted.ETag, written), (shown.ETag, await api.QueryAsync<string>("select string_agg(version::text, ',' order by id) from appointments where course_id = $1", course)));

        var answer = (await clinic.NoteAsync(submitted.AuthorizationId(), "approve_partly", submitted.ETag, [Line(30, lineId: line)])).Expect(HttpStatusCode.OK);

        Assert.Equal(shown.Json["ledger"]!.ToJsonString(), answer.Json["ledger"]!.ToJsonString());
        Assert.Equal((30, 30, 0, 0), answer.Json["authorization"]!["lines"]![0]!.Counts());
        var visits = await clinic.VisitsAsync(course);
        Assert.Equal(Enumerable.Range(31, 6), visits.Where(v => v.IsTagged()).Select(v => (int)v["sessionNumber"]!));
        Assert.Equal(Enumerable.Range(31, 6), visits.Where(v => (string)v["commitment"]! == "tentative").Select(v => (int)v["sessionNumber"]!));
        var repair = answer.Json["repair"]!;
        Assert.Equal(6, repair["changes"]!.AsArray().Count);
        (await clinic.Client.PostAsync($"/v1/repairs/{(string)repair["id"]!}/apply", new { }, (string)repair["etag"]!)).Expect(HttpStatusCode.OK);
        Assert.Equal(6, (await clinic.VisitsAsync(course)).Count(v => (string)v["state"]! == "needs_new_time"));
        await api.LedgerAddsUpAsync();
    }

    [Fact]
    public async Task Denial_PeerToPeer_Appeal_Overturned_TheCourseWaitsAndThenStarts()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        var answer = await clinic.SubmittedAsync(course, await clinic.PayerAsync(), Line(36));
        var id = answer.AuthorizationId();
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-03-22" })).Expect(HttpStatusCode.Created);
        foreach (var (what, repaired, tagged) in new[] { ("deny", true, 36), ("request_peer_to_peer", false, 0), ("appeal", false, 0) })
        {
            answer = (await clinic.NoteAsync(id, what, answer.ETag)).Expect(HttpStatusCode.OK);
            Assert.Equal((repaired, "awaiting_authorization"), (answer.Json["repair"] is not null, (string)(await clinic.Client.GetAsync($"/v1/courses/{course}")).Json["state"]!));
            Assert.Equal(tagged, (await clinic.VisitsAsync(course)).Count(v => v.IsTagged()));
            Assert.NotNull(answer.Json["authorization"]!["dueOn"]);
        }

        (await clinic.NoteAsync(id, "approve", answer.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        answer = (await clinic.NoteAsync(id, "overturn", answer.ETag)).Expect(HttpStatusCode.OK);

        Assert.Equal("ready", (string)(await clinic.Client.GetAsync($"/v1/courses/{course}")).Json["state"]!);
        Assert.Equal((36, 36, 0, 0), answer.Json["authorization"]!["lines"]![0]!.Counts());
        Assert.Equal("superseded", await api.QueryAsync<string>("select status from repairs where cause_id = $1", id));
        Assert.Equal((0L, 4L), (
            await api.QueryAsync<long>("select count(*) from tasks where kind = 'authorization_due' and course_id = $1 and state = 'open'", course),
            await api.QueryAsync<long>("select count(*) from tasks where kind = 'authorization_due' and course_id = $1 and closed_by_rule", course)));
        await api.LedgerAddsUpAsync();
    }

    [Fact]
    public async Task Visits_BookMoveCancelDeliverUndo_EachKeepsTheLedger()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        var id = (await clinic.ApprovedAsync(course, await clinic.PayerAsync(), Line(3, "2027-02-22", "2027-02-26"))).AuthorizationId();
        async Task<(int, int, int, int)> CountsAsync() => (await clinic.AuthorizationAsync(id)).Json["lines"]![0]!.Counts();
        var first = await clinic.BookSessionAsync(course, "initial", "2027-02-22", "09:00");
        var second = await clinic.BookSessionAsync(course, "treatment", "2027-02-23", "09:00");
        Assert.Equal((3, 2, 0, 1), await CountsAsync());

        var moved = (await clinic.ActAsync(second.Id, "move", new { scope = "this", start = VisitCalls.At("2027-03-01", "09:00") }, second.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal((3, 1, 0, 2), await CountsAsync());
        Assert.True((await clinic.VisitAsync(second.Id)).Json.IsTagged());
        (await clinic.ActAsync(second.Id, "move", new { scope = "this", start = VisitCalls.At("2027-02-24", "09:00") }, moved.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal((3, 2, 0, 1), await CountsAsync());
        Assert.False((await clinic.VisitAsync(second.Id)).Json.IsTagged());
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(3));
        var here = (await clinic.ActAsync(first.Id, "check-in", new { }, first.ETag)).Expect(HttpStatusCode.OK);
        var given = (await clinic.ActAsync(first.Id, "deliver", new { }, here.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal((3, 1, 1, 1), await CountsAsync());
        var undone = (await clinic.ActAsync(first.Id, "undo", new { }, given.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal((3, 2, 0, 1), await CountsAsync());
        (await clinic.ActAsync(first.Id, "send-home", new { reason = "unwell" }, undone.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal((3, 1, 0, 2), await CountsAsync());
        var cancel = await clinic.VisitAsync(second.Id);
        (await clinic.ActAsync(second.Id, "cancel", new { scope = "this", by = "patient", reason = "travel" }, cancel.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal((3, 0, 0, 3), await CountsAsync());
        await api.LedgerAddsUpAsync();
    }

    [Fact]
    public async Task CheckIn_WithoutAUnit_IsBlockedUntilABackDatedApprovalOrSelfPay()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var payer = await clinic.PayerAsync();
        foreach (var patient in new[] { 0, 1 })
        {
            var course = await clinic.WaitingCourseAsync(patient);
            var submitted = await clinic.SubmittedAsync(course, payer, Line(36));
            api.Clock.Set(VisitCalls.MondayMorning);
            var visit = await clinic.BookSessionAsync(course, "initial", "2027-02-22", patient == 0 ? "09:00" : "13:00", patient);
            api.Clock.Set(VisitCalls.MondayMorning.AddHours(patient == 0 ? 3 : 7));
            (await clinic.ActAsync(visit.Id, "check-in", new { }, visit.ETag)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");

            if (patient == 0)
            {
                (await clinic.NoteAsync(submitted.AuthorizationId(), "approve", submitted.ETag)).Expect(HttpStatusCode.OK);
            }
            else
            {
                (await clinic.Client.PatchAsync($"/v1/courses/{course}", new { coverage = new { kind = "self_pay" } }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);
            }

            var now = await clinic.VisitAsync(visit.Id);
            Assert.Equal("firm", (string)now.Json["commitment"]!);
            (await clinic.ActAsync(visit.Id, "check-in", new { }, now.ETag)).Expect(HttpStatusCode.OK);
        }

        await api.LedgerAddsUpAsync();
    }

    [Theory]
    [InlineData("warn")]
    [InlineData("block")]
    public async Task Plan_BeyondTheWindow_WarnsOrIsRefused_AsThePayersPolicySays(string policy)
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        await clinic.ApprovedAsync(course, await clinic.PayerAsync(policy), Line(36, "2027-02-22", "2027-03-31"));

        var plan = await clinic.Client.PostAsync($"/v1/courses/{course}/plans", new { startOnOrAfter = "2027-02-22" });
        var booked = await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22" });

        if (policy == "block")
        {
            Assert.Contains("R19", plan.Expect(HttpStatusCode.UnprocessableEntity, "course_does_not_fit").Text, StringComparison.Ordinal);
            booked.Expect(HttpStatusCode.UnprocessableEntity, "course_does_not_fit");
            (await clinic.Client.PostAsync("/v1/appointments", new { kind = "initial", start = VisitCalls.At("2027-04-01", "09:00"), patientId = clinic.Patients[0], courseId = course }))
                .Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        }
        else
        {
            var warned = plan.Expect(HttpStatusCode.Created).Json["options"]![0]!["warnings"]!.AsArray().Single(w => (string)w!["code"]! == "outside_authorization")!;
            var tagged = booked.Expect(HttpStatusCode.Created).Json["appointments"]!.AsArray().Where(v => v!.IsTagged()).Select(v => (int)v!["sessionNumber"]!).ToList();
            Assert.NotEmpty(tagged);
            Assert.Equal(tagged, warned["sessionNumbers"]!.AsArray().Select(s => (int)s!));
        }

        await api.LedgerAddsUpAsync();
    }

    [Fact]
    public async Task Terminate_InMidCourse_TagsWhatIsToCome_AndHoldsAtOnceOnlyUnderBlock_WhenNothingIsCovered()
    {
        foreach (var (policy, on, state) in new[] { ("warn", "2027-02-24", "active"), ("block", "2027-02-24", "active"), ("warn", "2027-02-22", "active"), ("block", "2027-02-22", "on_hold") })
        {
            api.Clock.Set(VisitCalls.MondayMorning);
            var clinic = await new ClinicBuilder().SeedAsync(api);
            var course = await clinic.WaitingCourseAsync();
            var approved = await clinic.ApprovedAsync(course, await clinic.PayerAsync(policy), Line(36));
            (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22" })).Expect(HttpStatusCode.Created);
            var first = (await clinic.VisitsAsync(course))[0];
            api.Clock.Set(DateTimeOffset.Parse((string)first["end"]!, System.Globalization.CultureInfo.InvariantCulture));
            (await clinic.ActAsync(first.Id(), "deliver", new { at = (string)first["start"]! }, (string)first["etag"]!)).Expect(HttpStatusCode.OK);

            var ended = (await clinic.NoteAsync(approved.AuthorizationId(), "terminate", approved.ETag, on: on)).Expect(HttpStatusCode.OK);

            var reserved = on == "2027-02-24" ? 2 : 0;
            Assert.Equal((36, reserved, 1, 35 - reserved), ended.Json["authorization"]!["lines"]![0]!.Counts());
            Assert.Equal(Enumerable.Range(2 + reserved, 35 - reserved), (await clinic.VisitsAsync(course)).Where(v => v.IsTagged()).Select(v => (int)v["sessionNumber"]!));
            Assert.Equal(35 - reserved, ended.Json["repair"]!["changes"]!.AsArray().Count);
            Assert.Equal(state, (string)(await clinic.Client.GetAsync($"/v1/courses/{course}")).Json["state"]!);
            var back = (await clinic.NoteAsync(approved.AuthorizationId(), "correct", ended.ETag, [Line(36, until: "2027-12-31", lineId: Guid.Parse((string)ended.Json["authorization"]!["lines"]![0]!["lineId"]!))])).Expect(HttpStatusCode.OK);
            Assert.Equal((36, 35, 1, 0), back.Json["authorization"]!["lines"]![0]!.Counts());
            await api.LedgerAddsUpAsync();
        }
    }

    [Fact]
    public async Task Coverage_OfACourseWithout_StaysAsEntered_UntilSomethingIsGranted()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync(coverage: new { kind = "insured", units = 20, window = new { until = "2027-12-31" } });
        var submitted = await clinic.SubmittedAsync(course, await clinic.PayerAsync(), Line(5));
        Assert.Equal(20, (int)(await clinic.Client.GetAsync($"/v1/courses/{course}")).Json["coverage"]!["units"]!);
        var visit = await clinic.BookSessionAsync(course, "initial", "2027-02-22", "09:00");

        var approved = (await clinic.NoteAsync(submitted.AuthorizationId(), "approve", submitted.ETag)).Expect(HttpStatusCode.OK);

        Assert.Equal((5, 1, 0, 4), approved.Json["authorization"]!["lines"]![0]!.Counts());
        Assert.False((await clinic.VisitAsync(visit.Id)).Json.IsTagged());
        Assert.Equal(5, (int)(await clinic.Client.GetAsync($"/v1/courses/{course}")).Json["coverage"]!["units"]!);
        var refused = await clinic.Client.PatchAsync($"/v1/courses/{course}", new { coverage = new { kind = "insured", units = 99 } }, await clinic.CourseTagAsync(course));
        refused.Expect(HttpStatusCode.Conflict, "wrong_state");
        await api.LedgerAddsUpAsync();
    }

    [Fact]
    public async Task Database_RefusesRowsThatDoNotAddUp()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        await clinic.ApprovedAsync(course, await clinic.PayerAsync(), Line(1));
        foreach (var (reserved, consumed) in new[] { (2, 0), (-1, 0), (0, -1), (1, 1) })
        {
            var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => api.ExecuteAsync(
                "insert into unit_entries (clinic_id, id, line_id, course_id, kind, granted, reserved, consumed, at) select clinic_id, gen_random_uuid(), id, course_id, 'reserve', 0, $2, $3, now() from authorization_lines where course_id = $1",
                course, reserved, consumed));
            Assert.Equal("23514", refused.SqlState);
        }
    }
}
