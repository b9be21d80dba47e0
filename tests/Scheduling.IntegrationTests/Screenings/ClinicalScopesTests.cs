using System.Net;
using Scheduling.Application.ApiKeys;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Screenings;

/// <summary>Clinical facts need clinical scopes, every route of them; the front desk sees that a gate is open or shut, and what to do.</summary>
public sealed class ClinicalScopesTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly string[] Clinical = ["/screenings", "/consents", "/checklist", "/record", "/motor-thresholds", "/adverse-events", "/assessments", "/outcome"];
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task ClinicalRoutes_WithEveryOtherScope_AreRefused_AndReadingIsNotWriting()
    {
        var clinic = await api.CreateClinicAsync();
        var served = await ServedOperation.AllAsync(clinic);
        Assert.All(Clinical, fragment => Assert.Contains(served, o => o.Path.Contains(fragment, StringComparison.Ordinal)));
        var operations = served.Where(o => Clinical.Any(c => o.Path.Contains(c, StringComparison.Ordinal))).ToList();
        Assert.True(operations.Count >= 9, "the routes have other names");
        var desk = await api.CreateKeyAsync(clinic.ClinicId, [.. Scopes.All.Except([Scopes.ClinicalRead, Scopes.ClinicalWrite])]);
        var reader = await api.CreateKeyAsync(clinic.ClinicId, [.. Scopes.All.Except([Scopes.ClinicalWrite])]);
        var writer = await api.CreateKeyAsync(clinic.ClinicId, [.. Scopes.All.Except([Scopes.ClinicalRead])]);
        foreach (var operation in operations)
        {
            var (answer, read) = (await operation.SendAsync(desk, _ => Guid.CreateVersion7()), operation.Method == HttpMethod.Get);
            Assert.True(answer.Code == "scope_missing", $"{operation.Name}: {(int)answer.Status} {answer.Text}");
            var (asReader, asWriter) = (await operation.SendAsync(reader, _ => Guid.CreateVersion7()), await operation.SendAsync(writer, _ => Guid.CreateVersion7()));
            // A report names nothing that could be missing.
            var reads = operation.Path.Contains('{', StringComparison.Ordinal) ? asReader.Code == "not_found" : asReader.Status == HttpStatusCode.OK;
            Assert.True(read ? reads : asReader.Code == "scope_missing", $"{operation.Name} with clinical:read: {(int)asReader.Status} {asReader.Text}");
            Assert.True(read ? asWriter.Code == "scope_missing" : asWriter.Code != "scope_missing", $"{operation.Name} with clinical:write: {(int)asWriter.Status} {asWriter.Text}");
        }
    }

    [Fact]
    public async Task Gate_ForTheFrontDesk_SaysWhatToDo_AndNothingOfTheAnswers_R18()
    {
        api.Clock.Set(VisitCalls.MondayMorning);
        var clinic = await new ClinicBuilder().WhereNobodyIsScreened().SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        var booked = (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-24" })).Expect(HttpStatusCode.Created);
        var visit = (string)booked.Json["appointments"]![0]!["id"]!;
        var screening = await clinic.ScreenAsync(0, "seizures", "metal_in_head");
        var standing = (await clinic.DecideAsync(screening, new { decision = "accepted", reason = "Weighed." })).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.DoesNotContain("metal", standing.Text, StringComparison.Ordinal);
        (await clinic.DecideAsync(screening, new { decision = "refused", reason = "Epilepsy." })).Expect(HttpStatusCode.OK);
        var desk = await api.CreateKeyAsync(clinic.Client.ClinicId, [Scopes.ScheduleRead, Scopes.ScheduleWrite]);

        var gate = (await desk.GetAsync($"/v1/appointments/{visit}/gate")).Expect(HttpStatusCode.OK);

        Assert.Equal("screening_decision consent", string.Join(' ', gate.Json["missing"]!.AsArray().Select(m => (string)m!["need"]!)));
        var sheet = (await desk.GetAsync($"/v1/sites/{clinic.SiteId}/day/{booked.Json["appointments"]![0]!["localDate"]}")).Expect(HttpStatusCode.OK);
        foreach (var word in new[] { "seizure", "metal", "refused", "pilepsy", "contraindicat" })
        {
            Assert.DoesNotContain(word, gate.Text + sheet.Text, StringComparison.OrdinalIgnoreCase);
        }
    }
}
