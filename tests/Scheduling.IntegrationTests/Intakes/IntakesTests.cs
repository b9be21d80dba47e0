using System.Net;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Authorizations;
using Scheduling.IntegrationTests.Http;
using Scheduling.IntegrationTests.Screenings;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Intakes;

public sealed class IntakesTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public IntakesTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task Create_NewPatientReferralCoverageAndConsult_InOneCall()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var payer = await clinic.PayerAsync();

        var made = (await clinic.Client.PostAsync("/v1/intakes", Whole(clinic, payer, "2027-02-23", "09:00"))).Expect(HttpStatusCode.Created);

        Assert.Equal(("consult_booked", "referred consult_booked", 0), (made.State(), made.Steps(), (int)made.Json["daysInStep"]!));
        Assert.Equal("benefits 0, order 0", made.Missing());
        Assert.Equal(("Dr. Sender", "2027-02-19", "mdd_resistant", "doc-1"), ((string)made.Json["referral"]!["from"]!, (string)made.Json["referral"]!["receivedOn"]!, (string)made.Json["referral"]!["reason"]!, (string)made.Json["referral"]!["documents"]![0]!["id"]!));
        Assert.Equal((payer.ToString(), "M-1"), ((string)made.Json["coverage"]!["payerId"]!, (string)made.Json["coverage"]!["memberReference"]!));
        var visit = await clinic.VisitAsync(made.Json.ConsultId());
        Assert.Equal(("consult", (string)made.Json["patientId"]!, "booked"), ((string)visit.Json["kind"]!, (string)visit.Json["patientId"]!, (string)visit.Json["state"]!));
        Assert.Equal(made.Json.ToJsonString(), (await clinic.IntakeAsync(made.Id)).Json.ToJsonString());
        // The same person once more: entered all the same, and named.
        var twin = (await clinic.Client.PostAsync("/v1/intakes", Whole(clinic, payer, "2027-02-24", "09:00"))).Expect(HttpStatusCode.Created);
        Assert.Equal((string)made.Json["patientId"]!, (string)Assert.Single(twin.Json["warnings"]!.AsArray())!["patientId"]!);
    }

    [Fact]
    public async Task Create_WhoseConsultFindsNoPlace_LeavesNothing_AndADryRunToo()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var payer = await clinic.PayerAsync();
        await clinic.BookConsultAsync("2027-02-23", "09:00");
        async Task<(long, long, long)> CountsAsync() => (
            await api.QueryAsync<long>("select count(*) from patients where clinic_id = $1", clinic.Client.ClinicId),
            await api.QueryAsync<long>("select count(*) from intakes where clinic_id = $1", clinic.Client.ClinicId),
            await api.QueryAsync<long>("select count(*) from appointments where clinic_id = $1", clinic.Client.ClinicId));

        (await clinic.Client.PostAsync("/v1/intakes", Whole(clinic, payer, "2027-02-23", "09:30"))).Expect(HttpStatusCode.Conflict, "place_taken");
        Assert.Equal((1, 0, 1), await CountsAsync());
        var skipped = (await clinic.Client.PostAsync("/v1/intakes", Whole(clinic, payer, "2027-03-14", "02:30"))).Expect(HttpStatusCode.UnprocessableEntity, "local_time_skipped");
        Assert.Equal("/consult/start", Assert.Single(skipped.Json["errors"]!.AsObject()).Key);
        (await clinic.Client.PostAsync("/v1/intakes", Whole(clinic, payer, "2027-02-23", "11:00", dryRun: true))).Expect(HttpStatusCode.OK);
        Assert.Equal((1, 0, 1), await CountsAsync());

        (await clinic.Client.PostAsync("/v1/intakes", Whole(clinic, payer, "2027-02-23", "11:00"))).Expect(HttpStatusCode.Created);
        Assert.Equal((2, 1, 2), await CountsAsync());
    }

    [Fact]
    public async Task Create_WrongFields_AreNamedWhereTheyAre()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        string Pointer(ApiAnswer answer, HttpStatusCode status, string code) => Assert.Single(answer.Expect(status, code).Json["errors"]!.AsObject()).Key;
        Task<ApiAnswer> PostAsync(object body) => clinic.Client.PostAsync("/v1/intakes", body);
        var (siteId, patientId) = (clinic.SiteId, clinic.Patients[0]);

        Assert.Equal("/patientId", Pointer(await PostAsync(new { siteId, referral = IntakeCalls.Referral() }), HttpStatusCode.BadRequest, "invalid_request"));
        Assert.Equal("/referral/receivedOn", Pointer(await PostAsync(new { siteId, patientId, referral = IntakeCalls.Referral("2027-02-23") }), HttpStatusCode.BadRequest, "invalid_request"));
        Assert.Equal("/patient/birthDate", Pointer(await PostAsync(new { siteId, patient = new { givenName = "A", familyName = "B", birthDate = "2030-01-01" }, referral = IntakeCalls.Referral() }), HttpStatusCode.BadRequest, "invalid_request"));
        Assert.Equal("/coverage/payerId", Pointer(await PostAsync(new { siteId, patientId, referral = IntakeCalls.Referral(), coverage = new { kind = "insured", payerId = Guid.NewGuid() } }), HttpStatusCode.UnprocessableEntity, "unknown_reference"));
        Assert.Equal("/siteId", Pointer(await PostAsync(new { siteId = Guid.NewGuid(), patientId, referral = IntakeCalls.Referral() }), HttpStatusCode.UnprocessableEntity, "unknown_reference"));
    }

    [Fact]
    public async Task Consult_CancelledOrMissed_TakesTheIntakeBack_AndAnUndoForward()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var intake = await clinic.ReferAsync(coverage: new { kind = "insured" }, consult: IntakeCalls.Consult());
        intake = (await clinic.DoAsync(intake, "benefits-check", new { covered = true })).Expect(HttpStatusCode.OK);
        Assert.Equal("consult_booked", intake.State());
        var consult = intake.Json.ConsultId();

        (await clinic.ActAsync(consult, "cancel", new { scope = "this", by = "patient", reason = "ill" }, (await clinic.VisitAsync(consult)).ETag)).Expect(HttpStatusCode.OK);
        var back = await clinic.IntakeAsync(intake.Id);
        Assert.Equal(("benefits_checked", "consult 0, order 0"), (back.State(), back.Missing()));
        Assert.NotEqual(intake.ETag, back.ETag);
        (await clinic.ActAsync(consult, "undo", new { }, (await clinic.VisitAsync(consult)).ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal("consult_booked", (await clinic.IntakeAsync(intake.Id)).State());

        api.Clock.Set(new DateTimeOffset(2027, 2, 23, 11, 0, 0, TimeSpan.FromHours(-5)));
        (await clinic.ActAsync(consult, "no-show", new { }, (await clinic.VisitAsync(consult)).ETag)).Expect(HttpStatusCode.OK);
        back = await clinic.IntakeAsync(intake.Id);
        Assert.Equal("benefits_checked", back.State());
        Assert.Equal("referred consult_booked benefits_checked consult_booked benefits_checked", back.Steps());

        // Another one takes its place; the first is no longer followed.
        var again = (await clinic.DoAsync(back, "book-consult", IntakeCalls.Consult("2027-02-24"))).Expect(HttpStatusCode.OK);
        Assert.NotEqual(consult, again.Json.ConsultId());
        (await clinic.ActAsync(consult, "undo", new { }, (await clinic.VisitAsync(consult)).ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(again.ETag, (await clinic.IntakeAsync(intake.Id)).ETag);
    }

    [Fact]
    public async Task BookConsult_LinksOneInTheBook_OfThisPatientOnly_AndRehearses()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var intake = await clinic.ReferAsync();
        var other = await clinic.BookConsultAsync("2027-02-23", "09:00", 1);
        var own = await clinic.BookConsultAsync("2027-02-23", "11:00");
        (await clinic.DoAsync(intake, "book-consult", new { appointmentId = other.Id })).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        (await clinic.DoAsync(intake, "book-consult", new { appointmentId = Guid.NewGuid() })).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
        (await clinic.DoAsync(intake, "book-consult")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        var rehearsed = (await clinic.DoAsync(intake, "book-consult", new { start = VisitCalls.At("2027-02-24", "09:00"), dryRun = true })).Expect(HttpStatusCode.OK);
        Assert.Equal(("consult_booked", intake.ETag), (rehearsed.State(), rehearsed.ETag));
        Assert.Equal("referred", (await clinic.IntakeAsync(intake.Id)).State());

        var linked = (await clinic.DoAsync(intake, "book-consult", new { appointmentId = own.Id })).Expect(HttpStatusCode.OK);

        Assert.Equal(("consult_booked", own.Id), (linked.State(), linked.Json.ConsultId()));
        (await clinic.DoAsync(linked, "book-consult", IntakeCalls.Consult("2027-02-25"))).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await clinic.DoAsync(await clinic.ReferAsync(), "book-consult", new { appointmentId = own.Id })).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        Assert.Equal(2L, await api.QueryAsync<long>("select count(*) from appointments where clinic_id = $1", clinic.Client.ClinicId));
    }

    [Fact]
    public async Task Order_IsThePrescribers_AndOpensTheCourseWithIt()
    {
        var clinic = await new ClinicBuilder().WhereNobodyIsScreened().SeedAsync(api);
        var intake = await clinic.ReferAsync(coverage: new { kind = "insured", payerId = await clinic.PayerAsync() });
        var order = new { protocolId = clinic.ProtocolId, targets = new[] { new { phase = "acute", sessions = 20 } }, reason = "Ordered at the consult." };
        (await clinic.DoAsync(intake, "order", order, clinic.Technicians[0].ToString())).Expect(HttpStatusCode.Forbidden, "actor_not_allowed");
        (await clinic.DoAsync(intake, "open-course")).Expect(HttpStatusCode.Conflict, "wrong_state");
        var offLabel = (await clinic.DoAsync(intake, "order", new { protocolId = clinic.ProtocolId, indication = "ocd", reason = "Off-label." }, clinic.Prescriber.ToString())).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal("R3", (string)offLabel.Json["rule"]!);

        var ordered = (await clinic.DoAsync(intake, "order", order, clinic.Prescriber.ToString())).Expect(HttpStatusCode.OK);
        Assert.Equal(("ordered", "benefits 0, screening 0, consent 0, authorization 0"), (ordered.State(), ordered.Missing()));
        api.Clock.Set(VisitCalls.MondayMorning.AddDays(3));
        await clinic.AgreeAsync();
        var read = await clinic.IntakeAsync(intake.Id);
        Assert.Equal(("benefits 3, screening 3, authorization 3", 3), (read.Missing(), (int)read.Json["daysInStep"]!));

        var opened = (await clinic.DoAsync(ordered, "open-course", new { preferredTime = "09:00" })).Expect(HttpStatusCode.OK);
        Assert.Equal(("course", "screening 3, authorization 3"), (opened.State(), opened.Missing()));
        var course = (await clinic.Client.GetAsync($"/v1/courses/{opened.Json["courseId"]}")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(("awaiting_authorization", "acute 20"), ((string)course["state"]!, $"{course["targets"]![0]!["phase"]} {course["targets"]![0]!["sessions"]}"));
        var recorded = Assert.Single(course["orders"]!.AsArray())!;
        Assert.Equal(("treatment", clinic.Prescriber.ToString()), ((string)recorded["kind"]!, (string)recorded["by"]!));
        Assert.Equal(VisitCalls.MondayMorning, DateTimeOffset.Parse((string)recorded["at"]!, System.Globalization.CultureInfo.InvariantCulture));

        var line = AuthorizationCalls.Line(20, "2027-02-22", "2027-06-30");
        await clinic.ApprovedAsync(Guid.Parse((string)opened.Json["courseId"]!), await clinic.PayerAsync(), line);
        Assert.Equal("screening 3", (await clinic.IntakeAsync(intake.Id)).Missing());
    }

    [Fact]
    public async Task OpenCourse_RetreatsThePriorOne_AndR8Holds()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var prior = await clinic.CreateCourseAsync();
        var refused = await clinic.OrderAsync(await clinic.ReferAsync(coverage: new { kind = "self_pay" }), priorCourseId: prior);
        var problem = (await clinic.DoAsync(refused, "open-course")).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal("R8", (string)problem.Json["rule"]!);
        Assert.Equal("ordered", (await clinic.IntakeAsync(refused.Id)).State());

        var again = await clinic.OrderAsync(refused, secondCourse: true, priorCourseId: prior);
        var opened = (await clinic.DoAsync(again, "open-course")).Expect(HttpStatusCode.OK);

        var course = (await clinic.Client.GetAsync($"/v1/courses/{opened.Json["courseId"]}")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal((prior.ToString(), "ready"), ((string)course["priorCourseId"]!, (string)course["state"]!));
    }

    [Fact]
    public async Task OpenCourse_TwoClerksAtOnce_OneWins()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        for (var round = 0; round < 10; round++)
        {
            // Beside other courses, so that only the intake stands in the way of a second one.
            var ordered = await clinic.OrderAsync(await clinic.ReferAsync(coverage: new { kind = "self_pay" }), secondCourse: true);

            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => clinic.DoAsync(ordered, "open-course")));

            Assert.Equal("200  x 1, 412 stale_version x 3", string.Join(", ", answers.GroupBy(a => $"{(int)a.Status} {a.Code}").OrderBy(g => g.Key).Select(g => $"{g.Key} x {g.Count()}")));
            Assert.Equal(round + 1L, await api.QueryAsync<long>("select count(*) from courses where clinic_id = $1", clinic.Client.ClinicId));
        }
    }

    private static object Whole(SmallClinic clinic, Guid payer, string date, string time, bool dryRun = false) => new
    {
        siteId = clinic.SiteId,
        patient = new { givenName = "Robin", familyName = "Newway", birthDate = "1984-11-02", phone = "+12025550163" },
        referral = IntakeCalls.Referral(),
        coverage = new { kind = "insured", payerId = payer, memberReference = "M-1" },
        consult = IntakeCalls.Consult(date, time),
        dryRun,
    };
}
