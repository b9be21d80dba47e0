using System.Net;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Pages;

/// <summary>M8: a link shows, a press acts once, and nothing of it outlives its purpose.</summary>
public sealed class PatientPageTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Later = VisitCalls.MondayMorning.AddHours(4);

    [Fact]
    public async Task Link_OpenedByAScanner_ChangesNothing()
    {
        var (api, clinic, folder) = await PageCalls.StartAsync(postgres);
        await using var _ = api;
        var link = await BookedAsync(api, clinic, folder, "2027-03-02", "2027-03-04");
        var before = await WrittenAsync(api);

        HashSet<string> seen = [];
        Queue<string> open = new([link]);
        while (open.TryDequeue(out var path))
        {
            if (!seen.Add(path))
            {
                continue;
            }

            var answer = await api.OpenAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Equal("no-store", answer.Headers["Cache-Control"]);
            Assert.Equal("no-referrer", answer.Headers["Referrer-Policy"]);
            Assert.False(answer.Headers.ContainsKey("Set-Cookie"));
            foreach (var next in PageCalls.LinksOf(answer.Text))
            {
                open.Enqueue(next.StartsWith('?') ? path.Split('?')[0] + next : next);
            }
        }

        // The page and its stop page in two languages, the times of two visits in each, the calendar.
        Assert.True(seen.Count >= 7, string.Join('\n', seen));
        Assert.Equal(before, await WrittenAsync(api));
    }

    [Fact]
    public async Task WhatBreaks_IsAPageInWords_AndSaysNoMore()
    {
        var (api, clinic, folder) = await PageCalls.StartAsync(postgres);
        await using var _ = api;
        var link = await BookedAsync(api, clinic, folder, "2027-03-02");
        // No code of ours writes this; whatever reads it breaks.
        await api.ExecuteAsync("update patient_messaging set told = '{\"broken\":1}'");

        var broken = await api.OpenAsync(link);
        Assert.Equal(HttpStatusCode.InternalServerError, broken.Status);
        Assert.Equal("text/html; charset=utf-8", broken.Headers["Content-Type"]);
        Assert.Equal("no-store", broken.Headers["Cache-Control"]);
        Assert.Contains("<h1>Please try again</h1>", broken.Text, StringComparison.Ordinal);
        foreach (var word in new[] { "Exception", "Json", "told", "   at ", "traceId", "Pat", link })
        {
            Assert.DoesNotContain(word, Body(broken.Text), StringComparison.Ordinal);
        }

        var spanish = await api.OpenAsync(link + "?lang=es");
        Assert.Contains("<html lang=\"es\">", spanish.Text, StringComparison.Ordinal);
        Assert.Contains("Por favor inténtelo otra vez", WebUtility.HtmlDecode(spanish.Text), StringComparison.Ordinal);
        Assert.Equal("es", spanish.Headers["Content-Language"]);

        // Pressed, too; and what no page answers is one all the same.
        using var pressed = await api.PressAsync(link + "/stop");
        Assert.Equal((HttpStatusCode.InternalServerError, "text/html"), (pressed.StatusCode, pressed.Content.Headers.ContentType!.MediaType));
        using var wrong = await api.PressAsync(link);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "text/html"), (wrong.StatusCode, wrong.Content.Headers.ContentType!.MediaType));
        Assert.Equal(HttpStatusCode.NotFound, (await api.OpenAsync(link + "/nothing")).Status);
        Assert.Equal("application/problem+json", (await api.OpenAsync("/v1/nothing")).Headers["Content-Type"]);
        Assert.Contains(api.Log, l => l.StartsWith("Error Unhandled System.Text.Json.JsonException", StringComparison.Ordinal));

        static string Body(string html) => html[html.IndexOf("<body>", StringComparison.Ordinal)..];
    }

    [Fact]
    public async Task Page_SaysWhenAndWhere_AndNothingClinical()
    {
        var (api, clinic, folder) = await PageCalls.StartAsync(postgres);
        await using var _ = api;
        var link = await BookedAsync(api, clinic, folder, "2027-03-02");

        var page = (await api.OpenAsync(link)).Expect(HttpStatusCode.OK);
        Assert.Contains("Tuesday, March 2, 2027 at 9:00 AM", page.Text, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", page.Text, StringComparison.Ordinal);
        Assert.Contains("form-action 'self'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.DoesNotContain("script", page.Text, StringComparison.OrdinalIgnoreCase);
        foreach (var word in new[] { "TMS", "consult", "treatment", "technician", "device", "Quill", PageCalls.Email })
        {
            Assert.DoesNotContain(word, page.Text.Replace("device-width", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        }

        var spanish = (await api.OpenAsync(link + "?lang=es&utm_source=mail")).Expect(HttpStatusCode.OK);
        Assert.Contains("martes, 2 de marzo de 2027 a las 9:00", WebUtility.HtmlDecode(spanish.Text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Confirm_PressedTwice_ConfirmsOnce()
    {
        var (api, clinic, folder) = await PageCalls.StartAsync(postgres);
        await using var _ = api;
        var link = await BookedAsync(api, clinic, folder, "2027-03-02");
        var visit = await OnlyVisitAsync(api);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => api.PressAsync(link + "/confirm", ("visit", $"{visit}"), ("version", "1")).ExpectAsync("confirmed")));

        Assert.Equal("confirmed", (string?)(await clinic.VisitAsync(visit)).Json["state"]);
        Assert.Equal(1L, await api.QueryAsync<long>("select count(*) from appointment_changes where appointment_id = $1 and kind = 'confirmed'", visit));
        Assert.Equal("patient", await api.QueryAsync<string>("select actor from appointment_changes where appointment_id = $1 and kind = 'confirmed'", visit));
        Assert.Contains("You confirmed this appointment.", (await api.OpenAsync(link)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Confirm_OfAVisitThatMovedMeanwhile_ConfirmsNothing()
    {
        var (api, clinic, folder) = await PageCalls.StartAsync(postgres);
        await using var _ = api;
        var link = await BookedAsync(api, clinic, folder, "2027-03-02");
        var visit = await clinic.VisitAsync(await OnlyVisitAsync(api));
        (await clinic.ActAsync(visit.Id, "move", new { scope = "this", start = VisitCalls.At("2027-03-03", "10:00") }, visit.ETag)).Expect(HttpStatusCode.OK);

        await api.PressAsync(link + "/confirm", ("visit", $"{visit.Id}"), ("version", "1")).ExpectAsync("gone");

        Assert.Equal("booked", (string?)(await clinic.VisitAsync(visit.Id)).Json["state"]);
    }

    [Fact]
    public async Task Confirm_OfSomebodyElsesVisit_IsAnUnknownPage()
    {
        var (api, clinic, folder) = await PageCalls.StartAsync(postgres);
        await using var _ = api;
        var link = await BookedAsync(api, clinic, folder, "2027-03-02");
        var other = (await clinic.BookConsultAsync("2027-03-03", "09:00", patient: 1)).Id;

        using var pressed = await api.PressAsync(link + "/confirm", ("visit", $"{other}"), ("version", "1"));

        Assert.Equal(HttpStatusCode.NotFound, pressed.StatusCode);
        Assert.Equal("booked", (string?)(await clinic.VisitAsync(other)).Json["state"]);
    }

    [Fact]
    public async Task Link_OfAnUrgentChange_SeenOrVisitConfirmed_LeavesTheCallList_M11()
    {
        var (api, clinic, folder) = await PageCalls.StartAsync(postgres);
        await using var _ = api;
        await clinic.BookConsultAsync("2027-02-22", "15:00");
        await api.TickAsync(VisitCalls.MondayMorning);
        await api.TickAsync(Later);
        var link = PageCalls.LastLink(folder);
        Assert.Single(await CallsAsync(clinic));
        Assert.Contains("Please note: your times have changed", (await api.OpenAsync(link)).Text, StringComparison.Ordinal);

        await api.PressAsync(link + "/seen").ExpectAsync("seen");
        await api.PressAsync(link + "/seen").ExpectAsync("seen");

        Assert.Empty(await CallsAsync(clinic));
        var visit = await clinic.VisitAsync(await OnlyVisitAsync(api));
        (await clinic.ActAsync(visit.Id, "move", new { scope = "this", start = VisitCalls.At("2027-02-22", "16:00") }, visit.ETag)).Expect(HttpStatusCode.OK);
        await api.TickAsync(Later.AddMinutes(10));
        await api.TickAsync(Later.AddMinutes(12));
        Assert.Single(await CallsAsync(clinic));
        await api.PressAsync(PageCalls.LastLink(folder) + "/confirm", ("visit", $"{visit.Id}"), ("version", "2")).ExpectAsync("confirmed");
        Assert.Empty(await CallsAsync(clinic));
    }

    [Fact]
    public async Task Link_EndsWithItsVisit_WithAnotherAddress_AndIsNothingToWhoeverGuesses()
    {
        var (api, clinic, folder) = await PageCalls.StartAsync(postgres);
        await using var _ = api;
        var link = await BookedAsync(api, clinic, folder, "2027-03-02");

        (await api.OpenAsync("/p/AbCdEfGhIjKlMnOpQrStUv")).Expect(HttpStatusCode.NotFound);
        (await api.OpenAsync("/p/short")).Expect(HttpStatusCode.NotFound);
        var guess = await api.OpenAsync($"/p/stop/{link["/p/".Length..]}");
        Assert.Equal(HttpStatusCode.NotFound, guess.Status);
        Assert.StartsWith("text/html", guess.Headers["Content-Type"], StringComparison.Ordinal);

        await api.ExecuteAsync("update patients set email = 'new@example.org' where id = $1", clinic.Patients[0]);
        var moved = (await api.OpenAsync(link)).Expect(HttpStatusCode.Gone);
        Assert.DoesNotContain("March", moved.Text, StringComparison.Ordinal);
        using (var pressed = await api.PressAsync(link + "/confirm", ("visit", $"{await OnlyVisitAsync(api)}"), ("version", "1")))
        {
            Assert.Equal(HttpStatusCode.NotFound, pressed.StatusCode);
        }

        await api.ExecuteAsync("update patients set email = $1 where id = $2", PageCalls.Email, clinic.Patients[0]);
        (await api.OpenAsync(link)).Expect(HttpStatusCode.OK);
        api.Clock.Set(new DateTimeOffset(2027, 3, 2, 9, 0, 0, TimeSpan.FromHours(-5)));
        Assert.Contains("+12025550199", WebUtility.HtmlDecode((await api.OpenAsync(link)).Expect(HttpStatusCode.Gone).Text), StringComparison.Ordinal);
        (await api.OpenAsync(link + "/calendar.ics")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Stop_ByPageOrByMailProgram_EndsMailToTheAddress_Once()
    {
        var (api, clinic, folder) = await PageCalls.StartAsync(postgres);
        await using var _ = api;
        var link = await BookedAsync(api, clinic, folder, "2027-03-02");
        var headers = PageCalls.Mails(folder)[^1].Headers;
        Assert.Equal("List-Unsubscribe=One-Click", headers["List-Unsubscribe-Post"]);
        var unsubscribe = new Uri(headers["List-Unsubscribe"]!.Trim('<', '>')).AbsolutePath;

        (await api.OpenAsync(unsubscribe)).Expect(HttpStatusCode.OK);
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from message_consents"));
        for (var i = 0; i < 2; i++)
        {
            using var pressed = await api.PressAsync(unsubscribe, ("List-Unsubscribe", "One-Click"));
            Assert.Equal(HttpStatusCode.OK, pressed.StatusCode);
            Assert.False(pressed.Headers.Contains("Set-Cookie"));
        }

        Assert.Equal("email pat@example.org False link", await api.QueryAsync<string>("select string_agg(concat_ws(' ', channel, address, case when granted then 'True' else 'False' end, source), ';') from message_consents"));
        await api.TickAsync(VisitCalls.MondayMorning.AddDays(5).AddHours(4));
        Assert.Single(PageCalls.Mails(folder));
        Assert.Contains("You will get no more of these messages", (await api.OpenAsync(link + "/stop")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_ThatIsKept_HoldsNoTokenThatActs()
    {
        var (api, clinic, folder) = await PageCalls.StartAsync(postgres);
        await using var _ = api;
        var link = await BookedAsync(api, clinic, folder, "2027-03-02");

        var body = await api.QueryAsync<string>("select body from messages where body is not null");
        Assert.Contains($"{PageCalls.Host}/p/...", body, StringComparison.Ordinal);
        Assert.DoesNotContain(link, body, StringComparison.Ordinal);
        Assert.DoesNotContain(api.Log, l => l.Contains(link["/p/".Length..], StringComparison.Ordinal));
    }

    private static async Task<string> BookedAsync(TestApi api, SmallClinic clinic, string folder, params IReadOnlyList<string> dates)
    {
        foreach (var date in dates)
        {
            await clinic.BookConsultAsync(date, "09:00");
        }

        await api.TickAsync(VisitCalls.MondayMorning);
        await api.TickAsync(Later);
        return PageCalls.LastLink(folder);
    }

    private static Task<Guid> OnlyVisitAsync(TestApi api) => api.QueryAsync<Guid>("select id from appointments");

    private static async Task<IReadOnlyList<string>> CallsAsync(SmallClinic clinic) =>
        [.. (await clinic.Client.GetAsync("/v1/messages/call-list")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(c => (string)c!["message"]!["id"]!)];

    // Everything but the audit, where reading is written down.
    private static Task<string> WrittenAsync(TestApi api) => api.QueryAsync<string>(
        """
        select concat_ws(' ', (select string_agg(xmin::text, ',' order by id) from appointments), (select string_agg(xmin::text, ',' order by id) from messages), (select string_agg(xmin::text, ',' order by id) from patient_links),
            (select string_agg(xmin::text, ',' order by id) from patient_messaging), (select count(*) from events), (select count(*) from message_consents), (select count(*) from tasks), (select count(*) from time_requests), (select count(*) from message_notes))
        """);
}
