using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using Scheduling.Testing.Mail;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Messages;

/// <summary>What the carrier says later of a text that it took, or may have taken.</summary>
public sealed class ReceiptsTests(PostgresFixture postgres)
{
    private const string Phone = "+12025550111";
    private static readonly DateTimeOffset Ten = VisitCalls.MondayMorning.AddHours(4);

    [Fact]
    public async Task Receipts_LateTwiceAndOutOfOrder_OnlyMoveForward()
    {
        await using var carrier = await SmsCarrier.StartAsync(_ => SmsCarrier.Taken());
        var (api, clinic) = await SentAsync(carrier);
        await using var _ = api;
        var change = await ChangeAsync(clinic);
        var sid = await api.QueryAsync<string>("select provider_id from messages where kind = 'visit_change'");
        Assert.Equal($"{TwilioCalls.PublicUrl}/inbound/twilio/status/{clinic.Client.ClinicId}/{change["id"]}", Assert.Single(carrier.Requests).Form["StatusCallback"]);

        foreach (var (status, expected) in new[] { ("queued", "sent"), ("sent", "sent"), ("delivered", "delivered"), ("delivered", "delivered"), ("failed", "delivered"), ("sent", "delivered") })
        {
            await api.ReceiptAsync(clinic, change, status, sid: sid);
            Assert.Equal(expected, (string?)(await ChangeAsync(clinic))["state"]);
        }

        Assert.Equal(1L, await api.QueryAsync<long>("select count(*) from events where kind = 'message.delivered'"));
        // Of a message of nobody, or of another clinic, it says nothing.
        await api.ReceiptAsync(await TwilioCalls.ClinicAsync(api), change, "failed", sid: sid);
    }

    [Fact]
    public async Task Delivered_ComesLate_ResolvesWhatNobodyKnew()
    {
        await using var carrier = await SmsCarrier.StartAsync(_ => (500, "oops", null));
        var (api, clinic) = await SentAsync(carrier);
        await using var _ = api;
        Assert.Equal("unknown", (string?)(await ChangeAsync(clinic))["state"]);
        Assert.Single(await CallsAsync(clinic));

        await api.ReceiptAsync(clinic, await ChangeAsync(clinic), "delivered");

        Assert.Equal("delivered", (string?)(await ChangeAsync(clinic))["state"]);
        Assert.Empty(await CallsAsync(clinic));
        // The patient knows the visit now: nothing more is told.
        await TickAsync(api, Ten.AddHours(1));
        await TickAsync(api, Ten.AddHours(2));
        Assert.Single(carrier.Requests);
    }

    [Fact]
    public async Task Undelivered_Change_IsOnTheCallList_AndAReminderInTheInbox()
    {
        await using var carrier = await SmsCarrier.StartAsync(_ => SmsCarrier.Taken());
        var (api, clinic) = await SentAsync(carrier);
        await using var _ = api;
        await api.ReceiptAsync(clinic, await ChangeAsync(clinic), "undelivered", 30006, await SidAsync(api, "visit_change"));
        Assert.Equal("failed twilio_30006", $"{(await ChangeAsync(clinic))["state"]} {(await ChangeAsync(clinic))["reason"]}");
        Assert.Single(await CallsAsync(clinic));
        Assert.Empty(await clinic.InboxAsync());

        await TickAsync(api, Ten.AddDays(5));
        var reminder = (await clinic.ItemsAsync("&kind=visit_reminder&state=sent"))[0];
        await api.ReceiptAsync(clinic, reminder, "failed", 30003, "SM00000000000000000000000000000000");
        Assert.Equal("sent", (string?)(await clinic.ItemsAsync($"&kind=visit_reminder&state=sent"))[0]["state"]);
        await api.ReceiptAsync(clinic, reminder, "failed", 30003, await SidAsync(api, "visit_reminder"));
        var entry = Assert.Single(await clinic.InboxAsync());
        Assert.Equal(("failed_contact", (string?)reminder["id"], Phone), ((string?)entry["kind"], (string?)entry["messageId"], (string?)entry["address"]));
        (await clinic.Client.PostAsync($"/v1/inbox/{entry["id"]}/answer", new { text = "Hello" }, (string)entry["etag"]!)).Expect(HttpStatusCode.Conflict, "wrong_state");

        // Late, and the other way round.
        await api.ReceiptAsync(clinic, reminder, "delivered");
        Assert.Empty(await clinic.InboxAsync());
    }

