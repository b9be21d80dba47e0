using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Scheduling.Application.Messaging;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.Testing.Api;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Messages;

/// <summary>M6, M7, M12: what a patient's text does.</summary>
public sealed class InboundTextsTests(PostgresFixture postgres)
{
    private const string Phone = "+12025550111";
    private const string Other = "+12025550112";

    [Fact]
    public async Task Stop_HoldsAtOnce_IsConfirmedOnce_AndStartGivesItBack()
    {
        var (api, folder) = await TwilioCalls.StartAsync(postgres);
        await using var _ = api;
        var clinic = await TwilioCalls.ClinicAsync(api, Phone);
        await clinic.BookConsultAsync("2027-03-02", "09:00");
        await TickAsync(api, VisitCalls.MondayMorning);

        // The change is due, and not sent before the opt-out.
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(4));
        var sid = await api.TextAsync(Phone, "Stop.");
        await api.TextAsync(Phone, "Stop.", sid);
        await api.SendAsync();
        await api.TextAsync(Phone, "STOP");
        await api.SendAsync();
        Assert.Equal(["Main: you will get no more texts from us. To get them again reply START. Phone: +12025550199"], MessageCalls.Texts(folder));
        Assert.Equal("revoked reply", await api.QueryAsync<string>("select string_agg(case when granted then 'granted ' else 'revoked ' end || source, ',' order by at) from message_consents where source = 'reply'"));
        Assert.All(await clinic.ItemsAsync("&kind=visit_reminder"), m => Assert.Equal("opted_out", (string?)m["reason"]));
        Assert.Equal(["opt_out"], await clinic.InboxLinesAsync());

