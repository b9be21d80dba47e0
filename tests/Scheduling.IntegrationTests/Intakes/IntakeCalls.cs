using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Intakes;

/// <summary>Calls about intakes.</summary>
internal static class IntakeCalls
{
    /// <summary>A referral as callers give it.</summary>
    public static object Referral(string receivedOn = "2027-02-19") =>
        new { from = "Dr. Sender", receivedOn, reason = "mdd_resistant", documents = new[] { new { system = "ehr", id = "doc-1", kind = "letter" } } };

    /// <summary>Enters a referral of a known patient and expects it to work.</summary>
    public static async Task<ApiAnswer> ReferAsync(this SmallClinic clinic, int patient = 0, object? coverage = null, object? consult = null, string receivedOn = "2027-02-19") =>
        (await clinic.Client.PostAsync("/v1/intakes", new { siteId = clinic.SiteId, patientId = clinic.Patients[patient], referral = Referral(receivedOn), coverage, consult })).Expect(HttpStatusCode.Created);

    /// <summary>A consult as callers give it.</summary>
    public static object Consult(string date = "2027-02-23", string time = "09:00") => new { start = VisitCalls.At(date, time) };

    /// <summary>Does something to an intake with the version of the answer.</summary>
    public static Task<ApiAnswer> DoAsync(this SmallClinic clinic, ApiAnswer intake, string action, object? body = null, string? actor = null) =>
        (clinic.Client with { Actor = actor ?? "front-desk-1" }).PostAsync($"/v1/intakes/{intake.Id}/{action}", body ?? new { }, intake.ETag);

    /// <summary>The prescriber orders the clinic's protocol.</summary>
    public static async Task<ApiAnswer> OrderAsync(this SmallClinic clinic, ApiAnswer intake, bool secondCourse = false, Guid? priorCourseId = null) =>
        (await clinic.DoAsync(intake, "order", new { protocolId = clinic.ProtocolId, secondCourse, priorCourseId, reason = "Ordered at the consult." }, clinic.Prescriber.ToString())).Expect(HttpStatusCode.OK);

    /// <summary>The intake as it is now.</summary>
    public static async Task<ApiAnswer> IntakeAsync(this SmallClinic clinic, Guid id) => (await clinic.Client.GetAsync($"/v1/intakes/{id}")).Expect(HttpStatusCode.OK);

    /// <summary>Its state.</summary>
    public static string State(this ApiAnswer intake) => (string)intake.Json["state"]!;

    /// <summary>What it waits for, with the days.</summary>
    public static string Missing(this ApiAnswer intake) => string.Join(", ", intake.Json["missing"]!.AsArray().Select(m => $"{(string)m!["need"]!} {(int)m["days"]!}"));

    /// <summary>The states it was in.</summary>
    public static string Steps(this ApiAnswer intake) => string.Join(' ', intake.Json["steps"]!.AsArray().Select(s => (string)s!["state"]!));

    /// <summary>Its consult.</summary>
    public static Guid ConsultId(this JsonNode intake) => Guid.Parse((string)intake["consult"]!["appointmentId"]!);
}
