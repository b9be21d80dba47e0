using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Messaging;

/// <summary>Puts a message into words, from the book as it is at that moment.</summary>
public sealed class MessageWriting(SchedulingDbContext db, PatientLinks links, IOptions<MessagingOptions> options, IOptions<EmailOptions> email)
{
    /// <summary>The words of a kind in a patient's language: the clinic's own, else the shipped ones, else English.</summary>
    public async Task<(string? Subject, string Body, string Language)> TextAsync(MessageKind kind, MessageChannel channel, string language, CancellationToken cancellationToken)
    {
        var own = await db.MessageTexts.AsNoTracking().Where(t => t.Kind == kind && t.Channel == channel).ToListAsync(cancellationToken);
        var tongue = language.Split('-')[0];
        foreach (var wanted in new[] { tongue, "en" })
        {
            if (own.Find(t => t.Language == wanted) is { } mine)
            {
                return (mine.Subject, mine.Body, wanted);
            }

            if (ShippedTexts.All.FirstOrDefault(t => t.Kind == kind && t.Channel == channel && t.Language == wanted) is { } shipped)
            {
                return (shipped.Subject, shipped.Body, wanted);
            }
        }

        throw new InvalidOperationException($"There are no words for {kind} by {channel}.");
    }

    /// <summary>The message as it leaves, and its text as it is kept: whoever reads that later must not find a link that acts for the patient.</summary>
    /// <param name="message">The message.</param>
    /// <param name="file">The patient's file.</param>
    /// <param name="news">What is told, for a change.</param>
    /// <param name="listed">The visits told, for a digest or a confirmation; the visit itself for a reminder or an offer.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<(OutgoingMessage Outgoing, string Kept)> WriteAsync(
        Message message, PatientFile file, VisitNews? news, IReadOnlyList<ToldVisit> listed, CancellationToken cancellationToken)
    {
        var (subject, body, language) = await TextAsync(message.Kind, message.Channel, file.Patient.Language, cancellationToken);
        var words = VisitWords.For(language);
        var site = file.Sites[message.SiteId];
        var known = TextFields.Of(message.Kind).Keys.ToList();
        var told = news?.Says ?? listed;
        var template = MessageTemplate.Read(body, known, out _) ?? throw new InvalidOperationException($"The words for {message.Kind} can't be read.");
        var values = new Dictionary<string, string>
        {
            ["site"] = site.Alias,
            ["first_name"] = file.Patient.GivenName.Split(' ')[0],
            ["phone"] = site.Phone ?? "",
            ["emergency"] = options.Value.Emergency ?? EmergencyNumbers.For(site.Phone, language),
            ["visits"] = "",
        };
        var link = template.Fields.Contains("link") ? links.Make(message, file, LinkPurpose.Visits) : null;
        // Without a page: whom to call.
        values["link"] = link?.Url ?? site.Phone ?? "";
        if (listed.Count > 0)
        {
            var clock = ClockOf(file, listed[0]);
            (values["day"], values["time"]) = (words.Day(listed[0].StartsAt, clock), words.Time(listed[0].StartsAt, clock));
        }

        List<string> lines = news is null ? [.. listed.Select(v => words.DayAndTime(v.StartsAt, ClockOf(file, v)))] : Lines(news, words, file);
        // An answer goes to where the question came from.
        var address = MessageKinds.ClassOf(message.Kind) == MessageClass.Answer ? message.Address! : file.AddressOf(message.Channel)!;
        if (message.Channel == MessageChannel.Sms)
        {
            var sms = FitText(template, values, lines, words);
            return (new OutgoingMessage(message.Id, address, site.Alias, language, null, sms), Kept(sms));
        }

        values["visits"] = string.Join('\n', lines.Select(l => "- " + l));
        var heading = MessageTemplate.Read(subject ?? "", known, out _) ?? throw new InvalidOperationException($"The subject for {message.Kind} can't be read.");
        var text = template.Fill(values);
        var calendar = MessageCalendar.Of(message, file, told, language, email.Value.From, db.Now);
        var unsubscribe = links.Make(message, file, LinkPurpose.Unsubscribe)?.Url;
        var title = heading.Fill(values);
        return (new OutgoingMessage(message.Id, address, site.Alias, language, title, text, Html(title, text, language), unsubscribe, calendar), Kept(text));

        string Kept(string written) => link is { } made ? written.Replace(made.Token, "...", StringComparison.Ordinal) : written;
    }

    /// <summary>A text that fits into one message: as many visits as there is room for, and how many there are beyond those.</summary>
    private static string FitText(MessageTemplate template, Dictionary<string, string> values, List<string> lines, VisitWords words)
    {
        for (var shown = lines.Count; ; shown--)
        {
            var more = shown < lines.Count ? [string.Format(CultureInfo.InvariantCulture, words.More, lines.Count - shown)] : Array.Empty<string>();
            values["visits"] = string.Join(", ", lines.Take(shown).Concat(more));
            var text = Gsm7.Fold(template.Fill(values));
            if (shown <= 1 || Gsm7.Measure(text).Segments == 1)
            {
                return text;
            }
        }
    }

    private static List<string> Lines(VisitNews news, VisitWords words, PatientFile file)
    {
        List<(DateTimeOffset At, string Line)> lines =
        [
            .. news.Booked.Select(v => (v.StartsAt, words.DayAndTime(v.StartsAt, ClockOf(file, v)))),
            .. news.Moved.Select(m => (m.Now.StartsAt, $"{words.DayAndTime(m.Now.StartsAt, ClockOf(file, m.Now))} ({words.Not} {words.DayAndTime(m.Was.StartsAt, ClockOf(file, m.Was))})")),
            .. news.Dropped.Select(v => (v.StartsAt, $"{words.Not} {words.DayAndTime(v.StartsAt, ClockOf(file, v))}")),
        ];
        return [.. lines.OrderBy(l => l.At).Select(l => l.Line)];
    }

    /// <summary>The text as HTML: paragraphs, lists, links; everything else escaped.</summary>
    public static string Html(string title, string text, string language)
    {
        var html = new StringBuilder($"<!DOCTYPE html>\n<html lang=\"{WebUtility.HtmlEncode(language)}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{WebUtility.HtmlEncode(title)}</title></head>"
            + "<body style=\"font-family:sans-serif;font-size:18px;line-height:1.5;max-width:40em;overflow-wrap:anywhere;word-break:break-word\"><main>\n");
        foreach (var paragraph in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = paragraph.Split('\n');
            html.Append(lines.All(l => l.StartsWith("- ", StringComparison.Ordinal))
                ? $"<ul>{string.Concat(lines.Select(l => $"<li>{Linked(l[2..])}</li>"))}</ul>\n"
                : $"<p>{string.Join("<br>", lines.Select(Linked))}</p>\n");
        }

        return html.Append("</main></body></html>\n").ToString();
    }

    private static string Linked(string line) => string.Join(' ', line.Split(' ').Select(word =>
        word.StartsWith("https://", StringComparison.Ordinal) || word.StartsWith("http://", StringComparison.Ordinal)
            ? $"<a href=\"{WebUtility.HtmlEncode(word)}\">{WebUtility.HtmlEncode(word)}</a>"
            : WebUtility.HtmlEncode(word)));

    private static SiteClock ClockOf(PatientFile file, ToldVisit visit) => FactsReader.ClockOf(file.Sites.TryGetValue(visit.SiteId, out var site) ? site : file.Sites[file.HomeSiteId]);
}
