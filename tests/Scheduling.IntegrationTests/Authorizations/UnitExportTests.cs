using System.Net;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using static Scheduling.IntegrationTests.Authorizations.AuthorizationCalls;

namespace Scheduling.IntegrationTests.Authorizations;

/// <summary>Billing facts: each delivered visit names its code, its authorization, and what is missing (R19).</summary>
public sealed class UnitExportTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task Export_OfDeliveredVisits_NamesCodesAndWhatIsMissing_AndQuotesFormulas()
    {
        api.Clock.Set(VisitCalls.MondayMorning);
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        var payer = (await clinic.Client.PostAsync("/v1/payers", new { name = "=HYPERLINK(\"x\")" })).Expect(HttpStatusCode.Created).Id;
        var made = (await clinic.Client.PostAsync(
            "/v1/authorizations", new { courseId = course, payerId = payer, number = "A-17", lines = new[] { Line(1) }, orderingProviderId = clinic.Prescriber, renderingProviderId = clinic.Prescriber })).Expect(HttpStatusCode.Created);
        var submitted = (await clinic.NoteAsync(made.Id, "submit", made.ETag)).Expect(HttpStatusCode.OK);
        (await clinic.NoteAsync(made.Id, "approve", submitted.ETag)).Expect(HttpStatusCode.OK);
        var visits = new[]
        {
            await clinic.BookSessionAsync(course, "initial", "2027-02-22", "09:00"),
            await clinic.BookSessionAsync(course, "mt_redetermination", "2027-02-23", "09:00"),
            await clinic.BookSessionAsync(course, "treatment", "2027-02-24", "09:00"),
        };
        // Why it was moved is not why a threshold was determined.
        (await clinic.ActAsync(visits[1].Id, "move", new { scope = "this", localTime = "10:00", reason = "Bus is late." }, visits[1].ETag)).Expect(HttpStatusCode.OK);
        visits[1] = await clinic.VisitAsync(visits[1].Id);
        api.Clock.Set(VisitCalls.MondayMorning.AddDays(2));
        foreach (var visit in visits.Take(2))
        {
            (await clinic.ActAsync(visit.Id, "deliver", new { at = (string)visit.Json["start"]! }, visit.ETag)).Expect(HttpStatusCode.OK);
        }

        var rows = (await clinic.Client.GetAsync($"/v1/units/export?courseId={course}")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        var csv = (await clinic.Client.SendAsync(HttpMethod.Get, $"/v1/units/export?courseId={course}", headers: ("Accept", "text/csv"))).Expect(HttpStatusCode.OK);

        Assert.Equal(["90867 A-17 ", "90869  reason unit authorization_number ordering_provider rendering_provider"], rows.Select(r => $"{(string?)r!["code"]} {(string?)r["authorizationNumber"]} {string.Join(' ', r["missing"]!.AsArray().Select(m => (string)m!))}"));
        Assert.Equal("90868", (string)rows[1]!["insteadOf"]!);
        (await clinic.Client.PostAsync($"/v1/courses/{course}/motor-thresholds", new { coil = "figure8", side = "left", percentOfOutput = 52.5, reason = "medication_change", appointmentId = visits[1].Id, deviceId = clinic.Devices[0] })).Expect(HttpStatusCode.Created);
        var known = (await clinic.Client.GetAsync($"/v1/units/export?courseId={course}")).Expect(HttpStatusCode.OK).Json["items"]![1]!;
        Assert.Equal(("medication_change", false), ((string)known["reason"]!, known["missing"]!.AsArray().Any(m => (string)m! == "reason")));
        Assert.StartsWith("text/csv", csv.Headers["Content-Type"], StringComparison.Ordinal);
        var lines = csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("\"appointmentId\",\"courseId\",\"patientId\",\"siteId\",\"serviceOn\",\"kind\",\"inPart\",\"code\"", lines[0], StringComparison.Ordinal);
        Assert.Contains(",\"2027-02-22\",\"initial\",\"false\",\"90867\"", lines[1], StringComparison.Ordinal);
        Assert.Contains(",\"'=HYPERLINK(\"\"x\"\")\",\"A-17\",", lines[1], StringComparison.Ordinal);
    }
}
