using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Jobs;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Messages;

/// <summary>Calls about messages, and the folder that the file senders write to.</summary>
internal static class MessageCalls
{
    /// <summary>A service whose messages are files in a folder of its own.</summary>
    public static async Task<(TestApi Api, string Folder)> StartAsync(PostgresFixture postgres, params IEnumerable<(string Key, string Value)> settings)
    {
        var folder = Directory.CreateTempSubdirectory("scheduling-outbox-").FullName;
        var api = await TestApi.StartAsync(postgres, TestContext.Current.CancellationToken, [("Messaging:Folder", folder), ("Messaging:SettleSeconds", "60"), .. settings]);
        api.Own(folder);
        return (api, folder);
    }

    /// <summary>Switches messages on.</summary>
    public static async Task<ApiAnswer> SwitchOnAsync(this SmallClinic clinic, object? terms = null) =>
        (await clinic.Client.PostAsync("/v1/reminder-policies", new { enabled = true, terms })).Expect(HttpStatusCode.Created);

    /// <summary>Gives a patient a phone with consent, or an e-mail address.</summary>
    public static async Task ReachAsync(this SmallClinic clinic, TestApi api, int patient, string? phone = null, string? email = null, string language = "en")
    {
        await api.ExecuteAsync("update patients set phone = nullif($1, ''), email = nullif($2, ''), language = $3 where id = $4", phone ?? "", email ?? "", language, clinic.Patients[patient]);
        await api.ExecuteAsync("update sites set phone = '+12025550199' where id = $1", clinic.SiteId);
        if (phone is not null)
        {
            await clinic.ConsentAsync(patient, phone, true);
        }
    }

    /// <summary>Enters what a patient said about texts.</summary>
    public static async Task ConsentAsync(this SmallClinic clinic, int patient, string phone, bool granted) => (await clinic.Client.PostAsync(
        $"/v1/patients/{clinic.Patients[patient]}/message-consents", new { channel = "sms", address = phone, granted, source = "form", wording = granted ? "2027-01" : null })).Expect(HttpStatusCode.Created);

    /// <summary>One tick of the worker.</summary>
    public static Task SendAsync(this TestApi api) => api.RunAsync("send-messages");

    /// <summary>One tick of a job.</summary>
    public static Task RunAsync(this TestApi api, string job) => api.Services.GetRequiredService<JobRunner>().RunAsync(job, TestContext.Current.CancellationToken);

    /// <summary>The clinic's messages as <c>kind channel state reason</c>, by when they are due.</summary>
    public static async Task<IReadOnlyList<string>> MessagesAsync(this SmallClinic clinic, string filter = "") =>
        [.. (await clinic.ItemsAsync(filter)).Select(m => $"{m["kind"]} {m["channel"]} {m["state"]} {m["reason"]}".TrimEnd())];

    /// <summary>The clinic's messages.</summary>
    public static async Task<IReadOnlyList<JsonNode>> ItemsAsync(this SmallClinic clinic, string filter = "") =>
        [.. (await clinic.Client.GetAsync($"/v1/messages?limit=200{filter}")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(m => m!)];

    /// <summary>Texts that have left, in that order.</summary>
    public static IReadOnlyList<string> Texts(string folder) => [.. new DirectoryInfo(folder).GetFiles("*.txt").OrderBy(f => f.LastWriteTimeUtc).Select(f => File.ReadAllText(f.FullName).Split("\n\n", 2)[1].TrimEnd())];
}
