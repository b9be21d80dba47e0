using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;

namespace Scheduling.IntegrationTests.Patients;

public sealed class PatientsTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task Create_AnswersThePatientWhole()
    {
        var clinic = await api.CreateClinicAsync();
        var created = (await clinic.PostAsync("/v1/patients", """
            {"givenName": "Zoë 👩‍⚕️", "familyName": "Ḿüller-ŁęŻ 山田", "birthDate": "1980-04-12", "phone": "+12025550144", "email": "zoe@example.org", "timeZone": "America/Chicago", "language": "de",
             "guardian": {"name": "Ana"}, "externalIds": [{"system": "lab", "value": "L 1"}, {"system": "ehr", "value": "P-1"}],
             "windows": [{"day": "friday", "from": "13:00", "until": "00:00"}]}
            """)).Expect(HttpStatusCode.Created);
        JsonAssert.Equal(
            """
            {"etag": "\"1\"", "givenName": "Zoë 👩‍⚕️", "familyName": "Ḿüller-ŁęŻ 山田", "birthDate": "1980-04-12", "phone": "+12025550144", "email": "zoe@example.org", "timeZone": "America/Chicago", "language": "de",
             "guardian": {"name": "Ana", "phone": null, "email": null}, "externalIds": [{"system": "ehr", "value": "P-1"}, {"system": "lab", "value": "L 1"}],
             "windows": [{"day": "friday", "from": "13:00", "until": "00:00"}], "absences": [], "warnings": []}
            """,
            created.Text, "id", "createdAt", "updatedAt");
        var read = (await clinic.GetAsync($"/v1/patients/{created.Id}")).Expect(HttpStatusCode.OK);
        var expected = created.Json.AsObject();
        expected.Remove("warnings");
        JsonAssert.Equal(expected.ToJsonString(), read.Text);
    }

    [Theory]
    [InlineData("""{"givenName": " ", "familyName": "B", "birthDate": "1980-04-12"}""", "/givenName")]
    [InlineData("""{"givenName": "A", "familyName": "B", "birthDate": "2980-04-12"}""", "/birthDate")]
    [InlineData("""{"givenName": "A", "familyName": "B", "birthDate": "2026-02-30"}""", "/birthDate")]
    [InlineData("""{"givenName": "A", "familyName": "B", "birthDate": "1980-04-12", "timeZone": "-05:00"}""", "/timeZone")]
    [InlineData("""{"givenName": "A", "familyName": "B", "birthDate": "1980-04-12", "phone": "555"}""", "/phone")]
    [InlineData("""{"givenName": "A", "familyName": "B", "birthDate": "1980-04-12", "windows": [null]}""", "/windows/0")]
    [InlineData("""{"givenName": "A\u0000", "familyName": "B", "birthDate": "1980-04-12"}""", "/givenName")]
    [InlineData("""{"givenName": "A", "familyName": "B", "birthDate": "1980-04-12", "externalIds": [{"system": "ehr", "value": "1"}, {"system": "ehr", "value": "2"}]}""", "/externalIds/1/system")]
    [InlineData("""{"givenName": "A", "familyName": "B", "birthDate": "1980-04-12", "guardian": {"name": "X", "phone": "1"}}""", "/guardian/phone")]
    public async Task Create_WithAMistake_NamesTheField(string body, string pointer)
    {
        var clinic = await api.CreateClinicAsync();
        var refused = (await clinic.PostAsync("/v1/patients", body)).Expect(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(pointer, Assert.Single(refused.Json["errors"]!.AsObject()).Key);
    }

    [Fact]
    public async Task Create_SamePersonAgain_Warns()
    {
        var clinic = await api.CreateClinicAsync();
        var first = await EnterAsync(clinic, "José", "Núñez O'Hara", "1980-04-12", "+12025550100");
        foreach (var (given, family, birthDate, phone, alike) in new[]
        {
            ("JOSE", "nunez  ohara", "1980-04-12", "+12025550101", true),
            ("Nuñez O’Hara", "José", "1980-04-12", "+12025550102", true),
            ("Pepe", "Other", "1980-04-12", "+12025550100", true),
            ("José", "Núñez O'Hara", "1980-04-13", "+12025550100", false),
            ("Josef", "Núñez O'Hara", "1980-04-12", "+12025550103", false),
        })
        {
            var again = await EnterAsync(clinic, given, family, birthDate, phone);
            var warned = again.Json["warnings"]!.AsArray().Select(w => ((string)w!["code"]!, (string)w["patientId"]!)).ToList();
            Assert.True(alike == warned.Contains(("possible_duplicate", first.Id.ToString())), $"{given} {family}: {again.Text}");
            (await clinic.DeleteAsync($"/v1/patients/{again.Id}", "\"1\"")).Expect(HttpStatusCode.NoContent);
        }
    }

    [Fact]
    public async Task Search_FindsNamesInAnyScript_WithoutCaseOrAccents()
    {
        var clinic = await api.CreateClinicAsync();
        foreach (var (given, family) in new[] { ("Zoë", "Müller-Lüdenscheidt"), ("Łukasz", "Żółć"), ("Юлия", "Ёлкина"), ("花子", "山田"), ("Søren", "Ærø"), ("100%", "A_b"), ("Nguyễn", "Văn Ánh") })
        {
            await EnterAsync(clinic, given, family, "1980-04-12", "+12025550100");
        }

        foreach (var (asked, found) in new[]
        {
            ("ZOE", "Müller-Lüdenscheidt"), ("mul zo", "Müller-Lüdenscheidt"), ("lüden", "Müller-Lüdenscheidt"), ("zolc", "Żółć"), ("LUKASZ", "Żółć"), ("елк", "Ёлкина"), ("ЮЛИЯ", "Ёлкина"),
            ("山", "山田"), ("花", "山田"), ("sore", "Ærø"), ("aero", "Ærø"), ("100%", "A_b"), ("anh nguyen", "Văn Ánh"),
        })
        {
            var page = (await clinic.PostAsync("/v1/patients/search", new { name = asked })).Expect(HttpStatusCode.OK);
            Assert.True(page.Json["items"]!.AsArray().Select(p => (string)p!["familyName"]!).SequenceEqual([found]), $"{asked}: {page.Text}");
        }

        foreach (var asked in new[] { "oe", "%", "_", "a%b", "' or 1=1 --", "zoe lukasz" })
        {
            Assert.Empty((await clinic.PostAsync("/v1/patients/search", new { name = asked })).Expect(HttpStatusCode.OK).Json["items"]!.AsArray());
        }
    }

    [Fact]
    public async Task Search_ByBirthDatePhoneAndExternalId_PagesAndNeedsNoIdempotencyKey()
    {
        var clinic = await api.CreateClinicAsync();
        for (var i = 0; i < 5; i++)
        {
            await EnterAsync(clinic, "Twin", $"Family {i}", "1990-01-01", $"+1202555010{i}");
        }

        (await clinic.PutAsync("/v1/patients/by-external-id/ehr/P-7", new { givenName = "Ex", familyName = "Ternal", birthDate = "1970-01-01" })).Expect(HttpStatusCode.Created);
        var byPhone = (await clinic.PostAsync("/v1/patients/search", new { phone = "+12025550103", birthDate = "1990-01-01" }, idempotencyKey: "")).Expect(HttpStatusCode.OK);
        Assert.Equal("Family 3", (string?)Assert.Single(byPhone.Json["items"]!.AsArray())!["familyName"]);
        var byId = (await clinic.PostAsync("/v1/patients/search", new { externalId = new { system = "ehr", value = "P-7" } })).Expect(HttpStatusCode.OK);
        Assert.Equal("Ternal", (string?)Assert.Single(byId.Json["items"]!.AsArray())!["familyName"]);
        (await clinic.PostAsync("/v1/patients/search", "{}")).Expect(HttpStatusCode.BadRequest, "invalid_request");

        List<string> seen = [];
        JsonObject page = new() { ["limit"] = 2 };
        while (true)
        {
            var answer = (await clinic.PostAsync("/v1/patients/search", new JsonObject { ["name"] = "twin", ["page"] = page })).Expect(HttpStatusCode.OK);
            seen.AddRange(answer.Json["items"]!.AsArray().Select(p => (string)p!["familyName"]!));
            if ((string?)answer.Json["next"] is not { } next)
            {
                break;
            }

            page = new JsonObject { ["limit"] = 2, ["cursor"] = next };
        }

        Assert.Equal(["Family 0", "Family 1", "Family 2", "Family 3", "Family 4"], seen);
    }

    [Fact]
    public async Task Search_SeesNothingOfAnotherClinic()
    {
        var (clinic, other) = (await api.CreateClinicAsync(), await api.CreateClinicAsync());
        var patient = await EnterAsync(clinic, "Only", "Here", "1980-04-12", "+12025550100");
        Assert.Empty((await other.PostAsync("/v1/patients/search", new { name = "only" })).Expect(HttpStatusCode.OK).Json["items"]!.AsArray());
        Assert.Empty((await EnterAsync(other, "Only", "Here", "1980-04-12", "+12025550100")).Json["warnings"]!.AsArray());
        (await other.GetAsync($"/v1/patients/{patient.Id}")).Expect(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Upsert_CreatesThenUpdates_AndIsIdempotent()
    {
        var clinic = await api.CreateClinicAsync();
        const string path = "/v1/patients/by-external-id/ehr/P%20%C3%84%2D1";
        var created = (await clinic.PutAsync(path, """{"givenName": "Ann", "familyName": "Lee", "birthDate": "1980-04-12", "phone": "+12025550100"}""")).Expect(HttpStatusCode.Created);
        Assert.Equal("P Ä-1", (string?)created.Json["externalIds"]![0]!["value"]);
        var same = (await clinic.PutAsync(path, """{"givenName": "Ann", "familyName": "Lee", "birthDate": "1980-04-12", "phone": "+12025550100"}""")).Expect(HttpStatusCode.OK);
        JsonAssert.Equal(created.Text, same.Text);
        var married = (await clinic.PutAsync(path, """{"givenName": "Ann", "familyName": "Park", "birthDate": "1980-04-12", "email": "ann@example.org"}""")).Expect(HttpStatusCode.OK);
        Assert.Equal(("Park", "+12025550100", "ann@example.org", "\"2\""), ((string)married.Json["familyName"]!, (string)married.Json["phone"]!, (string)married.Json["email"]!, married.ETag));
        (await clinic.PutAsync(path, """{"givenName": "Ann", "familyName": "Park"}""")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.PutAsync("/v1/patients/by-external-id/EHR%2F/1", """{"givenName": "A", "familyName": "B", "birthDate": "1980-04-12"}""")).Expect(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task Upsert_ManyAtOnce_OnePatient()
    {
        var clinic = await api.CreateClinicAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => clinic.PutAsync("/v1/patients/by-external-id/ehr/RACE", new { givenName = "Ann", familyName = $"Lee {i}", birthDate = "1980-04-12" })));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.Equal(15, answers.Count(a => a.Status == HttpStatusCode.OK));
        Assert.Single(answers.Select(a => a.Id).Distinct());
    }

    [Fact]
    public async Task Change_MergesAndNeedsTheVersion()
    {
        var clinic = await api.CreateClinicAsync();
        var patient = await EnterAsync(clinic, "Ann", "Lee", "1980-04-12", "+12025550100");
        var other = await EnterAsync(clinic, "Bob", "Lee", "1981-04-12", "+12025550101");
        var changed = (await clinic.PatchAsync($"/v1/patients/{patient.Id}", """{"phone": null, "externalIds": [{"system": "ehr", "value": "1"}]}""", "\"1\"")).Expect(HttpStatusCode.OK);
        var expected = patient.Json.AsObject();
        expected.Remove("warnings");
        (expected["phone"], expected["etag"], expected["externalIds"]) = (null, "\"2\"", JsonNode.Parse("""[{"system": "ehr", "value": "1"}]"""));
        JsonAssert.Equal(new JsonObject { ["patient"] = expected, ["affected"] = new JsonArray() }.ToJsonString(), changed.Text, "updatedAt");
        (await clinic.PatchAsync($"/v1/patients/{patient.Id}", """{"givenName": "X"}""", "\"1\"")).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
        (await clinic.PatchAsync($"/v1/patients/{other.Id}", """{"externalIds": [{"system": "ehr", "value": "1"}]}""", "\"1\"")).Expect(HttpStatusCode.Conflict, "already_exists");
        var moved = (await clinic.PatchAsync($"/v1/patients/{patient.Id}", """{"externalIds": [{"system": "ehr", "value": "2"}, {"system": "lab", "value": "1"}]}""", "\"2\"")).Expect(HttpStatusCode.OK);
        JsonAssert.Equal("""[{"system": "ehr", "value": "2"}, {"system": "lab", "value": "1"}]""", moved.Json["patient"]!["externalIds"]!.ToJsonString());
    }

    [Fact]
    public async Task WindowsAndAbsences_AreKeptUnderThePatientsVersion()
    {
        var clinic = await api.CreateClinicAsync();
        var patient = await EnterAsync(clinic, "Ann", "Lee", "1980-04-12", "+12025550100");
        var windows = (await clinic.PutAsync($"/v1/patients/{patient.Id}/windows", """{"windows": [{"day": "monday", "from": "09:00", "until": "12:00"}]}""", "\"1\"")).Expect(HttpStatusCode.OK);
        JsonAssert.Equal("""{"windows": [{"day": "monday", "from": "09:00", "until": "12:00"}], "affected": [], "repair": null}""", windows.Text);
        var read = (await clinic.GetAsync($"/v1/patients/{patient.Id}/windows")).Expect(HttpStatusCode.OK);
        JsonAssert.Equal("""{"windows": [{"day": "monday", "from": "09:00", "until": "12:00"}]}""", read.Text);
        Assert.Equal("\"2\"", read.ETag);

        var later = (await clinic.PostAsync($"/v1/patients/{patient.Id}/absences", """{"from": "2027-03-01", "until": "2027-03-05", "reason": "Ferie ☀"}""")).Expect(HttpStatusCode.Created);
        JsonAssert.Equal("""{"absence": {"from": "2027-03-01", "until": "2027-03-05", "reason": "Ferie ☀", "approvedBy": null}, "affected": [], "repair": null}""", later.Text, "id");
        (await clinic.PostAsync($"/v1/patients/{patient.Id}/absences", """{"from": "2027-02-01", "until": "2027-02-01"}""")).Expect(HttpStatusCode.Created);
        (await clinic.PostAsync($"/v1/patients/{patient.Id}/absences", """{"from": "2027-02-02", "until": "2027-02-01"}""")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        var all = (await clinic.GetAsync($"/v1/patients/{patient.Id}/absences")).Expect(HttpStatusCode.OK);
        JsonAssert.Equal("""{"items": [{"from": "2027-02-01", "until": "2027-02-01", "reason": null, "approvedBy": null}, {"from": "2027-03-01", "until": "2027-03-05", "reason": "Ferie ☀", "approvedBy": null}]}""", all.Text, "id");
        var path = later.Headers["Location"];
        (await clinic.GetAsync(path)).Expect(HttpStatusCode.OK);
        (await clinic.DeleteAsync(path, "\"2\"")).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
        (await clinic.DeleteAsync(path, all.ETag)).Expect(HttpStatusCode.NoContent);
        (await clinic.DeleteAsync(path, "\"5\"")).Expect(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task EveryReadAndWrite_IsAudited_AndEventsCarryNoNames()
    {
        var clinic = await api.CreateClinicAsync();
        var patient = await EnterAsync(clinic, "Canary", "Person", "1980-04-12", "+12025550100");
        await clinic.GetAsync($"/v1/patients/{patient.Id}");
        await clinic.PostAsync("/v1/patients/search", new { name = "canary" });
        await clinic.GetAsync($"/v1/patients/{patient.Id}/overview");
        await clinic.GetAsync($"/v1/patients/{patient.Id}/windows");
        await clinic.PatchAsync($"/v1/patients/{patient.Id}", new { email = "c@example.org" }, "\"1\"");
        await clinic.DeleteAsync($"/v1/patients/{patient.Id}", "\"2\"");
        Assert.Equal("create,read,search,overview,read,update,delete", await api.QueryAsync<string>(
            "select string_agg(action, ',' order by id) from audit_entries where object_id = $1 and api_key_id = $2 and actor = 'front-desk-1' and outcome = 'done'", patient.Id, clinic.KeyId));
        Assert.Equal("patient.created,patient.changed,patient.deleted", await api.QueryAsync<string>("select string_agg(kind, ',' order by id) from events where subject_id = $1", patient.Id));
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from events where clinic_id = $1 and payload::text ilike '%canary%'", clinic.ClinicId));
    }

    [Fact]
    public async Task Overview_OfANewPatient_SaysWhatIsMissing()
    {
        var clinic = await api.CreateClinicAsync();
        var patient = (await clinic.PostAsync("/v1/patients", new { givenName = "Kid", familyName = "Lee", birthDate = DateTime.UtcNow.AddYears(-12).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) })).Expect(HttpStatusCode.Created);
        var seen = (await clinic.GetAsync($"/v1/patients/{patient.Id}/overview")).Expect(HttpStatusCode.OK);
        var expected = patient.Json.AsObject();
        expected.Remove("warnings");
        JsonAssert.Equal(
            new JsonObject
            {
                ["patient"] = expected,
                ["age"] = 12,
                ["nextVisits"] = new JsonArray(),
                ["waitingForATime"] = new JsonArray(),
                ["courses"] = new JsonArray(),
                ["missing"] = new JsonArray("phone", "guardian"),
                ["actions"] = new JsonArray("change", "add_absence", "replace_windows", "create_course", "book_visit"),
            }.ToJsonString(),
            seen.Text);
        var reader = await api.CreateKeyAsync(clinic.ClinicId, ["schedule:read"]);
        Assert.Empty((await reader.GetAsync($"/v1/patients/{patient.Id}/overview")).Json["actions"]!.AsArray());
        (await reader.PatchAsync($"/v1/patients/{patient.Id}", new { givenName = "X" }, "\"1\"")).Expect(HttpStatusCode.Forbidden, "scope_missing");
    }

    private static async Task<ApiAnswer> EnterAsync(ApiClient clinic, string givenName, string familyName, string birthDate, string phone) =>
        (await clinic.PostAsync("/v1/patients", new { givenName, familyName, birthDate, phone })).Expect(HttpStatusCode.Created);
}
