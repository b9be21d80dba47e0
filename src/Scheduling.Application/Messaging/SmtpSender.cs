using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using Scheduling.Domain.Messages;

namespace Scheduling.Application.Messaging;

/// <summary>Hands e-mail to a mail server (RFC 5321). A new connection for each message: one sends one at a time.</summary>
public sealed class SmtpSender(IOptions<EmailOptions> options) : IMessageSender
{
    /// <inheritdoc />
    public MessageChannel Channel => MessageChannel.Email;

    /// <inheritdoc />
    public async Task<SendOutcome> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        MimeMessage mail;
        try
        {
            mail = EmailMime.Of(message, settings.From);
        }
        catch (Exception failed) when (failed is FormatException or ArgumentException)
        {
            return new SendOutcome.Refused("bad_address");
        }

        using (mail)
        {
            // Many authorities publish no lists that could be asked, and a mail server of the house has none.
            using var client = new SmtpClient { Timeout = settings.TimeoutSeconds * 1000, CheckCertificateRevocation = false };
            if (await ConnectAsync(client, settings) is { } closed)
            {
                return closed;
            }

            try
            {
                // Not the caller's token: once DATA is out, giving up would only lose what became of it.
                await client.SendAsync(mail, CancellationToken.None);
            }
            catch (SmtpCommandException refused)
            {
                return OfStatus((int)refused.StatusCode);
            }
            catch (TimeoutException)
            {
                return new SendOutcome.NotKnown("smtp_timeout");
            }
            catch (Exception dropped) when (dropped is IOException or SocketException or SmtpProtocolException or ServiceNotConnectedException)
            {
                // The line dropped: the server may have taken the message before it did.
                return new SendOutcome.NotKnown("smtp_line_dropped");
            }

            await TryQuitAsync(client);
            return new SendOutcome.Sent(EmailMime.MessageId(message, settings.From));
        }
    }

    // Nothing has left yet: whatever goes wrong here may go right later.
    private static async Task<SendOutcome?> ConnectAsync(SmtpClient client, EmailOptions settings)
    {
        try
        {
            var encryption = settings.Encryption switch
            {
                "tls" => SecureSocketOptions.SslOnConnect,
                "none" => SecureSocketOptions.None,
                _ => SecureSocketOptions.StartTls,
            };
            await client.ConnectAsync(settings.Host!, settings.Port, encryption, CancellationToken.None);
            if (!string.IsNullOrEmpty(settings.User))
            {
                await client.AuthenticateAsync(settings.User, settings.Password ?? "", CancellationToken.None);
            }

            return null;
        }
        catch (SslHandshakeException)
        {
            return new SendOutcome.TryAgain("smtp_certificate");
        }
        catch (AuthenticationException)
        {
            return new SendOutcome.TryAgain("smtp_535");
        }
        catch (SmtpCommandException refused)
        {
            return new SendOutcome.TryAgain($"smtp_{(int)refused.StatusCode}");
        }
        catch (NotSupportedException)
        {
            return new SendOutcome.TryAgain("smtp_not_offered");
        }
        catch (Exception failed) when (failed is SocketException or IOException or TimeoutException or SmtpProtocolException or OperationCanceledException)
        {
            return new SendOutcome.TryAgain("smtp_unreachable");
        }
    }

    // The message has been taken: how the server says goodbye doesn't matter.
    private static async Task TryQuitAsync(SmtpClient client)
    {
        try
        {
            await client.DisconnectAsync(quit: true, CancellationToken.None);
        }
        catch (Exception failed) when (failed is IOException or SocketException or TimeoutException or SmtpProtocolException or SmtpCommandException)
        {
        }
    }

    // RFC 5321, 4.2.1: 4xx may do later, 5xx never will. Not signed in, or not encrypted: our settings are wrong, not the address.
    private static SendOutcome OfStatus(int status) => status is (>= 400 and < 500) or 530 or 535 or 538
        ? new SendOutcome.TryAgain($"smtp_{status}")
        : new SendOutcome.Refused($"smtp_{status}");
}
