using System.Net;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Messages;

/// <summary>The inbox as staff work with it.</summary>
public sealed class InboxTests(PostgresFixture postgres)
{
    private const string Phone = "+12025550111";

    [Fact]
    public async Task Entry_IsTakenAnsweredAndClosed_ByTheVersionThatWasRead()
    {
        var (api, folder) = await TwilioCalls.StartAsync(postgres);
        await using var _ = api;
        var clinic = await TwilioCalls.ClinicAsync(api, Phone);
        await api.TextAsync(Phone, "Can I come at 3 instead?");
        var entry = Assert.Single(await clinic.InboxAsync($"state=open&kind=reply&siteId={clinic.SiteId}&patientId={clinic.Patients[0]}"));
        Assert.Equal(clinic.Patients[0].ToString(), (string?)entry["patientId"]);
        var path = $"/v1/inbox/{entry["id"]}";

        var taken = (await clinic.Client.PostAsync($"{path}/assign", new { assigneeId = clinic.Technicians[0] }, (string)entry["etag"]!)).Expect(HttpStatusCode.OK);
        (await clinic.Client.PostAsync($"{path}/assign", new { assigneeId = Guid.NewGuid() }, taken.ETag)).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
        (await clinic.Client.PostAsync($"{path}/close", new { outcome = "x" }, (string)entry["etag"]!)).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
        Assert.Single(await clinic.InboxAsync($"assigneeId={clinic.Technicians[0]}"));

        // What is written meanwhile is read before it is closed.
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.TextAsync(Phone, "Or at 4?");
        (await clinic.Client.PostAsync($"{path}/close", new { outcome = "x" }, taken.ETag)).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
        var read = (await clinic.Client.GetAsync(path)).Expect(HttpStatusCode.OK);
        Assert.Equal(["Can I come at 3 instead?", "Or at 4?"], read.Json["texts"]!.AsArray().Select(t => (string?)t!["text"]));

        (await clinic.Client.PostAsync($"{path}/answer", new { text = "Your TMS session is at 4" }, read.ETag)).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.Client.PostAsync($"{path}/answer", new { text = new string('x', 460) }, read.ETag)).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.Client.PostAsync($"{path}/answer", new { text = "Yes", patientId = Guid.NewGuid() }, read.ETag)).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
        var key = Guid.NewGuid().ToString();
        var answered = (await clinic.Client.PostAsync($"{path}/answer", new { text = "4 PM is fine, see you then." }, read.ETag, key)).Expect(HttpStatusCode.OK);
        Assert.Equal("true", (await clinic.Client.PostAsync($"{path}/answer", new { text = "4 PM is fine, see you then." }, read.ETag, key)).Headers["Idempotent-Replayed"]);
        await api.SendAsync();
        Assert.Equal("4 PM is fine, see you then.", Assert.Single(MessageCalls.Texts(folder), t => !t.Contains("nobody reads", StringComparison.Ordinal)));
        Assert.NotEqual(read.ETag, answered.ETag);

        var closed = (await clinic.Client.PostAsync($"{path}/close", new { outcome = "Moved by hand." }, answered.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(("closed", "front-desk-1", "sent"), ((string?)closed.Json["state"], (string?)closed.Json["closedBy"], (string?)closed.Json["answers"]![0]!["state"]));
        (await clinic.Client.PostAsync($"{path}/close", new { outcome = "x" }, closed.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        await api.TextAsync(Phone, "Thanks");
        Assert.Equal(["reply Thanks"], await clinic.InboxLinesAsync());
        Assert.Equal("assign,answer,close", await api.QueryAsync<string>("select string_agg(action, ',' order by id) from audit_entries where object_kind = 'inbox_entry' and action not in ('read', 'search')"));
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from events where payload::text ~ 'come at|fine|2025550111'"));
    }

    [Fact]
    public async Task Answer_AfterAnOptOut_DoesNotLeave()
    {
        var (api, folder) = await TwilioCalls.StartAsync(postgres);
        await using var _ = api;
        var clinic = await TwilioCalls.ClinicAsync(api, Phone);
        await api.TextAsync(Phone, "Can I come at 3 instead?");
        await api.SendAsync();
        var entry = (await clinic.InboxAsync())[0];
        var answered = (await clinic.Client.PostAsync($"/v1/inbox/{entry["id"]}/answer", new { text = "Yes" }, (string)entry["etag"]!)).Expect(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.TextAsync(Phone, "STOP");
        (await clinic.Client.PostAsync($"/v1/inbox/{entry["id"]}/answer", new { text = "Hello" }, answered.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        await api.SendAsync();
        Assert.DoesNotContain("Yes", MessageCalls.Texts(folder));
        Assert.Contains("staff_reply sms suppressed opted_out", await clinic.MessagesAsync());
    }

    [Fact]
    public async Task Number_OfSeveral_IsAnsweredOnceItIsSaidWhose()
    {
        var (api, _) = await TwilioCalls.StartAsync(postgres);
        await using var __ = api;
        var clinic = await TwilioCalls.ClinicAsync(api, Phone, Phone);
        await api.TextAsync(Phone, "Can I come at 3 instead?");
        var entry = (await clinic.InboxAsync())[0];
        (await clinic.Client.PostAsync($"/v1/inbox/{entry["id"]}/answer", new { text = "Yes" }, (string)entry["etag"]!)).Expect(HttpStatusCode.BadRequest, "invalid_request");
        var answered = (await clinic.Client.PostAsync($"/v1/inbox/{entry["id"]}/answer", new { text = "Yes", patientId = clinic.Patients[1] }, (string)entry["etag"]!)).Expect(HttpStatusCode.OK);
        Assert.Equal(clinic.Patients[1].ToString(), (string?)answered.Json["patientId"]);
    }

    [Fact]
    public async Task Entries_OfOtherSitesAndClinics_AreNotThere()
    {
        var (api, _) = await TwilioCalls.StartAsync(postgres);
        await using var __ = api;
        var clinic = await TwilioCalls.ClinicAsync(api, Phone);
        await api.TextAsync(Phone, "Can I come at 3 instead?");
        var id = (await clinic.InboxAsync())[0]["id"];
        var elsewhere = await api.CreateKeyAsync(clinic.Client.ClinicId, ["schedule:read"], [Guid.NewGuid()]);
        foreach (var stranger in new[] { elsewhere, await api.CreateClinicAsync() })
        {
            (await stranger.GetAsync($"/v1/inbox/{id}")).Expect(HttpStatusCode.NotFound, "not_found");
            Assert.Empty((await stranger.GetAsync("/v1/inbox")).Json["items"]!.AsArray());
        }
    }

    [Fact]
    public async Task UnknownOutcome_OfAReminder_StandsInTheInbox_UntilItIsKnown()
    {
        await using var carrier = await Scheduling.Testing.Mail.SmsCarrier.StartAsync(_ => (500, "oops", null));
        var (api, _) = await TwilioCalls.StartAsync(postgres, [.. SmsCarrierTests.Settings(carrier), ("Messaging:Sms:AuthToken", TwilioCalls.Token)]);
        await using var __ = api;
        var clinic = await TwilioCalls.ClinicAsync(api, Phone);
        await clinic.BookConsultAsync("2027-03-02", "09:00");
        await api.SendAsync();
        api.Clock.Set(VisitCalls.MondayMorning.AddDays(5).AddHours(4));
        await api.ExecuteAsync("update messages set state = 'superseded' where kind = 'visit_change'");
        await api.SendAsync();
        Assert.Equal(["unknown_outcome"], await clinic.InboxLinesAsync());
        await api.ReceiptAsync(clinic, (await clinic.ItemsAsync("&kind=visit_reminder&state=unknown"))[0], "sent");
        Assert.Empty(await clinic.InboxAsync());
    }
}
