using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Options;
using Scheduling.Domain.Messages;

namespace Scheduling.Application.Messaging;

/// <summary>Hands e-mail to a mail server (RFC 5321). A new client for each message: one client sends one at a time.</summary>
public sealed class SmtpSender(IOptions<EmailOptions> options) : IMessageSender
{
    /// <inheritdoc />
    public MessageChannel Channel => MessageChannel.Email;

    /// <inheritdoc />
    public async Task<SendOutcome> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        try
        {
            using var mail = EmailMime.Of(message, settings.From);
            using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.StartTls, Timeout = settings.TimeoutSeconds * 1000 };
            if (!string.IsNullOrEmpty(settings.User))
            {
                client.Credentials = new NetworkCredential(settings.User, settings.Password);
            }

            // Not the caller's token: once DATA is out, giving up would only lose what became of it.
            await client.SendMailAsync(mail, CancellationToken.None);
            return new SendOutcome.Sent(EmailMime.MessageId(message, settings.From));
        }
        catch (SmtpFailedRecipientException refused)
        {
            return OfStatus(refused.StatusCode);
        }
        catch (SmtpException failed)
        {
            return failed.InnerException switch
            {
                SocketException => new SendOutcome.TryAgain("smtp_unreachable"),
                AuthenticationException => new SendOutcome.TryAgain("smtp_certificate"),
                // The line dropped or the server fell silent: it may have taken the message before it did.
                IOException => new SendOutcome.NotKnown("smtp_line_dropped"),
                _ => OfStatus(failed.StatusCode),
            };
        }
        catch (Exception failed) when (failed is FormatException or ArgumentException)
        {
            return new SendOutcome.Refused("bad_address");
        }
    }

    // RFC 5321, 4.2.1: 4xx may do later, 5xx never will. -1 is the library's "something else", a timeout among it.
    private static SendOutcome OfStatus(SmtpStatusCode status) => (int)status switch
    {
        >= 400 and < 500 => new SendOutcome.TryAgain($"smtp_{(int)status}"),
        // Not signed in, or not encrypted: our settings are wrong, not the address.
        530 or 535 or 538 => new SendOutcome.TryAgain($"smtp_{(int)status}"),
        >= 500 and < 600 => new SendOutcome.Refused($"smtp_{(int)status}"),
        _ => new SendOutcome.NotKnown("smtp_timeout"),
    };
}
