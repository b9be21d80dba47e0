using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Scheduling.Testing.Mail;

/// <summary>
/// A mail server on a loopback port that speaks SMTP (RFC 5321), in the clear or encrypted (RFC 3207, 8314), asks for a password (RFC 4954) if told to, and misbehaves by recipient: see
/// <see cref="MailManners"/>.
/// </summary>
public sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    // Never disposed: a connection may still ask it.
    private readonly CancellationTokenSource stopped = new();
    private readonly ConcurrentDictionary<string, int> asked = new(StringComparer.OrdinalIgnoreCase);
    private readonly Func<string, MailManners> manners;
    private readonly X509Certificate2? certificate;
    private readonly bool fromTheFirstByte;
    private readonly (string User, string Password)? login;
    private readonly Task accepting;

    /// <summary>Starts it.</summary>
    /// <param name="manners">What it does with mail to an address.</param>
    /// <param name="certificate">With one it offers STARTTLS; without one it offers no encryption.</param>
    /// <param name="fromTheFirstByte">Whether it speaks TLS at once instead.</param>
    /// <param name="login">Who has to sign in before anything else; null for nobody.</param>
    public MailServer(Func<string, MailManners> manners, X509Certificate2? certificate = null, bool fromTheFirstByte = false, (string User, string Password)? login = null)
    {
        (this.manners, this.certificate, this.fromTheFirstByte, this.login) = (manners, certificate, fromTheFirstByte, login);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Every message that it has taken, or let go of after its DATA: recipient and text, in order.</summary>
    public ConcurrentQueue<(string To, string Text)> Taken { get; } = [];

    /// <summary>Every command that it was given, and whether it came encrypted; not what stood in mails.</summary>
    public ConcurrentQueue<(string Line, bool Encrypted)> Heard { get; } = [];

    /// <summary>What it has taken for an address.</summary>
    public IReadOnlyList<string> For(string address) => [.. Taken.Where(t => t.To == address).Select(t => t.Text)];

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (accepting.IsCompleted)
        {
            return;
        }

        await stopped.CancelAsync();
        listener.Stop();
        await accepting;
    }

    private async Task AcceptAsync()
    {
        while (!stopped.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync(stopped.Token);
                _ = ServeAsync(client);
            }
            catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            await using var plain = client.GetStream();
            if (fromTheFirstByte)
            {
                await using var encrypted = await EncryptAsync(plain);
                await SpeakAsync(encrypted, greet: true);
            }
            else if (await SpeakAsync(plain, greet: true))
            {
                await using var encrypted = await EncryptAsync(plain);
                await SpeakAsync(encrypted, greet: false);
            }
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ObjectDisposedException or AuthenticationException)
        {
            // The other side hung up, or would have nothing to do with us, or the test is over.
        }
    }

    private async Task<SslStream> EncryptAsync(Stream plain)
    {
        var encrypted = new SslStream(plain);
        await encrypted.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stopped.Token);
        return encrypted;
    }

    // Answers until the other side hangs up; true when it wants to go on encrypted.
    private async Task<bool> SpeakAsync(Stream stream, bool greet)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n", AutoFlush = true };
        if (greet)
        {
            await writer.WriteLineAsync("220 mail.test ready");
        }

        var (to, signedIn) = ("", login is null);
        while (await reader.ReadLineAsync(stopped.Token) is { } line)
        {
            Heard.Enqueue((line, stream is SslStream));
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO" or "HELO":
                    await writer.WriteLineAsync("250-mail.test");
                    if (certificate is not null && stream is not SslStream)
                    {
                        await writer.WriteLineAsync("250-STARTTLS");
                    }

                    if (login is not null)
                    {
                        await writer.WriteLineAsync("250-AUTH PLAIN");
                    }

                    await writer.WriteLineAsync("250 8BITMIME");
                    break;
                case "STARTTLS":
                    await writer.WriteLineAsync("220 go on");
                    return true;
                case "AUTH":
                    signedIn = login is { } known && line == "AUTH PLAIN " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{known.User}\0{known.Password}"));
                    await writer.WriteLineAsync(signedIn ? "235 welcome" : "535 wrong user or password");
                    break;
                case "MAIL" or "RCPT" or "DATA" when !signedIn:
                    await writer.WriteLineAsync("530 sign in first");
                    break;
                case "RCPT":
                    to = line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
                    if (!await AnswerRecipientAsync(to, writer))
                    {
                        return false;
                    }

                    break;
                case "DATA":
                    if (!await TakeAsync(to, reader, writer))
                    {
                        return false;
                    }

                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return false;
                default:
                    await writer.WriteLineAsync("250 ok");
                    break;
            }
        }

        return false;
    }

    private async Task<bool> AnswerRecipientAsync(string to, StreamWriter writer)
    {
        var times = asked.AddOrUpdate(to, 1, (_, n) => n + 1);
        switch (manners(to))
        {
            case MailManners.Refuse:
                await writer.WriteLineAsync("550 no such mailbox");
                return true;
            case MailManners.Greylist when times == 1:
                await writer.WriteLineAsync("451 try again later");
                return true;
            case MailManners.Hang:
                await Task.Delay(Timeout.Infinite, stopped.Token);
                return false;
            default:
                await writer.WriteLineAsync("250 ok");
                return true;
        }
    }

    private async Task<bool> TakeAsync(string to, StreamReader reader, StreamWriter writer)
    {
        await writer.WriteLineAsync("354 go on");
        var text = new StringBuilder();
        for (string? line; (line = await reader.ReadLineAsync(stopped.Token)) != ".";)
        {
            if (line is null)
            {
                // Whoever hung up in the middle has handed over nothing.
                return false;
            }

            text.Append(line.StartsWith('.') ? line[1..] : line).Append('\n');
        }

        Taken.Enqueue((to, text.ToString()));
        if (manners(to) == MailManners.DropAfterData)
        {
            return false;
        }

        await writer.WriteLineAsync("250 taken");
        return true;
    }
}