    [Fact]
    public async Task Undelivered_Change_GoesOnceByTheOtherChannel_AndSaysWhatTheyKnew()
    {
        await using var carrier = await SmsCarrier.StartAsync(_ => SmsCarrier.Taken());
        var (api, clinic) = await SentAsync(carrier);
        await using var _ = api;
        await clinic.ReachAsync(api, 0, Phone, "pat@example.org");
        var visit = await clinic.VisitAsync(await api.QueryAsync<Guid>("select id from appointments"));
        (await clinic.ActAsync(visit.Id, "move", new { scope = "this", start = VisitCalls.At("2027-03-04", "11:00") }, visit.ETag)).Expect(HttpStatusCode.OK);
        await TickAsync(api, Ten.AddMinutes(1));
        await TickAsync(api, Ten.AddMinutes(3));
        var moved = (await clinic.ItemsAsync("&kind=visit_change")).Single(m => m["body"]!.ToString().Contains("11:00", StringComparison.Ordinal));
        Assert.Equal("sms sent", $"{moved["channel"]} {moved["state"]}");

        await api.ReceiptAsync(clinic, moved, "undelivered", 30006, await api.QueryAsync<string>("select provider_id from messages where id = $1", Guid.Parse((string)moved["id"]!)));
        Assert.Single(await CallsAsync(clinic));
        await TickAsync(api, Ten.AddMinutes(4));
        await TickAsync(api, Ten.AddMinutes(6));

        var mail = Assert.Single(await clinic.ItemsAsync("&kind=visit_change&channel=email"));
        Assert.Equal("sent", (string?)mail["state"]);
        Assert.Contains("- Thu, Mar 4 11:00 AM (not Tue, Mar 2 9:00 AM)", (string)mail["body"]!, StringComparison.Ordinal);
        Assert.Empty(await CallsAsync(clinic));
        await TickAsync(api, Ten.AddHours(1));
        await TickAsync(api, Ten.AddHours(2));
        Assert.Equal(3, (await clinic.ItemsAsync("&kind=visit_change")).Count);
        Assert.Equal(2, carrier.Requests.Count);
        // The receipt was wrong, and says so late: nothing more is told.
        await api.ReceiptAsync(clinic, moved, "delivered");
        await TickAsync(api, Ten.AddHours(3));
        Assert.Equal(3, (await clinic.ItemsAsync("&kind=visit_change")).Count);
    }

    [Fact]
    public async Task Undelivered_AndRefusedByTheOtherChannelToo_IsOnTheCallList()
    {
        await using var carrier = await SmsCarrier.StartAsync(_ => SmsCarrier.Taken());
        await using var server = new MailServer(_ => MailManners.Refuse);
        var (api, clinic) = await SentAsync(carrier, [.. MailServerTests.Smtp(server)]);
        await using var _ = api;
        await clinic.ReachAsync(api, 0, Phone, "pat@example.org");
        await api.ReceiptAsync(clinic, await ChangeAsync(clinic), "undelivered", 30006, await SidAsync(api, "visit_change"));
        foreach (var minutes in new[] { 4, 6, 60, 120 })
        {
            await TickAsync(api, Ten.AddMinutes(minutes));
        }

        Assert.Equal(["visit_change sms failed twilio_30006", "visit_change email failed smtp_550"], await clinic.MessagesAsync("&kind=visit_change"));
        Assert.Equal(2, (await CallsAsync(clinic)).Count);
        Assert.Single(carrier.Requests);

        // What is new is tried again.
        await clinic.BookConsultAsync("2027-03-03", "10:00");
        await TickAsync(api, Ten.AddMinutes(121));
        await TickAsync(api, Ten.AddMinutes(123));
        Assert.Equal(2, carrier.Requests.Count);
        Assert.Contains("Tue, Mar 2 9:00 AM, Wed, Mar 3 10:00 AM", carrier.Requests.Last().Form["Body"], StringComparison.Ordinal);
        Assert.Empty(await CallsAsync(clinic));
    }

