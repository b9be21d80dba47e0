using System.Net;
using System.Text.RegularExpressions;
using MimeKit;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Messages;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Pages;

/// <summary>A patient with an e-mail address, and what they open and press.</summary>
internal static partial class PageCalls
{
    /// <summary>Where links of the tests point.</summary>
    public const string Host = "https://visits.example.org";

    /// <summary>The patient's address.</summary>
    public const string Email = "pat@example.org";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>A service whose messages hold links, and a clinic that tells its first patient by e-mail.</summary>
    public static async Task<(TestApi Api, SmallClinic Clinic, string Folder)> StartAsync(PostgresFixture postgres, object? terms = null, params IEnumerable<(string Key, string Value)> settings)
    {
        var (api, folder) = await MessageCalls.StartAsync(postgres, [("Messaging:PublicUrl", Host), .. settings]);
        api.Clock.Set(VisitCalls.MondayMorning);
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        await clinic.SwitchOnAsync(terms);
        await clinic.ReachAsync(api, 0, email: Email);
        return (api, clinic, folder);
    }

    /// <summary>One tick of the worker at an instant.</summary>
    public static Task TickAsync(this TestApi api, DateTimeOffset at)
    {
        api.Clock.Set(at);
        return api.SendAsync();
    }

    /// <summary>Mails that have left, in that order.</summary>
    public static IReadOnlyList<MimeMessage> Mails(string folder) =>
        [.. new DirectoryInfo(folder).GetFiles("*.eml").OrderBy(f => f.LastWriteTimeUtc).Select(f => MimeMessage.Load(f.FullName, Cancelled))];

    /// <summary>The link in the newest mail.</summary>
    public static string LastLink(string folder) => new Uri(Link().Match(Mails(folder)[^1].TextBody!).Value).AbsolutePath;

    /// <summary>What a browser without script and without cookies gets.</summary>
    public static Task<ApiAnswer> OpenAsync(this TestApi api, string path) => api.Anonymous().GetAsync(path);

    /// <summary>What a browser sends when a button is pressed; it isn't sent on.</summary>
    public static async Task<HttpResponseMessage> PressAsync(this TestApi api, string path, params IEnumerable<(string Name, string Value)> fields)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = api.Address };
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await http.PostAsync(path, form, Cancelled);
    }

    /// <summary>Presses, and expects to be sent back to the page with a word.</summary>
    public static async Task ExpectAsync(this Task<HttpResponseMessage> pressed, string said)
    {
        using var answer = await pressed;
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Contains($"said={said}", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Addresses that a page's links and forms by GET lead to.</summary>
    public static IEnumerable<string> LinksOf(string html) =>
        Hrefs().Matches(html).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)).Concat(GetForms().Matches(html).Select(m => m.Groups[1].Value)).Where(l => !l.StartsWith("tel:", StringComparison.Ordinal)).Distinct();

    /// <summary>The starts that a page of times offers.</summary>
    public static IReadOnlyList<string> Starts(string html) => [.. StartFields().Matches(html).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value))];

    [GeneratedRegex(@"https://visits\.example\.org/p/\S+")]
    private static partial Regex Link();

    [GeneratedRegex("href=\"([^\"]+)\"")]
    private static partial Regex Hrefs();

    [GeneratedRegex("method=\"get\" action=\"([^\"]+)\"")]
    private static partial Regex GetForms();

    [GeneratedRegex("name=\"start\" value=\"([^\"]+)\"")]
    private static partial Regex StartFields();
}
