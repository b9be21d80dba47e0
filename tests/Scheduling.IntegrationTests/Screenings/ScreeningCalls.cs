using System.Net;
using Scheduling.Application.Screenings;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Screenings;

/// <summary>Calls about screenings and consents.</summary>
internal static class ScreeningCalls
{
    /// <summary>Every question of a shipped questionnaire answered no, but for these.</summary>
    public static object[] Answers(string questionnaire = "tms_safety", params string[] yes) =>
        [.. ShippedQuestionnaires.All.Single(q => q.Code == questionnaire).Questions.Select(q => new { question = q.Code, answer = yes.Contains(q.Code) ? "yes" : "no" })];

    /// <summary>Every item of the day's checklist fine, but for these.</summary>
    public static object[] Items(params string[] wrong) =>
        [.. ShippedQuestionnaires.All.Single(q => q.Code == "tms_safety").DayChecklist.Select(i => new { item = i.Code, fine = !wrong.Contains(i.Code) })];

    /// <summary>A client that acts for the prescriber.</summary>
    public static ApiClient Prescriber(this SmallClinic clinic) => clinic.Client with { Actor = clinic.Prescriber.ToString() };

    /// <summary>Enters answers and expects it to work.</summary>
    public static async Task<ApiAnswer> ScreenAsync(this SmallClinic clinic, int patient = 0, params string[] yes) =>
        (await clinic.Client.PostAsync($"/v1/patients/{clinic.Patients[patient]}/screenings", new { questionnaire = "tms_safety", answers = Answers("tms_safety", yes) })).Expect(HttpStatusCode.Created);

    /// <summary>Decides for the prescriber.</summary>
    public static Task<ApiAnswer> DecideAsync(this SmallClinic clinic, ApiAnswer screening, object decision, int patient = 0) =>
        clinic.Prescriber().PostAsync($"/v1/patients/{clinic.Patients[patient]}/screenings/{screening.Id}/decide", decision, (string)screening.Json["etag"]!);

    /// <summary>Enters a consent and expects it to work.</summary>
    public static async Task<ApiAnswer> AgreeAsync(this SmallClinic clinic, bool granted = true, int patient = 0) =>
        (await clinic.Client.PostAsync($"/v1/patients/{clinic.Patients[patient]}/consents", new { kind = "treatment", modality = "rtms", granted, wording = "tms-1", source = "paper" })).Expect(HttpStatusCode.Created);

    /// <summary>What the visit's gate waits for.</summary>
    public static async Task<string> MissingAsync(this SmallClinic clinic, Guid visit)
    {
        var gate = (await clinic.Client.GetAsync($"/v1/appointments/{visit}/gate")).Expect(HttpStatusCode.OK).Json;
        var missing = string.Join(' ', gate["missing"]!.AsArray().Select(m => (string)m!["need"]!));
        Assert.Equal((bool)gate["open"]!, missing.Length == 0);
        return missing;
    }
}
