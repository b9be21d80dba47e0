using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Screenings;

public sealed class ScreeningsTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public ScreeningsTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task Record_EveryQuestion_KeepsTheAnswers_AndOneMissingUnknownOrTwiceIsNamed()
    {
        var clinic = await new ClinicBuilder().WhereNobodyIsScreened().SeedAsync(api);
        var path = $"/v1/patients/{clinic.Patients[0]}/screenings";
        var answers = ScreeningCalls.Answers();
        Assert.Equal(15, answers.Length);
        Assert.Equal("lacks seizures", Error((await clinic.Client.PostAsync(path, new { questionnaire = "tms_safety", answers = answers[1..] })).Expect(HttpStatusCode.BadRequest, "invalid_request"), "/answers"));
        Assert.Equal("is there twice", Error(await clinic.Client.PostAsync(path, new { questionnaire = "tms_safety", answers = answers.Append(answers[0]) }), "/answers/15/question"));
        Assert.NotNull(Error(await clinic.Client.PostAsync(path, new { questionnaire = "tms_safety", answers = answers.Append(new { question = "shoe_size", answer = "no" }) }), "/answers/15/question"));
        Assert.NotNull(Error(await clinic.Client.PostAsync(path, new { questionnaire = "no_such", answers }), "/questionnaire"));
        Assert.NotNull(Error((await clinic.Client.PostAsync(path, new { questionnaire = "tms_safety", answers, answeredAt = "2027-02-23T00:00:00Z" })).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable"), "/answeredAt"));

        var made = await clinic.ScreenAsync(0, "fainting", "metal_in_head");

        Assert.Equal(("tms_safety", 1, 0), ((string)made.Json["questionnaire"]!, (int)made.Json["questionnaireVersion"]!, made.Json["decisions"]!.AsArray().Count));
        Assert.Equal("metal_in_head", (string)Assert.Single(made.Json["contraindications"]!.AsArray())!["question"]!);
        var read = (await clinic.Client.GetAsync($"{path}/{made.Id}")).Expect(HttpStatusCode.OK);
        Assert.Equal(made.Json["answers"]!.ToJsonString(), read.Json["answers"]!.ToJsonString());
        Assert.Equal(read.Json.ToJsonString(), (await clinic.Client.GetAsync(path)).Json["items"]!.AsArray().Single()!.ToJsonString());
        // Ids only in what others read.
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from events where clinic_id = $1 and payload::text like '%metal%'", clinic.Client.ClinicId));
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from audit_entries where clinic_id = $1 and detail like '%metal%'", clinic.Client.ClinicId));
    }

    [Fact]
    public async Task Decide_IsThePrescribers_WithAReason_AndTheLastOneCounts_R18()
    {
        var clinic = await new ClinicBuilder().WhereNobodyIsScreened().SeedAsync(api);
        var screening = await clinic.ScreenAsync(0, "fainting");
        var path = $"/v1/patients/{clinic.Patients[0]}/screenings/{screening.Id}/decide";
        var accepted = new { decision = "accepted", reason = "One faint, long ago." };
        (await (clinic.Client with { Actor = null }).PostAsync(path, accepted, screening.ETag)).Expect(HttpStatusCode.Forbidden, "actor_required");
        (await (clinic.Client with { Actor = clinic.Technicians[0].ToString() }).PostAsync(path, accepted, screening.ETag)).Expect(HttpStatusCode.Forbidden, "actor_not_allowed");
        (await clinic.Prescriber().PostAsync(path, new { decision = "accepted" }, screening.ETag)).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.Prescriber().PostAsync(path, new { decision = "refused", reason = "No.", validUntil = "2027-06-01" }, screening.ETag)).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.Prescriber().PostAsync(path, accepted)).Expect(HttpStatusCode.PreconditionRequired, "version_required");

        var more = (await clinic.DecideAsync(screening, new { decision = "needs_more", reason = "The cardiologist's letter." })).Expect(HttpStatusCode.OK);
        (await clinic.DecideAsync(screening, accepted)).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
        var done = (await clinic.DecideAsync(more, accepted)).Expect(HttpStatusCode.OK);

        Assert.Equal("needs_more accepted", string.Join(' ', done.Json["decisions"]!.AsArray().Select(d => (string)d!["verdict"]!)));
        var last = done.Json["decisions"]!.AsArray()[^1]!;
        Assert.Equal((clinic.Prescriber.ToString(), "2028-02-22"), ((string)last["by"]!, (string)last["validUntil"]!));
    }

    [Fact]
    public async Task Decide_OnAHardContraindication_TakesAPrescriberOfTheStaffWhoNamesIt_R18()
    {
        var clinic = await new ClinicBuilder().WhereNobodyIsScreened().SeedAsync(api);
        var screening = await clinic.ScreenAsync(0, "metal_in_head");
        var plain = (await clinic.DecideAsync(screening, new { decision = "accepted", reason = "Fine." })).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal("R18", (string)plain.Json["rule"]!);
        var named = new { decision = "accepted", reason = "A titanium clip; the maker's letter is on file.", setAside = new[] { "metal_in_head" } };
        var path = $"/v1/patients/{clinic.Patients[0]}/screenings/{screening.Id}/decide";
        // The front desk, and whoever another vendor calls a prescriber.
        (await clinic.Client.PostAsync(path, named, screening.ETag)).Expect(HttpStatusCode.Forbidden, "actor_not_allowed");
        (await clinic.DecideAsync(screening, new { decision = "accepted", reason = "Fine.", setAside = new[] { "fainting" } })).Expect(HttpStatusCode.BadRequest, "invalid_request");

        (await clinic.DecideAsync(screening, named)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Consents_AreOnlyAddedTo_AndAMinorsGuardianGivesThem()
    {
        var clinic = await new ClinicBuilder().WhereNobodyIsScreened().SeedAsync(api);
        await clinic.AgreeAsync();
        api.Clock.Advance(TimeSpan.FromHours(1));
        await clinic.AgreeAsync(false);
        var list = (await clinic.Client.GetAsync($"/v1/patients/{clinic.Patients[0]}/consents")).Json["items"]!.AsArray();
        Assert.Equal("False True", string.Join(' ', list.Select(c => (bool)c!["granted"]!)));

        await api.ExecuteAsync("update patients set birth_date = '2012-01-01' where id = $1", clinic.Patients[0]);
        var body = new { kind = "treatment", modality = "rtms", granted = true, wording = "tms-1", source = "paper" };
        Assert.NotNull(Error((await clinic.Client.PostAsync($"/v1/patients/{clinic.Patients[0]}/consents", body)).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable"), "/givenBy"));
        var guardian = new { kind = "treatment", modality = "rtms", granted = true, givenBy = "guardian", wording = "tms-1", source = "paper" };
        (await clinic.Client.PostAsync($"/v1/patients/{clinic.Patients[0]}/consents", guardian)).Expect(HttpStatusCode.Created);
        var patient = (await clinic.Client.GetAsync($"/v1/patients/{clinic.Patients[0]}")).Expect(HttpStatusCode.OK);
        (await clinic.Client.DeleteAsync($"/v1/patients/{clinic.Patients[0]}", patient.ETag)).Expect(HttpStatusCode.Conflict, "in_use");
    }

    [Fact]
    public async Task Questionnaires_OwnVersions_FollowTheShippedOne_AndScreeningsKeepTheirs()
    {
        var clinic = await new ClinicBuilder().WhereNobodyIsScreened().SeedAsync(api);
        var shipped = (await clinic.Client.GetAsync("/v1/questionnaires")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal("ect_safety esketamine_safety tms_safety", string.Join(' ', shipped.Select(q => (string)q!["code"]!)));
        await clinic.ScreenAsync();
        var own = JsonNode.Parse((await clinic.Client.GetAsync("/v1/questionnaires/tms_safety")).Json["definition"]!.ToJsonString())!;
        own["questions"]!.AsArray().Add(JsonNode.Parse("""{ "code": "tattoos", "text": "Do you have tattoos on your head?" }"""));

        var made = (await clinic.Client.PostAsync("/v1/questionnaires", own)).Expect(HttpStatusCode.Created);

        Assert.Equal(2, (int)made.Json["version"]!);
        Assert.Equal(2, (int)(await clinic.Client.GetAsync("/v1/questionnaires/tms_safety")).Json["version"]!);
        Assert.Equal(15, (await clinic.Client.GetAsync("/v1/questionnaires/tms_safety/versions/1")).Json["definition"]!["questions"]!.AsArray().Count);
        (await clinic.Client.GetAsync("/v1/questionnaires/tms_safety/versions/3")).Expect(HttpStatusCode.NotFound, "not_found");
        var path = $"/v1/patients/{clinic.Patients[0]}/screenings";
        Assert.Equal("lacks tattoos", Error(await clinic.Client.PostAsync(path, new { questionnaire = "tms_safety", answers = ScreeningCalls.Answers() }), "/answers"));
        (await clinic.Client.PostAsync(path, new { questionnaire = "tms_safety", version = 1, answers = ScreeningCalls.Answers() })).Expect(HttpStatusCode.Created);
        var other = await api.CreateClinicAsync();
        Assert.Equal(1, (int)(await other.GetAsync("/v1/questionnaires/tms_safety")).Json["version"]!);
        own["questions"]!.AsArray().Add(JsonNode.Parse("""{ "code": "tattoos", "text": "Again?" }"""));
        Assert.NotNull(Error(await clinic.Client.PostAsync("/v1/questionnaires", own), "/questions"));
    }

    private static string? Error(ApiAnswer answer, string pointer) => (string?)answer.Json["errors"]?[pointer]?[0];
}