        api.Clock.Advance(TimeSpan.FromMinutes(5));
        await api.TextAsync(Phone, "START");
        await api.TextAsync(Phone, "unstop");
        await api.SendAsync();
        Assert.Equal("Main: you will get our texts again. Phone: +12025550199. Reply STOP to opt out", Assert.Single(MessageCalls.Texts(folder).Skip(1)));
        Assert.Empty(await clinic.InboxAsync());
        Assert.Equal(2L, await api.QueryAsync<long>("select count(*) from message_consents where source = 'reply'"));
        Assert.Contains("visit_reminder sms scheduled", await clinic.MessagesAsync());
    }

    [Fact]
    public async Task Cancel_OptsOut_CancelsNothing_AndSomebodyCallsBack()
    {
        var (api, folder) = await TwilioCalls.StartAsync(postgres);
        await using var _ = api;
        var clinic = await TwilioCalls.ClinicAsync(api, Phone);
        var visit = await clinic.BookConsultAsync("2027-03-02", "09:00");

        var sid = await api.TextAsync(Phone, "CANCEL");
        await api.TextAsync(Phone, "CANCEL", sid);
        await api.SendAsync();

        Assert.Equal("booked", (string?)(await clinic.VisitAsync(visit.Id)).Json["state"]);
        Assert.Contains("no more texts", Assert.Single(MessageCalls.Texts(folder)), StringComparison.Ordinal);
        Assert.Equal(["call_back"], await clinic.Client.TasksAsync());
        Assert.Equal(["opt_out"], await clinic.InboxLinesAsync());
    }

    [Fact]
    public async Task C_ConfirmsTheNextVisit_Once_AsThePatient()
    {
        var (api, _) = await TwilioCalls.StartAsync(postgres);
        await using var __ = api;
        var clinic = await TwilioCalls.ClinicAsync(api, Phone);
        var visit = await clinic.BookConsultAsync("2027-03-02", "09:00");
        var later = await clinic.BookConsultAsync("2027-03-04", "09:00");
        await ToldAsync(api, VisitCalls.MondayMorning);

        var sid = await api.TextAsync(Phone, "C");
        await api.TextAsync(Phone, "C", sid);
        await api.TextAsync(Phone, "yes!");

        Assert.Equal(("confirmed", "booked"), ((string?)(await clinic.VisitAsync(visit.Id)).Json["state"], (string?)(await clinic.VisitAsync(later.Id)).Json["state"]));
        Assert.Equal("patient:text", await api.QueryAsync<string>("select string_agg(actor, ',') from appointment_changes where appointment_id = $1 and kind = 'confirmed'", visit.Id));
        Assert.Empty(await clinic.InboxAsync());
    }

    [Fact]
    public async Task C_AfterAnUrgentChange_LeavesTheCallList()
    {
        var (api, folder) = await TwilioCalls.StartAsync(postgres);
        await using var _ = api;
        var clinic = await TwilioCalls.ClinicAsync(api, Phone);
        await clinic.BookConsultAsync("2027-02-22", "15:00");
        await TickAsync(api, VisitCalls.MondayMorning);
        await TickAsync(api, VisitCalls.MondayMorning.AddMinutes(5));
        Assert.Single(MessageCalls.Texts(folder));
        Assert.Equal(1, await CallsAsync());

        await api.TextAsync(Phone, "c");

        Assert.Equal(0, await CallsAsync());
        Assert.Equal("patient:text", await api.QueryAsync<string>("select confirmed_by from messages where kind = 'urgent_change'"));

        async Task<int> CallsAsync() => (await clinic.Client.GetAsync("/v1/messages/call-list")).Json["items"]!.AsArray().Count;
    }

    [Fact]
    public async Task C_ConfirmsOnlyWhatThePatientWasTold()
    {
        var (api, folder) = await TwilioCalls.StartAsync(postgres);
        await using var _ = api;
        var clinic = await TwilioCalls.ClinicAsync(api, Phone);
        var visit = await clinic.BookConsultAsync("2027-03-02", "09:00");

        // Nobody has told them of any visit.
        await api.TextAsync(Phone, "C");
        Assert.Equal(("booked", 1), (await StateAsync(), (await clinic.InboxAsync()).Single()["texts"]!.AsArray().Count));

        await ToldAsync(api, VisitCalls.MondayMorning);
        var read = await clinic.VisitAsync(visit.Id);
        (await clinic.ActAsync(visit.Id, "move", new { scope = "this", start = VisitCalls.At("2027-03-02", "11:00"), reason = "technician_ill" }, read.ETag!)).Expect(HttpStatusCode.OK);
        await api.TextAsync(Phone, "C");
        Assert.Equal(("booked", 2), (await StateAsync(), (await clinic.InboxAsync()).Single()["texts"]!.AsArray().Count));

        await ToldAsync(api, VisitCalls.MondayMorning.AddHours(4));
        Assert.Contains("11:00", MessageCalls.Texts(folder)[^1], StringComparison.Ordinal);
        await api.TextAsync(Phone, "C");
        Assert.Equal(("confirmed", 2), (await StateAsync(), (await clinic.InboxAsync()).Single()["texts"]!.AsArray().Count));

        async Task<string?> StateAsync() => (string?)(await clinic.VisitAsync(visit.Id)).Json["state"];
    }

    [Fact]
    public async Task C_FromANumberThatIsNoLongerThePatients_ConfirmsNothing()
    {
        var (api, _) = await TwilioCalls.StartAsync(postgres);
        await using var __ = api;
        var clinic = await TwilioCalls.ClinicAsync(api, Phone);
        var visit = await clinic.BookConsultAsync("2027-03-02", "09:00");
        await ToldAsync(api, VisitCalls.MondayMorning);
        await clinic.ReachAsync(api, 0, Other);

        await api.TextAsync(Phone, "C");
        Assert.Equal("booked", (string?)(await clinic.VisitAsync(visit.Id)).Json["state"]);
        Assert.Equal(["reply C"], await clinic.InboxLinesAsync());

        await api.TextAsync(Other, "C");
        Assert.Equal("confirmed", (string?)(await clinic.VisitAsync(visit.Id)).Json["state"]);
    }

    [Fact]
    public async Task C_WithNothingToConfirm_GoesToAPerson()
    {
        var (api, _) = await TwilioCalls.StartAsync(postgres);
        await using var __ = api;
        var clinic = await TwilioCalls.ClinicAsync(api, Phone);
        await api.TextAsync(Phone, "C");
        Assert.Equal(["reply C"], await clinic.InboxLinesAsync());
    }

    [Fact]
    public async Task FreeText_GoesToTheInbox_AndIsAnsweredOnce_HoweverOftenItComes()
    {
        var (api, folder) = await TwilioCalls.StartAsync(postgres);
        await using var _ = api;
        var clinic = await TwilioCalls.ClinicAsync(api, Phone, Other);
        await clinic.ReachAsync(api, 1, Other, language: "es");
        await api.TextAsync(Phone, "Can I come at 3 instead?");
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        await api.TextAsync(Other, "¿Puedo llegar tarde?");
        for (var i = 0; i < 30; i++)
        {
            // A machine that answers our answers.
            await api.SendAsync();
            api.Clock.Advance(TimeSpan.FromMinutes(1));
            await api.TextAsync(Phone, "I am on holiday.");
        }

        await api.SendAsync();
        Assert.Equal(
            [
                "Main: nadie lee esta linea todo el tiempo. Llame al +12025550199. En una emergencia o crisis llame al 911 o 988.",
                "Main: nobody reads this line all the time. Please call +12025550199. In an emergency or a crisis call 911 or 988.",
            ],
            MessageCalls.Texts(folder).Order(StringComparer.Ordinal));
        var inbox = await clinic.InboxAsync();
        Assert.Equal([31, 1], inbox.Select(e => e["texts"]!.AsArray().Count));
        Assert.All(inbox, e => Assert.Equal(("reply", false), ((string?)e["kind"], (bool)e["urgent"]!)));

        api.Clock.Advance(TimeSpan.FromHours(12));
        await api.TextAsync(Phone, "Hello?");
        await api.SendAsync();
        Assert.Equal(3, MessageCalls.Texts(folder).Count);
    }

    [Fact]
    public async Task Crisis_ComesFirst_WithATaskForAClinician_WhateverElseItAsksFor()
    {
        var (api, folder) = await TwilioCalls.StartAsync(postgres);
        await using var _ = api;
        var clinic = await TwilioCalls.ClinicAsync(api, Phone, Other);
        await api.TextAsync(Other, "Can I come at 3 instead?");
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        await api.TextAsync(Phone, "please stop texting, I want to die");
        await api.SendAsync();

        Assert.Equal(["crisis please stop texting, I want to die", "reply Can I come at 3 instead?", "opt_out"], await clinic.InboxLinesAsync());
        Assert.Contains(MessageCalls.Texts(folder), t => t.Contains("911 or 988", StringComparison.Ordinal));
        Assert.Contains(MessageCalls.Texts(folder), t => t.Contains("no more texts", StringComparison.Ordinal));
        Assert.Equal(["crisis_reply"], await clinic.Client.TasksAsync());
        Assert.Empty(await (await api.CreateKeyAsync(clinic.Client.ClinicId, ["schedule:read"])).TasksAsync());

        var entry = (await clinic.InboxAsync())[0];
        (await clinic.Client.PostAsync($"/v1/inbox/{entry["id"]}/close", new { outcome = "Called." }, (string)entry["etag"]!)).Expect(HttpStatusCode.OK);
        Assert.Empty(await clinic.Client.TasksAsync());
    }

    [Fact]
    public async Task Help_IsAnsweredWithThePhone_AndWhatTheCarrierAnsweredIsNotAnsweredAgain()
    {
        var (api, folder) = await TwilioCalls.StartAsync(postgres);
        await using var _ = api;
        var clinic = await TwilioCalls.ClinicAsync(api, Phone, Other);
        await api.TextAsync(Phone, "help");
        await api.TextAsync(Phone, "INFO");
        await api.TextAsync(Other, "arrêt", optOutType: "STOP");
        await api.SendAsync();

        Assert.Equal(["Main: please call +12025550199. Reply STOP to opt out"], MessageCalls.Texts(folder));
        Assert.Equal(["opt_out"], await clinic.InboxLinesAsync());
        Assert.Equal(1L, await api.QueryAsync<long>("select count(*) from message_consents where not granted and address = $1", Other));
    }

    [Fact]
    public async Task NumberOfSeveral_OptsOutEverywhere_AndWritesToWhoeverWroteLast()
    {
        var (api, folder) = await TwilioCalls.StartAsync(postgres);
        await using var _ = api;
        var a = await TwilioCalls.ClinicAsync(api, Phone, Phone);
        var b = await TwilioCalls.ClinicAsync(api, Phone);
        // Nobody has sent anything: both read it, one answers; in one of them it can't be told who writes.
        await api.TextAsync(Phone, "Who is this?");
        Assert.Equal((2, 0), ((await a.InboxAsync())[0]["mayBePatientIds"]!.AsArray().Count, (await b.InboxAsync())[0]["mayBePatientIds"]!.AsArray().Count));
        Assert.Null((await a.InboxAsync())[0]["patientId"]);
        await api.SendAsync();
        Assert.Single(MessageCalls.Texts(folder));

        await b.BookConsultAsync("2027-03-02", "09:00");
        await TickAsync(api, VisitCalls.MondayMorning.AddHours(4));
        await TickAsync(api, VisitCalls.MondayMorning.AddHours(5));
        await api.TextAsync(Phone, "Can I come later?");
        Assert.Equal((1, 2), ((await a.InboxAsync())[0]["texts"]!.AsArray().Count, (await b.InboxAsync())[0]["texts"]!.AsArray().Count));

        await api.SendAsync();
        var before = MessageCalls.Texts(folder).Count;
        await api.TextAsync(Phone, "STOP");
        await api.SendAsync();
        Assert.Equal(3L, await api.QueryAsync<long>("select count(distinct patient_id) from message_consents where not granted"));
        Assert.Equal(before + 1, MessageCalls.Texts(folder).Count);
    }

    [Fact]
    public async Task NumberOfNobody_ReachesTheOnlyClinic_AndOfTwoTheOneThatIsNamed_OrTheLog()
    {
        var (api, folder) = await TwilioCalls.StartAsync(postgres);
        await using var _ = api;
        var clinic = await TwilioCalls.ClinicAsync(api, Phone);
        await api.TextAsync(Other, "My wife is ill today");
        await api.TextAsync(Other, "STOP");
        Assert.Equal(["reply My wife is ill today"], await clinic.InboxLinesAsync());

        var other = await TwilioCalls.ClinicAsync(api, Phone);
        var sid = await api.TextAsync("+12025550113", "Hello");
        await api.SendAsync();
        Assert.Single(await clinic.InboxAsync());
        Assert.Empty(MessageCalls.Texts(folder));
        var line = Assert.Single(api.Log, l => l.StartsWith("Warning", StringComparison.Ordinal) && l.Contains(sid, StringComparison.Ordinal));
        Assert.DoesNotContain("Hello", line, StringComparison.Ordinal);
        Assert.DoesNotContain("2025550113", line, StringComparison.Ordinal);

        api.Services.GetRequiredService<IOptions<MessagingOptions>>().Value.StrayTextsTo = other.Client.ClinicId;
        await api.TextAsync("+12025550113", "Hello again");
        Assert.Equal(["reply Hello again"], await other.InboxLinesAsync());
        Assert.Single(await clinic.InboxAsync());
    }

    [Fact]
    public async Task OutsideProduction_AnswersKeepTheAllowList()
    {
        var (api, folder) = await TwilioCalls.StartAsync(postgres, ("Messaging:OnlyTo:0", Other));
        await using var _ = api;
        var clinic = await TwilioCalls.ClinicAsync(api, Phone);
        await api.TextAsync(Phone, "help");
        await api.SendAsync();
        Assert.Empty(MessageCalls.Texts(folder));
        Assert.Equal(["help sms suppressed not_on_allow_list"], await clinic.MessagesAsync());
    }

    // What was booked is told after the minutes in which more may follow.
    private static async Task ToldAsync(TestApi api, DateTimeOffset from)
    {
        await TickAsync(api, from);
        await TickAsync(api, from.AddHours(4));
    }

    private static async Task TickAsync(TestApi api, DateTimeOffset at)
    {
        api.Clock.Set(at);
        await api.SendAsync();
    }
}
