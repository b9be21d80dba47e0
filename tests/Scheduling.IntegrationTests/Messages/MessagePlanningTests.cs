using System.Net;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Messages;

/// <summary>M1, M2, M10, M11 over the book: who is told what, once.</summary>
public sealed class MessagePlanningTests(PostgresFixture postgres)
{
    private const string Phone = "+12025550111";

    [Fact]
    public async Task NewVisit_IsToldOnce_AndRemindedOfTwice()
    {
        var (api, folder) = await MessageCalls.StartAsync(postgres);
        await using var _ = api;
        var clinic = await StartClinicAsync(api);
        await clinic.BookConsultAsync("2027-03-02", "09:00");

        await TickAsync(api, VisitCalls.MondayMorning);
        Assert.Equal(["visit_change sms scheduled", "visit_reminder sms scheduled", "visit_reminder sms scheduled"], await clinic.MessagesAsync());
        Assert.Empty(MessageCalls.Texts(folder));

        // 06:00 is quiet; 09:00 is not.
        await TickAsync(api, VisitCalls.MondayMorning.AddHours(3));
        await TickAsync(api, VisitCalls.MondayMorning.AddHours(3).AddMinutes(5));
        Assert.Equal(["Main: Pat, please note: Tue, Mar 2 9:00 AM. Questions: +12025550199. Reply STOP to opt out"], MessageCalls.Texts(folder));

        await TickAsync(api, VisitCalls.MondayMorning.AddDays(5).AddHours(3).AddMinutes(59));
        Assert.Single(MessageCalls.Texts(folder));
        await TickAsync(api, VisitCalls.MondayMorning.AddDays(5).AddHours(4));
        await TickAsync(api, VisitCalls.MondayMorning.AddDays(7).AddHours(4));
        await TickAsync(api, VisitCalls.MondayMorning.AddDays(20));
        Assert.Equal(
            ["Main: Pat, see you Tue, Mar 2 at 9:00 AM. Reply C to confirm. Questions: +12025550199. Reply STOP to opt out"],
            MessageCalls.Texts(folder).Skip(1).Distinct());
        Assert.Equal(["visit_change sms sent", "visit_reminder sms sent", "visit_reminder sms sent"], await clinic.MessagesAsync());
    }

    [Fact]
    public async Task MovedVisit_StaleReminderNeverLeaves_AndTheChangeIsToldOnce()
    {
        var (api, folder) = await MessageCalls.StartAsync(postgres);
        await using var _ = api;
        var clinic = await StartClinicAsync(api);
        var visit = await clinic.BookConsultAsync("2027-03-02", "09:00");
        await TickAsync(api, VisitCalls.MondayMorning);
        await TickAsync(api, VisitCalls.MondayMorning.AddHours(4));

        // Moved in the second in which the reminder is due: the worker looks at the book and not at its row.
        api.Clock.Set(VisitCalls.MondayMorning.AddDays(4).AddHours(4));
        var moved = (await clinic.ActAsync(visit.Id, "move", new { scope = "this", start = VisitCalls.At("2027-03-03", "10:00") }, visit.ETag)).Expect(HttpStatusCode.OK);
        (await clinic.ActAsync(visit.Id, "move", new { scope = "this", start = VisitCalls.At("2027-03-04", "11:00") }, moved.ETag)).Expect(HttpStatusCode.OK);
        await api.SendAsync();
        Assert.Single(MessageCalls.Texts(folder));
        await TickAsync(api, VisitCalls.MondayMorning.AddDays(4).AddHours(4).AddMinutes(2));
        await TickAsync(api, VisitCalls.MondayMorning.AddDays(4).AddHours(5));

        Assert.Equal("Main: Pat, please note: Thu, Mar 4 11:00 AM (not Tue, Mar 2 9:00 AM). Questions: +12025550199. Reply STOP to opt out", MessageCalls.Texts(folder)[^1]);
        Assert.Equal(2, MessageCalls.Texts(folder).Count);
    }

