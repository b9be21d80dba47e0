using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using static Scheduling.IntegrationTests.Authorizations.AuthorizationCalls;

namespace Scheduling.IntegrationTests.Authorizations;

/// <summary>Courses with payers as they come up, each with its known answer (R19-R22).</summary>
public sealed class WorkedCasesTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public WorkedCasesTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    /// <summary>Medicare's shape: 20 in 4 weeks and 5 for the taper; with 25 % improvement 10 and 6 more.</summary>
    [Fact]
    public async Task TwentyAndFive_ExtendedByTenAndSix_EveryVisitHasItsUnit()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync(targets: Targets(20, 3, 2, 0));
        var approved = await clinic.ApprovedAsync(course, await clinic.PayerAsync("block"), Line(20, "2027-02-22", "2027-03-21", "acute"), Line(5, "2027-03-22", "2027-04-11", "taper"));
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22" })).Expect(HttpStatusCode.Created);
        var id = approved.AuthorizationId();
        Assert.Equal([(20, 20, 0, 0), (5, 5, 0, 0)], await LinesAsync(clinic, id));
        var asked = (await clinic.Client.PostAsync(
            $"/v1/authorizations/{id}/events", new { @event = "request_extension", documents = new[] { new { system = "ehr", id = "scores-4", kind = "evidence" } } }, approved.ETag)).Expect(HttpStatusCode.OK);
        // Before the payer answers, more sessions have no units; its policy is to block.
        (await AmendAsync(clinic, course, Targets(30, 6, 4, 1))).Expect(HttpStatusCode.UnprocessableEntity);

        var lines = asked.Json["authorization"]!["lines"]!.AsArray().Select(l => Guid.Parse((string)l!["lineId"]!)).ToList();
        (await clinic.NoteAsync(id, "extend", asked.ETag, [Line(30, "2027-02-22", "2027-04-04", lineId: lines[0]), Line(11, "2027-04-05", "2027-05-31", lineId: lines[1])])).Expect(HttpStatusCode.OK);
        (await AmendAsync(clinic, course, Targets(30, 6, 4, 1))).Expect(HttpStatusCode.OK);

        Assert.Equal([(30, 30, 0, 0), (11, 11, 0, 0)], await LinesAsync(clinic, id));
        Assert.Equal((41, 0), ((await LiveAsync(clinic, course)).Count, (await LiveAsync(clinic, course)).Count(v => v.IsTagged())));
        await api.LedgerAddsUpAsync();
    }

    /// <summary>36 units, five a week, in a window with one day to spare: after the third miss it ends two visits early, and the answer to that miss names both and the date needed.</summary>
    [Fact]
    public async Task ThirtySixUnits_AfterThreeMisses_TheAnswerNamesBothVisitsAndTheDateNeeded()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync(targets: Targets(36, 0, 0, 0));
        await clinic.ApprovedAsync(course, await clinic.PayerAsync(), Line(36, "2027-02-22", "2027-04-13"));
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22" })).Expect(HttpStatusCode.Created);
        var visits = await clinic.VisitsAsync(course);
        Assert.Equal("2027-04-12", (string)visits[^1]["localDate"]!);
        List<JsonNode> told = [];
        for (var missed = 1; missed <= 3; missed++)
        {
            api.Clock.Set(DateTimeOffset.Parse((string)visits[missed]["end"]!, CultureInfo.InvariantCulture));
            told.Add((await clinic.ActAsync(visits[missed].Id(), "no-show", new { }, (await clinic.VisitAsync(visits[missed].Id())).ETag)).Expect(HttpStatusCode.OK).Json["course"]!);
        }

        Assert.Equal([(false, "", null), (true, "36 2027-04-14", "2027-04-14"), (true, "35 2027-04-14, 36 2027-04-15", "2027-04-15")], told.Select(Warning));
        await api.LedgerAddsUpAsync();
    }

    /// <summary>
    /// The same where nothing is said before the third miss: the taper begins on a Monday, when the prescriber is in, and ends on the Wednesday after it. Two misses are made up in the
    /// acute phase's last week; the third takes that Monday, so that both visits of the taper come a week later, two visits after the window's end.
    /// </summary>
    [Fact]
    public async Task ThirtySixUnits_TheThirdMissIsTheFirstWarning_AndNamesBothVisitsAndTheDateNeeded()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var definition = (await clinic.Client.GetAsync($"/v1/protocols/{clinic.ProtocolId}/versions/1")).Expect(HttpStatusCode.OK).Json["definition"]!.AsObject();
        foreach (var (phase, weekday) in new[] { (2, "monday"), (3, "wednesday") })
        {
            (definition["phases"]![phase]!["cadence"], definition["phases"]![phase]!["weekdays"]) = (2, new JsonArray(weekday));
        }

        (await clinic.Client.PostAsync($"/v1/protocols/{clinic.ProtocolId}/versions", definition)).Expect(HttpStatusCode.Created);
        var course = await clinic.WaitingCourseAsync(targets: Targets(34, 0, 1, 1));
        await clinic.ApprovedAsync(course, await clinic.PayerAsync(), Line(36, "2027-02-22", "2027-04-21"));
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-26" })).Expect(HttpStatusCode.Created);
        var visits = await clinic.VisitsAsync(course);
        // Session 34, the last of the acute phase, leaves two weekdays of its week free.
        Assert.Equal(["2027-04-14", "2027-04-19", "2027-04-21"], visits[^3..].Select(v => (string)v["localDate"]!));
        Assert.DoesNotContain(visits, v => v.IsTagged());
        List<JsonNode> told = [];
        for (var missed = 1; missed <= 3; missed++)
        {
            api.Clock.Set(DateTimeOffset.Parse((string)visits[missed]["end"]!, CultureInfo.InvariantCulture));
            told.Add((await clinic.ActAsync(visits[missed].Id(), "no-show", new { }, (await clinic.VisitAsync(visits[missed].Id())).ETag)).Expect(HttpStatusCode.OK).Json["course"]!);
        }

        Assert.Equal([(false, "", null), (false, "", null), (true, "35 2027-04-26, 36 2027-04-28", "2027-04-28")], told.Select(Warning));
        await api.LedgerAddsUpAsync();
    }

    [Fact]
    public async Task PayerThatCapsThetaBurstAtThirty_GivesThirtyUnits_WhateverWasApproved()
    {
        var clinic = await new ClinicBuilder().OnProtocol("itbs_600").SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        var payer = await clinic.PayerAsync(caps: new[] { new { protocolCode = "itbs_600", sessions = 30 } });
        var approved = await clinic.ApprovedAsync(course, payer, Line(36));

        var plan = (await clinic.Client.PostAsync($"/v1/courses/{course}/plans", new { startOnOrAfter = "2027-02-22" })).Expect(HttpStatusCode.Created);
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22" })).Expect(HttpStatusCode.Created);

        var warned = plan.Json["options"]![0]!["warnings"]!.AsArray().Single(w => (string)w!["code"]! == "no_unit_left")!;
        Assert.Equal(Enumerable.Range(31, 6), warned["sessionNumbers"]!.AsArray().Select(n => (int)n!));
        Assert.Equal([(36, 30, 0, 6)], await LinesAsync(clinic, approved.AuthorizationId()));
        Assert.Equal(Enumerable.Range(31, 6), (await clinic.VisitsAsync(course)).Where(v => v.IsTagged()).Select(v => (int)v["sessionNumber"]!));
        await api.LedgerAddsUpAsync();
    }

    [Fact]
    public async Task FiveVisitsADay_AreAllowedByTheLine_TenAreRefused()
    {
        var clinic = await new ClinicBuilder().OnProtocol("saint").WithDevices(2).WithTechnicians(2).SeedAsync(api);
        var course = await clinic.WaitingCourseAsync(targets: new[] { new { phase = "acute", sessions = 10 } });
        var approved = await clinic.ApprovedAsync(course, await clinic.PayerAsync(), Line(10, maxPerDay: 5, codes: ["90868"]));
        (await clinic.PostVisitAsync(new { kind = "mapping", start = VisitCalls.At("2027-02-22", "09:00"), patientId = clinic.Patients[0], courseId = course })).Expect(HttpStatusCode.Created);
        // Ten an hour and five minutes apart, as the protocol's gap allows: five are booked, the other five refused.
        var starts = Enumerable.Range(0, 10).Select(i => new TimeOnly(8, 0).AddMinutes(65 * i).ToString("HH:mm", CultureInfo.InvariantCulture)).ToList();
        List<ApiAnswer> asked = [];
        foreach (var start in starts)
        {
            asked.Add(await clinic.PostVisitAsync(new { kind = "treatment", start = VisitCalls.At("2027-02-23", start), patientId = clinic.Patients[0], courseId = course }));
        }

        Assert.All(asked[..5], a => a.Expect(HttpStatusCode.Created));
        Assert.All(asked[5..], a => Assert.Equal("R6", (string)a.Expect(HttpStatusCode.UnprocessableEntity, "rule_broken").Json["rule"]!));
        Assert.Equal([(10, 5, 0, 5)], await LinesAsync(clinic, approved.AuthorizationId()));
        var plan = (await clinic.Client.PostAsync($"/v1/courses/{course}/plans", new { startOnOrAfter = "2027-02-24" })).Expect(HttpStatusCode.Created);
        Assert.Equal(5, plan.Json["options"]![0]!["sessions"]!.AsArray().Count(s => (string)s!["localDate"]! == "2027-02-24"));
        // The line refused them and nothing else: with ten a day the same five are booked.
        var line = Guid.Parse((string)approved.Json["authorization"]!["lines"]![0]!["lineId"]!);
        (await clinic.NoteAsync(approved.AuthorizationId(), "correct", (await clinic.AuthorizationAsync(approved.AuthorizationId())).ETag, [Line(10, maxPerDay: 10, lineId: line)])).Expect(HttpStatusCode.OK);
        foreach (var start in starts[5..])
        {
            (await clinic.PostVisitAsync(new { kind = "treatment", start = VisitCalls.At("2027-02-23", start), patientId = clinic.Patients[0], courseId = course })).Expect(HttpStatusCode.Created);
        }

        await api.LedgerAddsUpAsync();
    }

    [Fact]
    public async Task TwoAuthorizationsInSequence_EachCoversItsOwnDates()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        var payer = await clinic.PayerAsync();
        var first = await clinic.ApprovedAsync(course, payer, Line(20, "2027-02-22", "2027-03-21"));
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22" })).Expect(HttpStatusCode.Created);
        Assert.Equal(16, (await clinic.VisitsAsync(course)).Count(v => v.IsTagged()));

        var second = await clinic.ApprovedAsync(course, payer, Line(16, "2027-03-22", "2027-06-30"));

        Assert.Equal([(20, 20, 0, 0)], await LinesAsync(clinic, first.AuthorizationId()));
        Assert.Equal([(16, 16, 0, 0)], await LinesAsync(clinic, second.AuthorizationId()));
        Assert.DoesNotContain(await clinic.VisitsAsync(course), v => v.IsTagged());
        await api.LedgerAddsUpAsync();
    }

    /// <summary>Two authorizations under a payer that wants nothing without a unit, a fortnight apart: nothing is planned between them, nor more in one than it has units for.</summary>
    [Fact]
    public async Task TwoAuthorizationsWithAGap_PlanInEachWhatItHasUnitsFor_AndNothingBetween()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync(targets: Targets(25, 0, 0, 0));
        var payer = await clinic.PayerAsync("block");
        var first = await clinic.ApprovedAsync(course, payer, Line(12, "2027-02-22", "2027-03-14"));
        var second = await clinic.ApprovedAsync(course, payer, Line(13, "2027-03-29", "2027-06-30"));

        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22" })).Expect(HttpStatusCode.Created);

        var dates = (await clinic.VisitsAsync(course)).Select(v => (string)v["localDate"]!).ToList();
        Assert.Equal((12, 13), (dates.Count(d => string.CompareOrdinal(d, "2027-03-14") <= 0), dates.Count(d => string.CompareOrdinal(d, "2027-03-29") >= 0)));
        Assert.Equal([(12, 12, 0, 0)], await LinesAsync(clinic, first.AuthorizationId()));
        Assert.Equal([(13, 13, 0, 0)], await LinesAsync(clinic, second.AuthorizationId()));
        await api.LedgerAddsUpAsync();
    }

    /// <summary>The same under a policy to warn: what was booked between the two is named, with its dates, though the course ends in time.</summary>
    [Fact]
    public async Task TwoAuthorizationsWithAGap_UnderWarn_TheAnswerNamesWhatLiesBetween()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync(targets: Targets(25, 0, 0, 0));
        var payer = await clinic.PayerAsync();
        await clinic.ApprovedAsync(course, payer, Line(15, "2027-02-22", "2027-03-14"));
        await clinic.ApprovedAsync(course, payer, Line(10, "2027-03-18", "2027-06-30"));
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22" })).Expect(HttpStatusCode.Created);
        var second = (await clinic.VisitsAsync(course))[1];
        api.Clock.Set(DateTimeOffset.Parse((string)second["end"]!, CultureInfo.InvariantCulture));

        var missed = (await clinic.ActAsync(second.Id(), "no-show", new { }, (await clinic.VisitAsync(second.Id())).ETag)).Expect(HttpStatusCode.OK).Json["course"]!;

        Assert.Equal((false, "15 2027-03-15, 16 2027-03-16, 17 2027-03-17", null), Warning(missed));
    }

    private static (bool, string, string?) Warning(JsonNode outlook) => (
        (bool)outlook["endsAfterCoverage"]!,
        string.Join(", ", outlook["outsideCoverage"]!.AsArray().Select(s => $"{(int)s!["sessionNumber"]!} {(string)s["localDate"]!}")),
        (string?)outlook["coverageNeededUntil"]);

    private static object[] Targets(int acute, int three, int two, int one) =>
        [new { phase = "acute", sessions = acute }, new { phase = "taper_3", sessions = three }, new { phase = "taper_2", sessions = two }, new { phase = "taper_1", sessions = one }];

    private static async Task<ApiAnswer> AmendAsync(SmallClinic clinic, Guid course, object[] targets) =>
        await clinic.Client.PostAsync($"/v1/courses/{course}/amendments", new { targets, reason = "Improved by a quarter." }, await clinic.CourseTagAsync(course));

    private static async Task<List<JsonNode>> LiveAsync(SmallClinic clinic, Guid course) => [.. (await clinic.VisitsAsync(course)).Where(v => (string)v["state"]! == "booked")];

    private static async Task<IEnumerable<(int, int, int, int)>> LinesAsync(SmallClinic clinic, Guid id) => (await clinic.AuthorizationAsync(id)).Json["lines"]!.AsArray().Select(l => l!.Counts());
}
