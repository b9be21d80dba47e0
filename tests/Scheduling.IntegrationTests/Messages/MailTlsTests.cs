using System.Diagnostics;
using System.Globalization;
using System.Text;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.Testing.Clinics;
using Scheduling.Testing.Mail;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Messages;

/// <summary>
/// E-mail over encrypted lines. What is trusted is what the process trusts, so those that are to trust a test's authority are processes of their own: <c>send-test</c>, with
/// SSL_CERT_FILE.
/// </summary>
public sealed class MailTlsTests(PostgresFixture postgres) : IDisposable
{
    private const string To = "someone@example.org";
    private static readonly (string User, string Password) Login = ("clinic", "a pass word, with ümlauts");
    private readonly TestAuthority authority = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("starttls")]
    [InlineData("tls")]
    public async Task Encrypted_WithAPassword_Delivers(string encryption)
    {
        using var certificate = authority.Issue();
        await using var server = new MailServer(_ => MailManners.Take, certificate, encryption == "tls", Login);

        Assert.Equal("0 Taken by SmtpSender as <ID>.", await SendTestAsync(server, encryption));

        Assert.Contains("This is a test of visit messages.", Assert.Single(server.For(To)), StringComparison.Ordinal);
        Assert.Contains(server.Heard, h => h.Line.StartsWith("AUTH PLAIN ", StringComparison.Ordinal) && h.Encrypted);
        Assert.Equal(encryption == "tls" ? [] : ["EHLO", "STARTTLS"], InTheClear(server));
    }

    [Theory]
    [InlineData("starttls")]
    [InlineData("tls")]
    public async Task WrongPassword_IsSaid_AndNothingLeaves(string encryption)
    {
        using var certificate = authority.Issue();
        await using var server = new MailServer(_ => MailManners.Take, certificate, encryption == "tls", Login);

        Assert.Equal("1 Not taken now: smtp_535.", await SendTestAsync(server, encryption, password: "wrong"));

        Assert.Empty(server.Taken);
    }

    [Fact]
    public async Task CertificateForAnotherName_IsRefused_BeforeAnythingIsSaid()
    {
        using var certificate = authority.Issue("other.test");
        await using var server = new MailServer(_ => MailManners.Take, certificate, login: Login);

        Assert.Equal("1 Not taken now: smtp_certificate.", await SendTestAsync(server, "starttls"));

        Assert.Equal(["EHLO", "STARTTLS"], server.Heard.Select(h => h.Line.Split(' ')[0]));
    }

    [Theory]
    [InlineData(true, false, "starttls", "smtp_certificate")]
    [InlineData(true, true, "tls", "smtp_certificate")]
    [InlineData(false, false, "starttls", "smtp_not_offered")]
    [InlineData(false, false, "tls", "smtp_certificate")]
    public async Task ServerThatCantBeTrusted_GetsNeitherPasswordNorMail(bool certified, bool fromTheFirstByte, string encryption, string reason)
    {
        // Signed by an authority that this process doesn't know; or no encryption is offered, where none goes in the clear instead.
        using var certificate = authority.Issue();
        await using var server = new MailServer(_ => MailManners.Take, certified ? certificate : null, fromTheFirstByte, Login);
        var (api, _) = await MessageCalls.StartAsync(
            postgres, [.. Settings(server, encryption, Login.Password).Select(s => (s.Key, s.Value)), ("Messaging:Email:TimeoutSeconds", "5"), ("Messaging:MostAttempts", "2")]);
        await using var __ = api;
        api.Clock.Set(VisitCalls.MondayMorning);
        var clinic = await new ClinicBuilder().SeedAsync(api);
        await clinic.SwitchOnAsync();
        await clinic.ReachAsync(api, 0, email: To);
        await clinic.BookConsultAsync("2027-03-02", "09:00");
        await api.SendAsync();
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(4));
        await api.SendAsync();

        Assert.Equal([$"visit_change email scheduled {reason}"], await clinic.MessagesAsync("&kind=visit_change"));
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(5));
        await api.SendAsync();

        // Nothing has left, so nothing is in doubt; somebody calls.
        Assert.Equal([$"visit_change email failed {reason}"], await clinic.MessagesAsync("&kind=visit_change"));
        Assert.Single((await clinic.Client.GetAsync("/v1/messages/call-list")).Json["items"]!.AsArray());
        Assert.Empty(server.Taken);
        Assert.DoesNotContain(server.Heard, h => h.Line.Split(' ')[0] is "AUTH" or "MAIL" or "DATA");
        Assert.DoesNotContain(server.Heard, h => h.Line.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(Login.Password)), StringComparison.Ordinal));
    }

    public void Dispose() => authority.Dispose();

    private static IEnumerable<string> InTheClear(MailServer server) => server.Heard.Where(h => !h.Encrypted).Select(h => h.Line.Split(' ')[0]);

    private static Dictionary<string, string> Settings(MailServer server, string encryption, string password) => new()
    {
        ["Messaging:Email:Sender"] = "smtp",
        ["Messaging:Email:Host"] = "localhost",
        ["Messaging:Email:Port"] = server.Port.ToString(CultureInfo.InvariantCulture),
        ["Messaging:Email:Encryption"] = encryption,
        ["Messaging:Email:User"] = Login.User,
        ["Messaging:Email:Password"] = password,
    };

    // What the command answers, and what it says with the ids left out.
    private async Task<string> SendTestAsync(MailServer server, string encryption, string? password = null)
    {
        var trusted = Path.Combine(Path.GetTempPath(), $"scheduling-authority-{Guid.NewGuid():N}.pem");
        await File.WriteAllTextAsync(trusted, authority.Pem, Cancelled);
        try
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Scheduling.Api.dll"), "send-test", $"--to={To}"])
            {
                start.ArgumentList.Add(argument);
            }

            foreach (var (key, value) in Settings(server, encryption, password ?? Login.Password))
            {
                start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
            }

            start.Environment["SSL_CERT_FILE"] = trusted;
            using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
            var errors = process.StandardError.ReadToEndAsync(Cancelled);
            var said = await process.StandardOutput.ReadToEndAsync(Cancelled);
            await process.WaitForExitAsync(Cancelled);
            var id = said.IndexOf('<', StringComparison.Ordinal) is var at and >= 0 ? said[at..(said.IndexOf('>', StringComparison.Ordinal) + 1)] : "<ID>";
            return $"{process.ExitCode} {said.Trim().Replace(id, "<ID>", StringComparison.Ordinal)}{(await errors).Trim()}";
        }
        finally
        {
            File.Delete(trusted);
        }
    }
}
