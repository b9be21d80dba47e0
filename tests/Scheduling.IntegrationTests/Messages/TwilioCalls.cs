using System.Net;
using System.Text.Json.Nodes;
using Scheduling.Application.Messaging;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Messages;

/// <summary>Posts as Twilio sends them: forms, signed over the address that it was given, whatever proxy stands in between.</summary>
internal static class TwilioCalls
{
    public const string PublicUrl = "https://visits.example.org";
    public const string Token = "0123456789abcdef0123456789abcdef";
    public const string OurNumber = "+12025550000";

    /// <summary>A service that texts of patients reach; its own texts are files.</summary>
    public static Task<(TestApi Api, string Folder)> StartAsync(PostgresFixture postgres, params IEnumerable<(string Key, string Value)> settings) =>
        MessageCalls.StartAsync(postgres, [("Messaging:PublicUrl", PublicUrl), ("Messaging:Sms:AuthToken", Token), .. settings]);

    /// <summary>A clinic on Monday morning that sends messages, its patients reached by these numbers.</summary>
    public static async Task<SmallClinic> ClinicAsync(TestApi api, params string[] phones)
    {
        api.Clock.Set(VisitCalls.MondayMorning);
        var clinic = await new ClinicBuilder().WithPatients(phones.Length).SeedAsync(api);
        await clinic.SwitchOnAsync();
        for (var i = 0; i < phones.Length; i++)
        {
            await clinic.ReachAsync(api, i, phones[i]);
        }

        return clinic;
    }

    /// <summary>A patient writes; the carrier takes the answer it gets.</summary>
    public static async Task<string> TextAsync(this TestApi api, string from, string body, string? sid = null, string? optOutType = null)
    {
        sid ??= Sid();
        (await api.PostFormAsync(TwilioRoutes.Messages, Text(from, body, sid, optOutType))).Expect(HttpStatusCode.OK);
        return sid;
    }

    /// <summary>The carrier reports what became of a message.</summary>
    public static async Task ReceiptAsync(this TestApi api, SmallClinic clinic, JsonNode message, string status, int? error = null, string? sid = null)
    {
        Dictionary<string, string> form = new() { ["MessageSid"] = sid ?? Sid(), ["MessageStatus"] = status, ["From"] = OurNumber };
        if (error is { } code)
        {
            form["ErrorCode"] = code.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        (await api.PostFormAsync($"{TwilioRoutes.Status}/{clinic.Client.ClinicId}/{message["id"]}", form)).Expect(HttpStatusCode.NoContent);
    }

    /// <summary>The form of a text.</summary>
    public static Dictionary<string, string> Text(string from, string body, string sid, string? optOutType = null)
    {
        Dictionary<string, string> form = new() { ["MessageSid"] = sid, ["AccountSid"] = SmsCarrierTests.Account, ["From"] = from, ["To"] = OurNumber, ["Body"] = body, ["NumMedia"] = "0" };
        if (optOutType is not null)
        {
            form["OptOutType"] = optOutType;
        }

        return form;
    }

    /// <summary>Posts a form with a signature: the right one unless given; "" for none.</summary>
    public static Task<ApiAnswer> PostFormAsync(this TestApi api, string path, IReadOnlyDictionary<string, string> form, string? signature = null)
    {
        signature ??= TwilioSignature.Of(Token, PublicUrl + path, form);
        return api.Anonymous().SendAsync(
            HttpMethod.Post, path, new FormUrlEncodedContent(form), headers: signature.Length == 0 ? [] : [("X-Twilio-Signature", signature)]);
    }

    /// <summary>A fresh id of the carrier's.</summary>
    public static string Sid() => $"SM{Guid.NewGuid():N}";

    /// <summary>The inbox.</summary>
    public static async Task<IReadOnlyList<JsonNode>> InboxAsync(this SmallClinic clinic, string filter = "state=open") =>
        [.. (await clinic.Client.GetAsync($"/v1/inbox?limit=200&{filter}")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(e => e!)];

    /// <summary>The inbox as <c>kind text/text</c>.</summary>
    public static async Task<IReadOnlyList<string>> InboxLinesAsync(this SmallClinic clinic) =>
        [.. (await clinic.InboxAsync()).Select(e => $"{e["kind"]} {string.Join('/', e["texts"]!.AsArray().Select(t => t!["text"]))}".TrimEnd())];

    /// <summary>The open tasks' kinds.</summary>
    public static async Task<IReadOnlyList<string>> TasksAsync(this ApiClient client, string filter = "") =>
        [.. (await client.GetAsync($"/v1/tasks?state=open{filter}")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(t => (string)t!["kind"]!)];
}
