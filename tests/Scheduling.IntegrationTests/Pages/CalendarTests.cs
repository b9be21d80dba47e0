using System.Net;
using MimeKit;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Messages;
using Scheduling.Testing.Mail;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Pages;

/// <summary>M9: calendar files in mail, behind links and as feeds, over the change of clocks.</summary>
public sealed class CalendarTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Visit_MovedAndCancelled_IsOneEventThatIsReplaced()
    {
        var (api, clinic, folder) = await PageCalls.StartAsync(postgres);
        await using var _ = api;
        var visit = await clinic.BookConsultAsync("2027-03-02", "09:00");
        await api.TickAsync(VisitCalls.MondayMorning);
        await api.TickAsync(VisitCalls.MondayMorning.AddHours(4));
        var moved = (await clinic.ActAsync(visit.Id, "move", new { scope = "this", start = VisitCalls.At("2027-03-15", "10:00") }, visit.ETag)).Expect(HttpStatusCode.OK);
        await api.TickAsync(VisitCalls.MondayMorning.AddHours(5));
        await api.TickAsync(VisitCalls.MondayMorning.AddHours(6));
        (await clinic.ActAsync(visit.Id, "cancel", new { scope = "this", by = "patient", reason = "Away." }, moved.ETag)).Expect(HttpStatusCode.OK);
        await api.TickAsync(VisitCalls.MondayMorning.AddHours(7));
        await api.TickAsync(VisitCalls.MondayMorning.AddHours(8));

        var files = PageCalls.Mails(folder).Select(Part).ToList();
        Assert.Equal(["REQUEST", "REQUEST", "CANCEL"], files.Select(f => f.Method));
        var events = files.Select(f => Assert.Single(f.Events)).ToList();
        Assert.Equal($"{visit.Id}@scheduling", Assert.Single(events.Select(e => e.Uid).Distinct()));
        Assert.Equal([1, 2, 3], events.Select(e => e.Sequence));
        Assert.Equal(["CONFIRMED", "CONFIRMED", "CANCELLED"], events.Select(e => e.Status));
        Assert.Equal("Appointment: Main", events[0].Summary);
        Assert.Equal(new DateTimeOffset(2027, 3, 2, 9, 0, 0, TimeSpan.FromHours(-5)), events[0].Start);
        // The clocks have changed by then.
        Assert.Equal(new DateTimeOffset(2027, 3, 15, 10, 0, 0, TimeSpan.FromHours(-4)), events[1].Start);
    }

    [Fact]
    public async Task Course_ConfirmedByOneFile_ThatTheLinkAndTheDeskShowToo()
    {
        var (api, clinic, folder) = await PageCalls.StartAsync(postgres);
        await using var _ = api;
        var course = await clinic.CreateCourseAsync();
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-03-01", preferredTime = "09:00" })).Expect(HttpStatusCode.Created);
        await api.TickAsync(VisitCalls.MondayMorning);
        await api.TickAsync(VisitCalls.MondayMorning.AddHours(4));

        var mail = Assert.Single(PageCalls.Mails(folder));
        var file = Part(mail);
        Assert.Equal("calendar.ics", mail.Attachments.Single().ContentDisposition!.FileName);
        Assert.Equal(("PUBLISH", 36), (file.Method, file.Events.Count));
        var booked = await api.QueryAsync<string>("select string_agg(to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI'), ',' order by starts_at) from appointments");
        Assert.Equal(booked, string.Join(',', file.Events.Select(e => e.Start.UtcDateTime.ToString("yyyy-MM-dd HH:mm", null))));

        var link = await api.OpenAsync(PageCalls.LastLink(folder) + "/calendar.ics");
        Assert.Equal("text/calendar; charset=utf-8", link.Headers["Content-Type"]);
        Assert.Equal(file.Events, CalendarReader.Read(link.Text).Events);
        var desk = (await clinic.Client.GetAsync($"/v1/courses/{course}/calendar")).Expect(HttpStatusCode.OK);
        Assert.Equal(file.Events, CalendarReader.Read(desk.Text).Events);

        var printed = (await clinic.Client.SendAsync(HttpMethod.Get, $"/v1/courses/{course}/calendar", null, null, null, ("Accept", "text/html"))).Expect(HttpStatusCode.OK);
        Assert.Equal(37, printed.Text.Split("<tr>").Length - 1);
        Assert.Contains("Monday, March 15, 2027", printed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Feed_OfATechnician_ShowsTheirVisits_WithoutNamesUnlessAskedFor_UntilTakenBack()
    {
        var (api, clinic, _) = await PageCalls.StartAsync(postgres);
        await using var __ = api;
        var course = await clinic.CreateCourseAsync();
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-03-01", preferredTime = "09:00" })).Expect(HttpStatusCode.Created);
        var family = await api.QueryAsync<string>("select family_name from patients where id = $1", clinic.Patients[0]);
        (await clinic.Client.PostAsync("/v1/calendar-feeds", new { name = "Nobody" })).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.Client.PostAsync("/v1/calendar-feeds", new { name = "Nobody", staffId = Guid.NewGuid() })).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");

        var plain = (await clinic.Client.PostAsync("/v1/calendar-feeds", new { name = "Rota", staffId = clinic.Technicians[0] })).Expect(HttpStatusCode.Created);
        var named = (await clinic.Client.PostAsync("/v1/calendar-feeds", new { name = "Rota", siteId = clinic.SiteId, withNames = true })).Expect(HttpStatusCode.Created);

        var expected = await api.QueryAsync<long>("select count(*) from appointment_staff where staff_id = $1", clinic.Technicians[0]);
        var rota = (await api.OpenAsync((string)plain.Json["path"]!)).Expect(HttpStatusCode.OK);
        Assert.Equal(expected, CalendarReader.Read(rota.Text).Events.Count);
        Assert.DoesNotContain(family, rota.Text, StringComparison.Ordinal);
        Assert.Contains(family, (await api.OpenAsync((string)named.Json["path"]!)).Expect(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("path", (await clinic.Client.GetAsync("/v1/calendar-feeds")).Expect(HttpStatusCode.OK).Json["items"]![0]!.AsObject().Select(p => p.Key));

        (await clinic.Client.DeleteAsync($"/v1/calendar-feeds/{plain.Id}", plain.ETag)).Expect(HttpStatusCode.NoContent);
        (await api.OpenAsync((string)plain.Json["path"]!)).Expect(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Offer_TakenOnThePage_MovesTheVisit_Once()
    {
        var (api, clinic, folder) = await PageCalls.StartAsync(postgres);
        await using var _ = api;
        var early = await clinic.BookConsultAsync("2027-02-25", "09:00", patient: 1);
        var visit = await clinic.BookConsultAsync("2027-03-02", "09:00");
        (await clinic.Client.PostAsync("/v1/waitlist", new { appointmentId = visit.Id, wants = "sooner" })).Expect(HttpStatusCode.Created);
        await api.TickAsync(VisitCalls.MondayMorning);
        await api.TickAsync(VisitCalls.MondayMorning.AddHours(4));
        (await clinic.ActAsync(early.Id, "cancel", new { scope = "this", by = "patient", reason = "Flu." }, early.ETag)).Expect(HttpStatusCode.OK);
        await api.RunAsync("offer-freed-places");
        await api.SendAsync();
        await api.TickAsync(VisitCalls.MondayMorning.AddHours(4).AddMinutes(1));
        Assert.Equal("A time is free", PageCalls.Mails(folder)[^1].Subject);
        var link = PageCalls.LastLink(folder);
        Assert.Contains("Thursday, February 25, 2027 at 9:00 AM instead of Tuesday, March 2", (await api.OpenAsync(link)).Text, StringComparison.Ordinal);

        await api.PressAsync(link + "/offer", ("accept", "true")).ExpectAsync("taken");
        await api.PressAsync(link + "/offer", ("accept", "true")).ExpectAsync("taken");
        await api.PressAsync(link + "/offer", ("accept", "false")).ExpectAsync("gone");

        Assert.Equal(new DateTimeOffset(2027, 2, 25, 9, 0, 0, TimeSpan.FromHours(-5)), (DateTimeOffset)(await clinic.VisitAsync(visit.Id)).Json["start"]!);
        Assert.Equal(0, await api.OverlapsAsync());
    }

    private static (string Method, IReadOnlyList<CalendarReader.Entry> Events) Part(MimeMessage mail)
    {
        var part = mail.BodyParts.OfType<TextPart>().Single(p => p.ContentType.IsMimeType("text", "calendar"));
        var read = CalendarReader.Read(part.Text.ReplaceLineEndings("\r\n"));
        Assert.Equal(read.Method, part.ContentType.Parameters["method"]);
        return read;
    }
}
