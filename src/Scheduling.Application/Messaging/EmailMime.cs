using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace Scheduling.Application.Messaging;

/// <summary>An e-mail as the library's message: text and HTML as alternatives, and the headers that mail programs look for.</summary>
internal static class EmailMime
{
    /// <summary>The message. One recipient: with two, one refusal leaves it open who got it.</summary>
    public static MailMessage Of(OutgoingMessage message, string from)
    {
        var mail = new MailMessage(new MailAddress(from, message.FromName, Encoding.UTF8), new MailAddress(message.Address))
        {
            Subject = message.Subject ?? "",
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        mail.Headers["Message-ID"] = MessageId(message, from);
        mail.Headers["Auto-Submitted"] = "auto-generated";
        mail.Headers["Content-Language"] = message.Language;
        mail.AlternateViews.Add(View(message.Text, MediaTypeNames.Text.Plain));
        if (message.Html is { } html)
        {
            mail.AlternateViews.Add(View(html, MediaTypeNames.Text.Html));
        }

        return mail;
    }

    /// <summary>The same at every attempt, so that a mail server or program may know the second one for what it is.</summary>
    public static string MessageId(OutgoingMessage message, string from) => $"<{message.Id:N}@{new MailAddress(from).Host}>";

    private static AlternateView View(string text, string type) => AlternateView.CreateAlternateViewFromString(text, Encoding.UTF8, type);
}
