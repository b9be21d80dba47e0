using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Courses;

/// <summary>Phases of one course, and a newer version of its protocol (R13): the remaining sessions follow, delivered ones stay.</summary>
public sealed class PhaseAmendmentsTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public PhaseAmendmentsTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task Phases_TaperDropped_CancelsIt_AndLeavesTheProtocolAlone()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var (course, before) = await clinic.WholeCourseAsync();
        var (tag, written) = (await clinic.CourseTagAsync(course), await WrittenAsync(course));
        var body = new { phases = new[] { new { phase = "taper_3" }, new { phase = "taper_2" }, new { phase = "taper_1" } }, reason = "Well enough.", dryRun = false };
        (await (clinic.Client with { Actor = clinic.Technicians[0].ToString() }).PostAsync($"/v1/courses/{course}/amendments", body, tag)).Expect(HttpStatusCode.Forbidden, "actor_not_allowed");

        var shown = (await AmendAsync(clinic, course, body with { dryRun = true }, tag)).Expect(HttpStatusCode.OK);

        Assert.Equal((written, tag), (await WrittenAsync(course), shown.ETag));
        var amended = (await AmendAsync(clinic, course, body, tag)).Expect(HttpStatusCode.OK);
        Assert.Equal((6, 0, 30), (amended.Json["cancelled"]!.AsArray().Count, amended.Json["moved"]!.AsArray().Count, (int)amended.Json["course"]!["target"]!));
        var after = await clinic.VisitsAsync(course);
        Assert.Equal(before.Take(30).Select(v => v.ToJsonString()), after.Take(30).Select(v => v.ToJsonString()));
        Assert.All(after.Skip(30), v => Assert.Equal("cancelled_by_clinic", (string)v["state"]!));
        // The amended version is the course's alone.
        Assert.Equal([1], (await clinic.Client.GetAsync($"/v1/protocols/{clinic.ProtocolId}/versions")).Json["items"]!.AsArray().Select(v => (int)v!["number"]!));
        Assert.Equal(36, (int)(await clinic.ProgressAsync(await clinic.CreateCourseAsync(1)))["target"]!);
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from appointments a join courses c on c.id = a.course_id where c.id = $1 and a.state = 'booked' and a.protocol_version_id <> c.protocol_version_id", course));
    }

    [Fact]
    public async Task Phases_AddedAndLengthened_AreBookedInTheirOrder()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, before) = await clinic.WholeCourseAsync();
        var weekly = (await AmendAsync(clinic, course, new { phases = new[] { new { phase = "weekly", sessions = 4, cadence = 1 } }, reason = "Stay in touch." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);
        Assert.Equal((4, 0, 40), (weekly.Json["booked"]!.AsArray().Count, weekly.Json["moved"]!.AsArray().Count, (int)weekly.Json["course"]!["target"]!));
        var after = await clinic.VisitsAsync(course);
        Assert.Equal(before.Select(v => v.Id()), after.Take(36).Select(v => v.Id()));
        Assert.Equal(Enumerable.Repeat("weekly", 4), after.Skip(36).Select(v => (string)v["phase"]!));
        Assert.All(after.Skip(36).Zip(after.Skip(37)), p => Assert.NotEqual(WeekOf(DateOf(p.First)), WeekOf(DateOf(p.Second))));

        var longer = (await AmendAsync(clinic, course, new { phases = new object[] { new { phase = "acute", sessions = 46 }, new { phase = "bridge", sessions = 2, cadence = 2, after = "acute" } }, reason = "Partial response." }, weekly.ETag)).Expect(HttpStatusCode.OK);
        after = await clinic.VisitsAsync(course);
        Assert.Equal((58, 0), (after.Count(v => (string)v["state"]! == "booked"), (int)longer.Json["course"]!["owed"]!));
        Assert.Equal(
            [.. Enumerable.Repeat("acute", 46), .. Enumerable.Repeat("bridge", 2), .. Enumerable.Repeat("taper_3", 3), "taper_2", "taper_2", "taper_1", .. Enumerable.Repeat("weekly", 4)],
            after.Select(v => (string)v["phase"]!));
        // What moves later still knows its phase: two of the bridge on one day break its rules.
        var clash = (await clinic.ActAsync(after[47].Id(), "move", new { scope = "this", start = VisitCalls.At((string)after[46]["localDate"]!, "15:00") }, (string)after[47]["etag"]!)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal("R6", (string)clash.Json["rule"]!);
    }

    [Fact]
    public async Task Phases_WithAMistake_NameIt_AndOneThatHasBegunEndsWithWhatWasDelivered()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, before) = await clinic.WholeCourseAsync();
        await DeliverAsync(clinic, before[0]);
        await DeliverAsync(clinic, before[1]);
        var tag = await clinic.CourseTagAsync(course);
        foreach (var (phase, pointer) in new (object Phase, string Pointer)[]
        {
            (new { phase = "weekly", cadence = 1 }, "/phases/0/sessions"),
            (new { phase = "weekly", sessions = 4 }, "/phases/0/cadence"),
            (new { phase = "weekly", sessions = 4, cadence = 1, after = "none" }, "/phases/0/after"),
            (new { phase = "acute", sessions = 20, cadence = 3 }, "/phases/0"),
            (new { phase = "Weekly Visits", sessions = 4, cadence = 1 }, "/phases"),
        })
        {
            var refused = (await AmendAsync(clinic, course, new { phases = new[] { phase }, reason = "Wrong." }, tag)).Expect(HttpStatusCode.BadRequest, "invalid_request");
            Assert.Equal(pointer, Assert.Single(refused.Json["errors"]!.AsObject()).Key);
        }

        (await AmendAsync(clinic, course, new { phases = new[] { new { phase = "acute", sessions = 1 } }, reason = "Undone." }, tag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        var ended = (await AmendAsync(clinic, course, new { phases = new[] { new { phase = "acute" } }, reason = "Straight to the taper." }, tag)).Expect(HttpStatusCode.OK);
        Assert.Equal((28, 8), (ended.Json["cancelled"]!.AsArray().Count, (int)ended.Json["course"]!["target"]!));
        Assert.Equal(["delivered", "delivered"], (await clinic.VisitsAsync(course)).Where(v => (string)v["phase"]! == "acute" && (string)v["state"]! != "cancelled_by_clinic").Select(v => (string)v["state"]!));
    }

    [Fact]
    public async Task ProtocolVersion_Newer_IsFollowedByTheRest_AndDeliveredVisitsStay()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, before) = await clinic.WholeCourseAsync();
        await DeliverAsync(clinic, before[0]);
        before = await clinic.VisitsAsync(course);
        var definition = (await clinic.Client.GetAsync($"/v1/protocols/{clinic.ProtocolId}/versions/1")).Expect(HttpStatusCode.OK).Json["definition"]!.AsObject();
        var treatment = definition["visitKinds"]!.AsArray().Single(k => (string)k!["code"]! == "treatment")!;
        treatment["minutes"] = 40;
        foreach (var segment in treatment["segments"]!.AsArray())
        {
            segment!["untilMinute"] = 40;
        }

        definition["phases"]!.AsArray().RemoveAt(3);
        (await clinic.Client.PostAsync($"/v1/protocols/{clinic.ProtocolId}/versions", definition)).Expect(HttpStatusCode.Created);
        var (tag, written) = (await clinic.CourseTagAsync(course), await WrittenAsync(course));
        (await AmendAsync(clinic, course, new { protocolVersion = 3, reason = "None." }, tag)).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
        (await AmendAsync(clinic, course, new { protocolVersion = 1, reason = "Same." }, tag)).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");

        var shown = (await AmendAsync(clinic, course, new { protocolVersion = 2, reason = "Longer trains.", dryRun = true }, tag)).Expect(HttpStatusCode.OK);

        Assert.Equal((written, tag), (await WrittenAsync(course), shown.ETag));
        var amended = (await AmendAsync(clinic, course, new { protocolVersion = 2, reason = "Longer trains." }, tag)).Expect(HttpStatusCode.OK);
        var after = await clinic.VisitsAsync(course);
        Assert.Equal(before[0].ToJsonString(), after[0].ToJsonString());
        Assert.Equal((35, 1, 0), ((int)amended.Json["course"]!["target"]!, amended.Json["cancelled"]!.AsArray().Count, (int)amended.Json["course"]!["owed"]!));
        Assert.Equal(before.Take(35).Select(v => (v.Id(), (string)v["start"]!)), after.Take(35).Select(v => (v.Id(), (string)v["start"]!)));
        Assert.All(after.Skip(1).Take(34), v => Assert.Equal(TimeSpan.FromMinutes(40), (DateTimeOffset)v["end"]! - (DateTimeOffset)v["start"]!));
        Assert.Equal(34L, await api.QueryAsync<long>("select count(*) from appointments a join courses c on c.id = a.course_id where c.id = $1 and a.state = 'booked' and a.protocol_version_id = c.protocol_version_id", course));
        Assert.Equal("1 delivered", await api.QueryAsync<string>("select concat_ws(' ', v.number, a.state) from appointments a join protocol_versions v on v.id = a.protocol_version_id where a.id = $1", before[0].Id()));
        (await AmendAsync(clinic, course, new { protocolVersion = 1, reason = "Back." }, amended.ETag)).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
    }

    /// <summary>R23: another coil is what another model is: ordered, and begun with the motor threshold.</summary>
    [Fact]
    public async Task ProtocolVersion_OfAnotherCoil_NeedsAnOrder_AndDeterminesTheThresholdAnew()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        object[] clearances = [new { capability = "figure8", indication = "mdd", minAge = 18 }, new { capability = "h1", indication = "mdd", minAge = 18 }];
        (await clinic.Client.PatchAsync($"/v1/device-models/{clinic.ModelId}", new { capabilities = new[] { "figure8", "h1" }, clearances }, "\"1\"")).Expect(HttpStatusCode.OK);
        var (course, before) = await clinic.WholeCourseAsync();
        await DeliverAsync(clinic, before[0]);
        var definition = (await clinic.Client.GetAsync($"/v1/protocols/{clinic.ProtocolId}/versions/1")).Expect(HttpStatusCode.OK).Json["definition"]!.AsObject();
        definition["deviceCapability"] = "h1";
        (await clinic.Client.PostAsync($"/v1/protocols/{clinic.ProtocolId}/versions", definition)).Expect(HttpStatusCode.Created);
        var (tag, written) = (await clinic.CourseTagAsync(course), await WrittenAsync(course));

        var refused = (await AmendAsync(clinic, course, new { protocolVersion = 2, reason = "Deeper." }, tag)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");

        Assert.Equal(("R23", written), ((string)refused.Json["rule"]!, await WrittenAsync(course)));
        Assert.NotNull(refused.Json["errors"]!["/protocolVersion"]);
        var ordered = (await clinic.Client.PostAsync($"/v1/courses/{course}/orders", new { kind = "device_change", reason = "Deeper." }, tag)).Expect(HttpStatusCode.Created);
        var done = (await AmendAsync(clinic, course, new { protocolVersion = 2, reason = "Deeper." }, ordered.ETag)).Expect(HttpStatusCode.OK);
        var after = await clinic.VisitsAsync(course);
        Assert.Equal((true, after[1].Id().ToString()), ((bool)done.Json["motorThresholdFirst"]!, (string)done.Json["motorThresholdVisitId"]!));
        Assert.Equal(["initial", "mt_redetermination", "treatment"], after.Take(3).Select(v => (string)v["kind"]!));
    }

    private async Task DeliverAsync(SmallClinic clinic, JsonNode visit)
    {
        api.Clock.Set(((DateTimeOffset)visit["start"]!).AddMinutes(30));
        var here = (await clinic.ActAsync(visit.Id(), "check-in", new { }, (string)visit["etag"]!)).Expect(HttpStatusCode.OK);
        (await clinic.ActAsync(visit.Id(), "deliver", new { }, here.ETag)).Expect(HttpStatusCode.OK);
    }

    private static Task<ApiAnswer> AmendAsync(SmallClinic clinic, Guid course, object body, string etag) => clinic.Client.PostAsync($"/v1/courses/{course}/amendments", body, etag);

    private static DateOnly DateOf(JsonNode visit) => DateOnly.Parse((string)visit["localDate"]!, CultureInfo.InvariantCulture);

    private static DateOnly WeekOf(DateOnly date) => date.AddDays(-(((int)date.DayOfWeek + 6) % 7));

    private Task<string> WrittenAsync(Guid course) => api.QueryAsync<string>(
        "select md5((select c::text from courses c where id = $1) || (select string_agg(a::text, ',' order by id) from appointments a where course_id = $1) || (select count(*) from allocations where live) || (select count(*) from appointment_changes) || (select count(*) from protocol_versions))", course);
}
