using System.Globalization;
using System.Net;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Messages;
using Scheduling.Testing.Api;
using Scheduling.Testing.Browser;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Pages;

/// <summary>
/// What patients open, in a real browser, on a phone and at a desk, light and dark: no barrier that axe-core finds (WCAG 2.2 AA), nothing beyond the edge, no cookies, nothing that the
/// browser complains of, and no script needed. SCREENSHOTS names a folder for pictures. Skipped, by name, where no Chromium is installed.
/// </summary>
public sealed class BrowserTests(PostgresFixture postgres)
{
    private const string NoBrowser = "No browser: install Debian's package chromium, or name one in CHROMIUM.";
    private static readonly DateTimeOffset Later = VisitCalls.MondayMorning.AddHours(4);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PatientsPages_OnPhoneAndDesk_LightAndDark_HaveNoBarriers()
    {
        await using var browser = await StartAsync();
        var (api, clinic, folder) = await PageCalls.StartAsync(postgres);
        await using var _ = api;
        // One within a day: a change to be read; and one that is confirmed.
        await clinic.BookConsultAsync("2027-02-22", "15:00");
        var confirmed = await clinic.BookConsultAsync("2027-03-02", "09:00");
        (await clinic.ActAsync(confirmed.Id, "confirm", new { }, confirmed.ETag)).Expect(HttpStatusCode.OK);
        await api.TickAsync(VisitCalls.MondayMorning);
        await api.TickAsync(Later);
        var link = PageCalls.LastLink(folder);
        var asked = confirmed.Id;
        await api.PressAsync($"{link}/visits/{asked}/times", ("version", "1")).ExpectAsync("asked");

        await LookAsync(browser, api, "visits", link, "Please note: your times have changed", "You confirmed this appointment.", "You asked us to call you.");
        await LookAsync(browser, api, "answer", link + "?said=gone", "That was not possible");
        await LookAsync(browser, api, "spanish", link + "?lang=es", "Sus citas", "Por favor note");
        await LookAsync(browser, api, "times", $"{link}/visits/{asked}/times", "Ask for another time", "None of these: please call me");
        await LookAsync(browser, api, "stop", link + "/stop", "Stop messages?");
        await LookAsync(browser, api, "bad-link", "/p/AbCdEfGhIjKlMnOpQrStUv", "This link does not work");
        (await api.PressAsync(link + "/stop")).Dispose();
        await LookAsync(browser, api, "stopped", link + "/stop", "You will get no more of these messages.");
        api.Clock.Set(Later.AddDays(30));
        await LookAsync(browser, api, "ended", link, "This link has ended");
        await api.ExecuteAsync("update patient_messaging set told = '{\"broken\":1}'");
        await LookAsync(browser, api, "broken", link, "Please try again");
    }

    [Fact]
    public async Task Mails_OnPhoneAndDesk_LightAndDark_HaveNoBarriers()
    {
        await using var browser = await StartAsync();
        var (api, clinic, folder) = await PageCalls.StartAsync(postgres);
        await using var _ = api;
        var course = await clinic.CreateCourseAsync();
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-03-08", preferredTime = "09:00" })).Expect(HttpStatusCode.Created);
        await clinic.ReachAsync(api, 1, email: "maria@example.org", language: "es");
        await clinic.BookConsultAsync("2027-03-04", "15:00", patient: 1);
        foreach (var at in new[] { VisitCalls.MondayMorning, Later, Later.AddDays(7), VisitCalls.MondayMorning.AddDays(11).AddHours(4), Later.AddDays(13).AddHours(6) })
        {
            await api.TickAsync(at);
        }

        var mails = PageCalls.Mails(folder);
        // The course, a change and a reminder of it, a reminder in the course, the week to come.
        Assert.True(mails.Count >= 4, string.Join(", ", mails.Select(m => m.Subject)));
        foreach (var (mail, number) in mails.DistinctBy(m => m.Subject).Select((m, i) => (m, i)))
        {
            var file = Path.Combine(folder, $"mail-{number}.html");
            await File.WriteAllTextAsync(file, mail.HtmlBody, Cancelled);
            await LookAsync(browser, api, $"mail-{number}", "file://" + file, mail.TextBody!.Split(['\r', '\n'])[0]);
        }
    }

    [Fact]
    public async Task WithoutScript_APatientConfirms_AndAsksForAnotherTime()
    {
        await using var browser = await StartAsync();
        var (api, clinic, folder) = await PageCalls.StartAsync(postgres);
        await using var _ = api;
        var visit = await clinic.BookConsultAsync("2027-03-02", "09:00");
        await api.TickAsync(VisitCalls.MondayMorning);
        await api.TickAsync(Later);
        await using var page = await browser.OpenAsync(360);
        await page.AllowScriptAsync(false);

        await page.GoAsync(new Uri(api.Address, PageCalls.LastLink(folder)).ToString());
        await page.ClickAsync("form[action*=confirm] button");
        Assert.Contains("Thank you: your appointment is confirmed.", await page.TextAsync(), StringComparison.Ordinal);
        Assert.Equal("confirmed", (string?)(await clinic.VisitAsync(visit.Id)).Json["state"]);
        await page.ClickAsync("form[action*=times] button");
        await page.ClickAsync("form[action*=times] button");
        Assert.Contains("We have your request and will let you know.", await page.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(1L, await api.QueryAsync<long>("select count(*) from time_requests where wanted_start is not null"));
        await page.ClickAsync("nav a");
        Assert.Contains("Usted confirmó esta cita.", await page.TextAsync(), StringComparison.Ordinal);
        Assert.Empty(await page.CookiesAsync());
        Assert.Empty(page.Complaints);
    }

    private static async Task<Chromium> StartAsync()
    {
        var path = Chromium.Find();
        Assert.SkipWhen(path is null, NoBrowser);
        return await Chromium.StartAsync(path!, Cancelled);
    }

    private static async Task LookAsync(Chromium browser, TestApi api, string name, string path, params string[] says)
    {
        foreach (var (width, dark) in new[] { (360, false), (360, true), (1280, false), (1280, true) })
        {
            var shown = string.Create(CultureInfo.InvariantCulture, $"{name}-{width}{(dark ? "-dark" : "")}");
            await using var page = await browser.OpenAsync(width, dark);
            await page.GoAsync(new Uri(api.Address, path).ToString());
            if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } pictures)
            {
                await File.WriteAllBytesAsync(Path.Combine(Directory.CreateDirectory(pictures).FullName, shown + ".png"), await page.PictureAsync(), Cancelled);
            }

            var text = await page.TextAsync();
            Assert.All(says, s => Assert.True(text.Contains(s, StringComparison.Ordinal), $"{shown} does not say '{s}': {text}"));
            var violations = await page.ViolationsAsync();
            Assert.True(violations.Count == 0, $"{shown}: {string.Join('\n', violations)}");
            Assert.True(await page.BeyondTheEdgeAsync() <= 0, $"{shown} scrolls sideways");
            Assert.True(!(await page.CookiesAsync()).Any(), $"{shown} sets cookies");
            // A page with a status of its own is no complaint.
            var complaints = page.Complaints.Where(c => !c.Contains("responded with a status of", StringComparison.Ordinal)).ToList();
            Assert.True(complaints.Count == 0, $"{shown}: {string.Join('\n', complaints)}");
        }
    }
}
