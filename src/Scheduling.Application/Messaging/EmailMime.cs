using System.Text;
using MimeKit;

namespace Scheduling.Application.Messaging;

/// <summary>An e-mail as the library's message: text, HTML and calendar as alternatives, and the headers that mail programs look for.</summary>
internal static class EmailMime
{
    /// <summary>The message. One recipient: with two, one refusal leaves it open who got it.</summary>
    /// <exception cref="FormatException">When an address isn't one.</exception>
    public static MimeMessage Of(OutgoingMessage message, string from)
    {
        var mail = new MimeMessage { Subject = message.Subject ?? "", MessageId = MessageId(message, from).Trim('<', '>') };
        mail.From.Add(new MailboxAddress(Encoding.UTF8, message.FromName, MailboxAddress.Parse(from).Address));
        mail.To.Add(MailboxAddress.Parse(message.Address));
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        mail.Headers.Add(HeaderId.ContentLanguage, message.Language);
        if (message.Unsubscribe is { } unsubscribe)
        {
            mail.Headers.Add(HeaderId.ListUnsubscribe, $"<{unsubscribe}>");
            mail.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }

        var bodies = new MultipartAlternative { new TextPart("plain") { Text = message.Text } };
        if (message.Html is { } html)
        {
            bodies.Add(new TextPart("html") { Text = html });
        }

        switch (message.Calendar)
        {
            case null:
                mail.Body = bodies;
                break;
            case { Method: "PUBLISH" }:
                var file = Calendar(message.Calendar);
                file.ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = "calendar.ics" };
                mail.Body = new Multipart("mixed") { bodies, file };
                break;
            default:
                bodies.Add(Calendar(message.Calendar));
                mail.Body = bodies;
                break;
        }

        return mail;
    }

    /// <summary>The same at every attempt, so that a mail server or program may know the second one for what it is.</summary>
    public static string MessageId(OutgoingMessage message, string from) => $"<{message.Id:N}@{MailboxAddress.Parse(from).Domain}>";

    private static TextPart Calendar(OutgoingCalendar calendar)
    {
        var part = new TextPart("calendar") { Text = calendar.Text };
        part.ContentType.Parameters.Add("method", calendar.Method);
        return part;
    }
}
