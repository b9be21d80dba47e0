using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Scheduling.Testing.Mail;

/// <summary>A mail server on a loopback port that speaks SMTP (RFC 5321) and misbehaves by recipient: see <see cref="MailManners"/>.</summary>
public sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    // Never disposed: a connection may still ask it.
    private readonly CancellationTokenSource stopped = new();
    private readonly ConcurrentDictionary<string, int> asked = new(StringComparer.OrdinalIgnoreCase);
    private readonly Func<string, MailManners> manners;
    private readonly Task accepting;

    /// <summary>Starts it.</summary>
    /// <param name="manners">What it does with mail to an address.</param>
    public MailServer(Func<string, MailManners> manners)
    {
        this.manners = manners;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Every message that it has taken, or let go of after its DATA: recipient and text, in order.</summary>
    public ConcurrentQueue<(string To, string Text)> Taken { get; } = [];

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
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8);
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 mail.test ready");
            var to = "";
            while (await reader.ReadLineAsync(stopped.Token) is { } line)
            {
                var verb = line.Split(' ', ':')[0].ToUpperInvariant();
                switch (verb)
                {
                    case "EHLO" or "HELO":
                        await writer.WriteLineAsync("250 mail.test");
                        break;
                    case "RCPT":
                        to = line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
                        if (!await AnswerRecipientAsync(to, writer))
                        {
                            return;
                        }

                        break;
                    case "DATA":
                        if (!await TakeAsync(to, reader, writer))
                        {
                            return;
                        }

                        break;
                    case "QUIT":
                        await writer.WriteLineAsync("221 bye");
                        return;
                    default:
                        await writer.WriteLineAsync("250 ok");
                        break;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side hung up, or the test is over.
        }
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
        while (await reader.ReadLineAsync(stopped.Token) is { } line && line != ".")
        {
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