    [Fact]
    public async Task MovedAwayAndBack_IsNoNews()
    {
        var (api, folder) = await MessageCalls.StartAsync(postgres);
        await using var _ = api;
        var clinic = await StartClinicAsync(api);
        var visit = await clinic.BookConsultAsync("2027-03-02", "09:00");
        await TickAsync(api, VisitCalls.MondayMorning);
        await TickAsync(api, VisitCalls.MondayMorning.AddHours(4));
        var moved = (await clinic.ActAsync(visit.Id, "move", new { scope = "this", start = VisitCalls.At("2027-03-03", "10:00") }, visit.ETag)).Expect(HttpStatusCode.OK);
        await api.SendAsync();
        Assert.Contains("visit_change sms scheduled", await clinic.MessagesAsync());
        (await clinic.ActAsync(visit.Id, "move", new { scope = "this", start = VisitCalls.At("2027-03-02", "09:00") }, moved.ETag)).Expect(HttpStatusCode.OK);

        await TickAsync(api, VisitCalls.MondayMorning.AddHours(8));

        Assert.Single(MessageCalls.Texts(folder));
        Assert.DoesNotContain("visit_change sms scheduled", await clinic.MessagesAsync());
    }

    [Fact]
    public async Task NewCourse_IsConfirmedByOneMessage()
    {
        var (api, folder) = await MessageCalls.StartAsync(postgres);
        await using var _ = api;
        var clinic = await StartClinicAsync(api, email: "pat@example.org");
        await clinic.WholeCourseAsync();

        await TickAsync(api, VisitCalls.MondayMorning);
        // The first visit is today: that is urgent, and all of them are told at once.
        Assert.Equal(["urgent_change sms scheduled"], await clinic.MessagesAsync("&until=2027-02-23T00:00:00-05:00"));
        await TickAsync(api, VisitCalls.MondayMorning.AddMinutes(1));

        var text = Assert.Single(MessageCalls.Texts(folder));
        Assert.StartsWith("Main: Pat, please note: Mon, Feb 22 9:00 AM, ", text, StringComparison.Ordinal);
        Assert.Contains(" and 3", text, StringComparison.Ordinal);
        Assert.True(text.Length <= 160, text);
        // Five weeks of five, one of three, one of two; from then on each visit follows a gap and has reminders of its own.
        Assert.Equal(7, (await clinic.ItemsAsync("&kind=weekly_digest")).Count);
    }

