using System.Net;
using System.Text.Json.Nodes;
using Scheduling.Application.Import;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using Microsoft.Extensions.DependencyInjection;
using SmallClinic = Scheduling.Testing.Clinics.SmallClinic;

namespace Scheduling.IntegrationTests.Screenings;

/// <summary>R18 at every way into a treatment.</summary>
public sealed class TreatmentGateTests : IClassFixture<ApiFixture>
{
    private static readonly object Nothing = new { };
    private readonly TestApi api;

    public TreatmentGateTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task CheckIn_WithoutScreeningAndConsent_IsRefused_AndTheDaySheetSaysWhatToDo_R18()
    {
        var clinic = await new ClinicBuilder().WhereNobodyIsScreened().SeedAsync(api);
        var visit = await VisitAsync(clinic);
        Assert.Equal("screening consent", await clinic.MissingAsync(visit));
        Assert.Equal("screening,consent", await OnTheSheetAsync(clinic));
        await RefusedAsync(clinic, visit, "check-in", Nothing, "screening consent");

        var screening = await clinic.ScreenAsync();
        Assert.Equal("screening_decision consent", await clinic.MissingAsync(visit));
        await clinic.AgreeAsync();
        await RefusedAsync(clinic, visit, "check-in", Nothing, "screening_decision");
        var refused = (await clinic.DecideAsync(screening, new { decision = "refused", reason = "No." })).Expect(HttpStatusCode.OK);
        await RefusedAsync(clinic, visit, "check-in", Nothing, "screening_decision");
        var accepted = (await clinic.DecideAsync(refused, new { decision = "accepted", reason = "Cleared up.", validUntil = "2027-02-21" })).Expect(HttpStatusCode.OK);
        await RefusedAsync(clinic, visit, "check-in", Nothing, "screening_renewal");
        (await clinic.DecideAsync(accepted, new { decision = "accepted", reason = "Cleared up.", validUntil = "2027-02-22" })).Expect(HttpStatusCode.OK);

        Assert.Equal("", await OnTheSheetAsync(clinic));
        (await clinic.ActAsync(visit, "check-in", Nothing, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal("checked_in", await StateAsync(visit));
    }

    [Fact]
    public async Task Start_AndDeliver_AfterTheConsentWasTakenBack_AreRefused_R18()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var visit = await VisitAsync(clinic);
        var here = (await clinic.ActAsync(visit, "check-in", Nothing, "\"1\"")).Expect(HttpStatusCode.OK);
        await clinic.AgreeAsync(false);
        await RefusedAsync(clinic, visit, "start", Nothing, "consent", here.ETag);
        await RefusedAsync(clinic, visit, "deliver", Nothing, "consent", here.ETag);
        (await clinic.ActAsync(visit, "send-home", new { reason = "Took the consent back." }, here.ETag)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Deliver_EnteredLate_IsAskedAsOfThen_R18()
    {
        var clinic = await new ClinicBuilder().WhereNobodyIsScreened().SeedAsync(api);
        var visit = await VisitAsync(clinic);
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(27));
        var late = new { at = "2027-02-22T10:30:00-05:00" };
        await RefusedAsync(clinic, visit, "deliver", late, "screening consent");
        // Accepted and agreed to on Tuesday: that says nothing about Monday.
        var screening = await clinic.ScreenAsync();
        (await clinic.DecideAsync(screening, new { decision = "accepted", reason = "Fine." })).Expect(HttpStatusCode.OK);
        await clinic.AgreeAsync();
        await RefusedAsync(clinic, visit, "deliver", late, "screening consent");
        await RefusedAsync(clinic, visit, "check-in", new { at = "2027-02-22T08:55:00-05:00" }, "screening consent");

        // On paper on Monday, entered on Tuesday.
        var path = $"/v1/patients/{clinic.Patients[0]}";
        var paper = (await clinic.Client.PostAsync(path + "/screenings", new { questionnaire = "tms_safety", answers = ScreeningCalls.Answers(), answeredAt = "2027-02-22T08:00:00-05:00" })).Expect(HttpStatusCode.Created);
        (await clinic.DecideAsync(paper, new { decision = "accepted", reason = "Fine.", decidedAt = "2027-02-22T08:30:00-05:00" })).Expect(HttpStatusCode.OK);
        (await clinic.Client.PostAsync(path + "/consents", new { kind = "treatment", modality = "rtms", granted = true, wording = "tms-1", source = "paper", at = "2027-02-22T08:30:00-05:00" })).Expect(HttpStatusCode.Created);
        (await clinic.ActAsync(visit, "deliver", late, "\"1\"")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Override_AtBooking_OpensNoGate_R18()
    {
        var clinic = await new ClinicBuilder().WhereNobodyIsScreened().SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        var start = VisitCalls.At("2027-02-22", "09:00");
        (await clinic.PostVisitAsync(new { kind = "initial", start, patientId = clinic.Patients[0], courseId = course, @override = new { rules = new[] { "R18" }, reason = "Now." } })).Expect(HttpStatusCode.BadRequest, "invalid_request");
        var visit = (await clinic.PostVisitAsync(new { kind = "initial", start, patientId = clinic.Patients[0], courseId = course, @override = new { rules = new[] { "R5" }, reason = "Now." } })).Expect(HttpStatusCode.Created).Id;
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(3));
        await RefusedAsync(clinic, visit, "deliver", new { at = "2027-02-22T09:00:00-05:00" }, "screening consent");
    }

    [Fact]
    public async Task Repair_OfAnUnscreenedPatientsVisit_MovesIt_AndItsGateStaysShut_R18()
    {
        var clinic = await new ClinicBuilder().WithDevices(2).WithTechnicians(2).WhereNobodyIsScreened().SeedAsync(api);
        var visit = await VisitAsync(clinic);
        var closed = (await clinic.Client.PostAsync("/v1/closures", new { resourceId = (await clinic.VisitAsync(visit)).Json.Resource("device"), from = "2027-02-22T05:00:00Z", until = "2027-02-23T05:00:00Z", reason = "Service" })).Expect(HttpStatusCode.Created);
        var repair = closed.Json["repair"]!;
        (await clinic.Client.PostAsync($"/v1/repairs/{repair["id"]}/apply", Nothing, (string)repair["etag"]!)).Expect(HttpStatusCode.OK);

        var moved = await clinic.VisitAsync(visit);
        await RefusedAsync(clinic, visit, "check-in", Nothing, "screening consent", moved.ETag);
    }

    [Fact]
    public async Task Import_OfAScreening_OpensTheGate_AndWithoutOneOnlyHistoryIsTaken_R18()
    {
        var slug = "gate-" + Guid.NewGuid().ToString("N")[..12];
        var file = Import.SmallClinic.File(slug);
        var course = file["courses"]!.AsArray()[0]!.AsObject();
        course.Remove("plan");
        course["visits"]!.AsArray().Add(JsonNode.Parse("""{ "start": "today+1d 10:00", "takes": { "staff": { "technician": "tina" }, "device": "d1", "room": "r1" } }"""));
        var imported = await api.Services.GetRequiredService<ClinicImport>().RunAsync(Import.SmallClinic.Document(file), TestContext.Current.CancellationToken);
        var client = await api.CreateKeyAsync(imported.ClinicId, Scheduling.Application.ApiKeys.Scopes.All);
        // What was delivered elsewhere is history; what is still to come waits for a screening.
        Assert.True(await api.QueryAsync<long>("select count(*) from appointments where clinic_id = $1 and state = 'delivered'", imported.ClinicId) > 3);
        var visit = await api.QueryAsync<Guid>("select id from appointments where clinic_id = $1 and state = 'booked'", imported.ClinicId);
        Assert.Equal("screening consent", await MissingAsync(client, visit));

        file["screenings"] = JsonNode.Parse("""[{ "key": "s1", "patient": "p1", "questionnaire": "tms_safety", "on": "today-30d", "yes": ["medication"], "decision": { "verdict": "accepted", "by": "paul", "reason": "Weighed." } }]""");
        file["consents"] = JsonNode.Parse("""[{ "key": "a1", "patient": "p1", "modality": "rtms", "on": "today-30d", "wording": "1", "source": "paper" }]""");
        await api.Services.GetRequiredService<ClinicImport>().RunAsync(Import.SmallClinic.Document(file), TestContext.Current.CancellationToken);

        Assert.Equal("", await MissingAsync(client, visit));
        file["screenings"]![0]!["key"] = "s2";
        file["screenings"]![0]!["decision"]!["by"] = "tina";
        var wrong = await Assert.ThrowsAsync<ImportException>(() => api.Services.GetRequiredService<ClinicImport>().RunAsync(Import.SmallClinic.Document(file), TestContext.Current.CancellationToken));
        Assert.Contains("/screenings/0", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checklist_NotFine_StopsTheStart_UntilAClinicianClearsIt_R18()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var visit = await VisitAsync(clinic);
        var path = $"/v1/appointments/{visit}/checklist";
        Assert.Equal(8, (await clinic.Client.GetAsync(path)).Expect(HttpStatusCode.OK).Json["asked"]!.AsArray().Count);
        var here = (await clinic.ActAsync(visit, "check-in", Nothing, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal("day_checklist", await clinic.MissingAsync(visit));
        (await clinic.Client.PostAsync(path, new { items = ScreeningCalls.Items()[1..] })).Expect(HttpStatusCode.BadRequest, "invalid_request");
        var tired = (await clinic.Client.PostAsync(path, new { items = ScreeningCalls.Items("slept") })).Expect(HttpStatusCode.OK);
        Assert.True((bool)tired.Json["stops"]!);
        await RefusedAsync(clinic, visit, "start", Nothing, "day_checklist_review", here.ETag);
        await RefusedAsync(clinic, visit, "deliver", Nothing, "day_checklist_review", here.ETag);

        var reason = new { reason = "Four hours of sleep; go on." };
        (await (clinic.Client with { Actor = clinic.Technicians[0].ToString() }).PostAsync(path + "/clear", reason, tired.ETag)).Expect(HttpStatusCode.Forbidden, "actor_not_allowed");
        (await clinic.Prescriber().PostAsync(path + "/clear", reason, tired.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal("", await clinic.MissingAsync(visit));
        var again = (await clinic.Client.PostAsync(path, new { items = ScreeningCalls.Items("no_new_event") })).Expect(HttpStatusCode.OK);
        Assert.True((bool)again.Json["stops"]!);
        (await clinic.Client.PostAsync(path, new { items = ScreeningCalls.Items() })).Expect(HttpStatusCode.OK);
        (await clinic.ActAsync(visit, "start", Nothing, here.ETag)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Checklist_WhereTheProtocolRequiresIt_StopsTheStartWhileItIsMissing_R18()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        await api.ExecuteAsync("update protocol_versions set definition = jsonb_set(definition, '{screening,checklist}', '\"required\"') where protocol_id = $1", clinic.ProtocolId);
        var visit = await VisitAsync(clinic);
        var here = (await clinic.ActAsync(visit, "check-in", Nothing, "\"1\"")).Expect(HttpStatusCode.OK);
        await RefusedAsync(clinic, visit, "start", Nothing, "day_checklist", here.ETag);
        (await clinic.Client.PostAsync($"/v1/appointments/{visit}/checklist", new { items = ScreeningCalls.Items() })).Expect(HttpStatusCode.OK);
        (await clinic.ActAsync(visit, "start", Nothing, here.ETag)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Protocol_WithoutScreening_HasNoGate_AndOneWithAnUnknownQuestionnaireIsRefused()
    {
        var clinic = await new ClinicBuilder().WhereNobodyIsScreened().SeedAsync(api);
        var definition = JsonNode.Parse((await clinic.Client.GetAsync($"/v1/protocols/{clinic.ProtocolId}/versions/1")).Json["definition"]!.ToJsonString())!;
        definition["screening"]!["questionnaire"] = "no_such";
        var unknown = (await clinic.Client.PostAsync($"/v1/protocols/{clinic.ProtocolId}/versions", definition)).Expect(HttpStatusCode.BadRequest, "invalid_request");
        Assert.NotNull(unknown.Json["errors"]!["/screening/questionnaire"]);
        definition.AsObject().Remove("screening");
        (await clinic.Client.PostAsync($"/v1/protocols/{clinic.ProtocolId}/versions", definition)).Expect(HttpStatusCode.Created);
        var visit = await VisitAsync(clinic);
        Assert.Equal("", await clinic.MissingAsync(visit));
        (await clinic.ActAsync(visit, "check-in", Nothing, "\"1\"")).Expect(HttpStatusCode.OK);
    }

    // At nine on Monday, and now it is nine.
    private async Task<Guid> VisitAsync(SmallClinic clinic)
    {
        api.Clock.Set(VisitCalls.MondayMorning);
        var (_, visits) = await clinic.WeekAsync(1);
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(3));
        return visits[0];
    }

    private async Task RefusedAsync(SmallClinic clinic, Guid visit, string action, object body, string missing, string etag = "\"1\"")
    {
        var state = await StateAsync(visit);
        var refused = (await clinic.ActAsync(visit, action, body, etag)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal(("R18", missing), ((string)refused.Json["rule"]!, string.Join(' ', refused.Json["missing"]!.AsArray().Select(m => (string)m!))));
        Assert.Equal(state, await StateAsync(visit));
    }

    private static async Task<string> OnTheSheetAsync(SmallClinic clinic)
    {
        var visit = (await clinic.Client.GetAsync($"/v1/sites/{clinic.SiteId}/day/2027-02-22")).Expect(HttpStatusCode.OK).Json["visits"]!.AsArray().Single()!;
        var missing = visit["missing"]!.AsArray().Select(m => (string)m!).Where(m => m != "phone").ToList();
        Assert.Equal((bool)visit["gateOpen"]!, missing.Count == 0);
        return string.Join(',', missing);
    }

    private static async Task<string> MissingAsync(ApiClient client, Guid visit) =>
        string.Join(' ', (await client.GetAsync($"/v1/appointments/{visit}/gate")).Expect(HttpStatusCode.OK).Json["missing"]!.AsArray().Select(m => (string)m!["need"]!));

    private Task<string> StateAsync(Guid visit) => api.QueryAsync<string>("select state from appointments where id = $1", visit);
}