    [Fact]
    public async Task Undelivered_WhoWantsNoEmail_GetsNone()
    {
        await using var carrier = await SmsCarrier.StartAsync(_ => SmsCarrier.Taken());
        var (api, clinic) = await SentAsync(carrier);
        await using var _ = api;
        await clinic.ReachAsync(api, 0, Phone, "pat@example.org");
        (await clinic.Client.PostAsync($"/v1/patients/{clinic.Patients[0]}/message-consents", new { channel = "email", address = "pat@example.org", granted = false, source = "form" })).Expect(HttpStatusCode.Created);
        await api.ReceiptAsync(clinic, await ChangeAsync(clinic), "undelivered", 30006, await SidAsync(api, "visit_change"));
        await TickAsync(api, Ten.AddMinutes(4));
        await TickAsync(api, Ten.AddMinutes(6));

        Assert.Equal(["visit_change sms failed twilio_30006"], await clinic.MessagesAsync("&kind=visit_change"));
        Assert.Single(await CallsAsync(clinic));
    }

    [Fact]
    public async Task BlockedByTheCarrier_CountsAsAnOptOut()
    {
        await using var carrier = await SmsCarrier.StartAsync(_ => SmsCarrier.Taken());
        var (api, clinic) = await SentAsync(carrier);
        await using var _ = api;
        await api.ReceiptAsync(clinic, await ChangeAsync(clinic), "undelivered", 21610, await SidAsync(api, "visit_change"));

        Assert.Equal("carrier", await api.QueryAsync<string>("select source from message_consents where not granted"));
        await TickAsync(api, Ten.AddDays(5));
        Assert.Single(carrier.Requests);
        Assert.Equal(["opt_out"], await clinic.InboxLinesAsync());
    }

    [Fact]
    public async Task SentAgainByAPerson_AndThenTheReceiptCame_IsNotSentAgain()
    {
        await using var carrier = await SmsCarrier.StartAsync(_ => (500, "oops", null));
        var (api, clinic) = await SentAsync(carrier);
        await using var _ = api;
        var change = await ChangeAsync(clinic);
        (await clinic.Client.PostAsync($"/v1/messages/{change["id"]}/resend", null, (string)change["etag"]!)).Expect(HttpStatusCode.OK);
        await api.ReceiptAsync(clinic, change, "delivered");
        await TickAsync(api, Ten.AddMinutes(5));
        Assert.Single(carrier.Requests);
        Assert.Equal("delivered", (string?)(await ChangeAsync(clinic))["state"]);
    }

    private async Task<(TestApi Api, SmallClinic Clinic)> SentAsync(SmsCarrier carrier, params (string Key, string Value)[] settings)
    {
        var (api, _) = await TwilioCalls.StartAsync(postgres, [.. SmsCarrierTests.Settings(carrier), ("Messaging:Sms:AuthToken", TwilioCalls.Token), .. settings]);
        var clinic = await TwilioCalls.ClinicAsync(api, Phone);
        await clinic.BookConsultAsync("2027-03-02", "09:00");
        await TickAsync(api, VisitCalls.MondayMorning);
        await TickAsync(api, Ten);
        return (api, clinic);
    }

    private static async Task<JsonNode> ChangeAsync(SmallClinic clinic) => (await clinic.ItemsAsync("&kind=visit_change"))[0];

    private static Task<string> SidAsync(TestApi api, string kind) => api.QueryAsync<string>("select provider_id from messages where kind = $1 and provider_id is not null", kind);

    private static async Task<JsonArray> CallsAsync(SmallClinic clinic) => (await clinic.Client.GetAsync("/v1/messages/call-list")).Json["items"]!.AsArray();

    private static async Task TickAsync(TestApi api, DateTimeOffset at)
    {
        api.Clock.Set(at);
        await api.SendAsync();
    }
}