    [Fact]
    public async Task NewCourseThatStartsNextWeek_IsConfirmedByEmail_WithAllItsVisits()
    {
        var (api, folder) = await MessageCalls.StartAsync(postgres);
        await using var _ = api;
        var clinic = await StartClinicAsync(api, email: "pat@example.org");
        var course = await clinic.CreateCourseAsync();
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-03-01", preferredTime = "09:00" })).Expect(HttpStatusCode.Created);

        await TickAsync(api, VisitCalls.MondayMorning);
        await TickAsync(api, VisitCalls.MondayMorning.AddHours(4));

        Assert.Empty(MessageCalls.Texts(folder));
        var mail = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(folder, "*.eml")), TestContext.Current.CancellationToken);
        Assert.Contains("Subject: Your times at Main", mail, StringComparison.Ordinal);
        Assert.Equal(36, (await clinic.ItemsAsync("&kind=course_confirmation"))[0]["body"]!.ToString().Split("\n- ").Length - 1);
    }

    [Fact]
    public async Task ChangeThatCantBeSent_AndIsSoAgainAfterAnother_IsOnTheCallListAgain()
    {
        var (api, _) = await MessageCalls.StartAsync(postgres);
        await using var __ = api;
        var clinic = await StartClinicAsync(api);
        await clinic.ConsentAsync(0, Phone, false);
        await clinic.BookConsultAsync("2027-02-23", "09:00");
        await TickAsync(api, VisitCalls.MondayMorning.AddHours(4));
        Assert.Single(await CallsAsync());
        var second = await clinic.BookConsultAsync("2027-02-24", "09:00");
        await TickAsync(api, VisitCalls.MondayMorning.AddHours(5));
        Assert.Single(await CallsAsync());
        (await clinic.ActAsync(second.Id, "cancel", new { scope = "this", by = "clinic", reason = "Flooded." }, second.ETag)).Expect(HttpStatusCode.OK);

        // The news is what it was at first, and nobody has told it.
        await TickAsync(api, VisitCalls.MondayMorning.AddHours(6));

        Assert.Equal("suppressed opted_out", $"{Assert.Single(await CallsAsync())!["message"]!["state"]} {(await CallsAsync())[0]!["message"]!["reason"]}");

        async Task<System.Text.Json.Nodes.JsonArray> CallsAsync() => (await clinic.Client.GetAsync("/v1/messages/call-list")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
    }

    [Fact]
    public async Task UrgentChange_WithoutConsent_IsOnTheCallList_UntilStaffHasCalled()
    {
        var (api, folder) = await MessageCalls.StartAsync(postgres);
        await using var _ = api;
        var clinic = await StartClinicAsync(api);
        var visit = await clinic.BookConsultAsync("2027-02-23", "09:00");
        await TickAsync(api, VisitCalls.MondayMorning);
        await TickAsync(api, VisitCalls.MondayMorning.AddHours(4));
        Assert.Single(MessageCalls.Texts(folder));
        await clinic.ConsentAsync(0, Phone, false);
        (await clinic.ActAsync(visit.Id, "cancel", new { scope = "this", by = "clinic", reason = "Flooded." }, visit.ETag)).Expect(HttpStatusCode.OK);

        await TickAsync(api, VisitCalls.MondayMorning.AddHours(5));

        var call = Assert.Single((await clinic.Client.GetAsync($"/v1/messages/call-list?siteId={clinic.SiteId}")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray())!;
        Assert.Equal(("suppressed", "opted_out", Phone), ((string)call["message"]!["state"]!, (string)call["message"]!["reason"]!, (string)call["phone"]!));
        var path = $"/v1/messages/{call["message"]!["id"]}/confirm";
        (await clinic.Client.PostAsync(path)).Expect(HttpStatusCode.PreconditionRequired, "version_required");
        (await clinic.Client.PostAsync(path, ifMatch: (string)call["message"]!["etag"]!)).Expect(HttpStatusCode.OK);
        Assert.Empty((await clinic.Client.GetAsync("/v1/messages/call-list")).Json["items"]!.AsArray());
        await TickAsync(api, VisitCalls.MondayMorning.AddHours(6));
        Assert.Empty((await clinic.Client.GetAsync("/v1/messages/call-list")).Json["items"]!.AsArray());
        Assert.Single(MessageCalls.Texts(folder));
    }

    [Fact]
    public async Task SwitchedOnLater_TellsNobodyWhatTheyKnow()
    {
        var (api, folder) = await MessageCalls.StartAsync(postgres);
        await using var _ = api;
        api.Clock.Set(VisitCalls.MondayMorning);
        var clinic = await new ClinicBuilder().SeedAsync(api);
        await clinic.ReachAsync(api, 0, Phone);
        await clinic.BookConsultAsync("2027-03-02", "09:00");
        await api.SendAsync();
        Assert.Empty(await clinic.MessagesAsync());

        await clinic.SwitchOnAsync();
        await TickAsync(api, VisitCalls.MondayMorning.AddHours(4));

        Assert.Empty(MessageCalls.Texts(folder));
        Assert.Equal(["visit_reminder sms scheduled", "visit_reminder sms scheduled"], await clinic.MessagesAsync());
    }

    [Fact]
    public async Task SwitchedOn_WhereNoWorkerEverLooked_TellsNobodyWhatTheyKnow()
    {
        var (api, folder) = await MessageCalls.StartAsync(postgres);
        await using var _ = api;
        api.Clock.Set(VisitCalls.MondayMorning);
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        await clinic.ReachAsync(api, 0, Phone);
        await clinic.BookConsultAsync("2027-03-02", "09:00");
        // As booked by a version that left no notes.
        await api.ExecuteAsync("delete from message_notes");

        await clinic.SwitchOnAsync();
        var news = await clinic.BookConsultAsync("2027-03-03", "09:00");
        await TickAsync(api, VisitCalls.MondayMorning);
        await TickAsync(api, VisitCalls.MondayMorning.AddHours(4));

        Assert.Equal(["Main: Pat, please note: Wed, Mar 3 9:00 AM. Questions: +12025550199. Reply STOP to opt out"], MessageCalls.Texts(folder));
        Assert.NotEqual(Guid.Empty, news.Id);
    }

    [Fact]
    public async Task ReminderThatStaffConfirmed_IsNotMadeAgain()
    {
        var (api, folder) = await MessageCalls.StartAsync(postgres);
        await using var _ = api;
        var clinic = await StartClinicAsync(api);
        await clinic.BookConsultAsync("2027-03-02", "09:00");
        await TickAsync(api, VisitCalls.MondayMorning);
        await TickAsync(api, VisitCalls.MondayMorning.AddHours(4));
        foreach (var reminder in await clinic.ItemsAsync("&kind=visit_reminder"))
        {
            (await clinic.Client.PostAsync($"/v1/messages/{reminder["id"]}/confirm", ifMatch: (string)reminder["etag"]!)).Expect(HttpStatusCode.OK);
        }

        await TickAsync(api, VisitCalls.MondayMorning.AddDays(5).AddHours(4));
        await TickAsync(api, VisitCalls.MondayMorning.AddDays(7).AddHours(4));

        Assert.Single(MessageCalls.Texts(folder));
    }

    [Fact]
    public async Task ChangeThatCouldNotBeSent_StaysOnTheCallList_WhenItBecomesUrgent_AndWhenTheOldTimeIsPast()
    {
        var (api, folder) = await MessageCalls.StartAsync(postgres);
        await using var _ = api;
        var clinic = await StartClinicAsync(api);
        var visit = await clinic.BookConsultAsync("2027-02-24", "15:00");
        await TickAsync(api, VisitCalls.MondayMorning);
        await TickAsync(api, VisitCalls.MondayMorning.AddHours(4));
        await clinic.ConsentAsync(0, Phone, false);
        (await clinic.ActAsync(visit.Id, "move", new { scope = "this", start = VisitCalls.At("2027-02-25", "09:00") }, visit.ETag)).Expect(HttpStatusCode.OK);
        await TickAsync(api, VisitCalls.MondayMorning.AddHours(5));
        Assert.Equal(["visit_change 2027-02-24T20:00:00Z"], await CallsAsync(clinic));

        // Within a day of the old time, and looked at again.
        await clinic.ConsentAsync(0, "+12025550122", true);
        await TickAsync(api, VisitCalls.MondayMorning.AddHours(35));
        Assert.Equal(["urgent_change 2027-02-24T20:00:00Z"], await CallsAsync(clinic));

        // The patient came in vain, and doesn't know the new time yet.
        await TickAsync(api, VisitCalls.MondayMorning.AddHours(58));
        Assert.Equal(["urgent_change 2027-02-25T14:00:00Z"], await CallsAsync(clinic));
        Assert.Single(MessageCalls.Texts(folder));
    }

    [Fact]
    public async Task PatientWhoseFileIsBroken_StopsNobodyElse_M10()
    {
        var (api, folder) = await MessageCalls.StartAsync(postgres);
        await using var _ = api;
        api.Clock.Set(VisitCalls.MondayMorning);
        var clinic = await new ClinicBuilder().WithPatients(3).SeedAsync(api);
        await clinic.SwitchOnAsync();
        for (var i = 0; i < 3; i++)
        {
            await clinic.ReachAsync(api, i, $"+1202555013{i}");
            await clinic.BookConsultAsync("2027-03-02", $"{9 + i:00}:00", i);
        }

        await api.ExecuteAsync("update patients set time_zone = 'Nowhere/Else' where id = $1", clinic.Patients[0]);
        await TickAsync(api, VisitCalls.MondayMorning);
        // And one whose file breaks between planning and sending.
        await api.ExecuteAsync("alter table patients disable trigger note_patient");
        await api.ExecuteAsync("update patients set time_zone = 'Nowhere/Else' where id = $1", clinic.Patients[1]);
        await TickAsync(api, VisitCalls.MondayMorning.AddHours(4));

        Assert.StartsWith("Main: Pat, please note: Tue, Mar 2 11:00 AM.", Assert.Single(MessageCalls.Texts(folder)), StringComparison.Ordinal);
        Assert.Equal("visit_change sms failed not_writable", (await clinic.MessagesAsync($"&patientId={clinic.Patients[1]}"))[0]);
        Assert.Empty(await clinic.MessagesAsync($"&patientId={clinic.Patients[0]}"));
    }

    private static async Task<IReadOnlyList<string>> CallsAsync(SmallClinic clinic) =>
        [.. (await clinic.Client.GetAsync("/v1/messages/call-list")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(c => $"{c!["message"]!["kind"]} {c["firstStart"]}")];

    private static async Task<SmallClinic> StartClinicAsync(TestApi api, string? email = null)
    {
        api.Clock.Set(VisitCalls.MondayMorning);
        var clinic = await new ClinicBuilder().SeedAsync(api);
        await clinic.SwitchOnAsync();
        await clinic.ReachAsync(api, 0, Phone, email);
        return clinic;
    }

    private static Task TickAsync(TestApi api, DateTimeOffset at)
    {
        api.Clock.Set(at);
        return api.SendAsync();
    }
}
