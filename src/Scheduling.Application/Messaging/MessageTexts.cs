using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Requests;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Messaging;

/// <summary>The words of messages: the clinic's own beside the shipped ones, and how they read when filled in.</summary>
public sealed class MessageTexts(SchedulingDbContext db, ClinicContext context, AuditLog audit)
{
    private const int MostReplySegments = 3;
    private static readonly string[] Languages = ["en", "es"];

    /// <summary>The clinic's own.</summary>
    public async Task<IReadOnlyList<MessageText>> OwnAsync(CancellationToken cancellationToken) =>
        await db.MessageTexts.AsNoTracking().OrderBy(t => t.Kind).ThenBy(t => t.Channel).ThenBy(t => t.Language).ToListAsync(cancellationToken);

    /// <summary>How a text reads, how long it is, and what is wrong with it.</summary>
    public async Task<TextPreview> PreviewAsync(MessageKind kind, MessageChannel channel, string? subject, string body, CancellationToken cancellationToken)
    {
        var fields = TextFields.Of(kind);
        List<FieldError> errors = [];
        var filled = Read(body, "/body", fields, errors, await OwnWordsAsync(cancellationToken));
        var heading = channel == MessageChannel.Email ? Read(subject ?? "", "/subject", fields, errors, []) : null;
        if (channel == MessageChannel.Email && string.IsNullOrWhiteSpace(subject))
        {
            errors.Add(new FieldError("/subject", "an e-mail needs one"));
        }

        if (channel == MessageChannel.Sms && MessageKinds.NamesOptOut(kind) && !body.Contains("STOP", StringComparison.Ordinal))
        {
            errors.Add(new FieldError("/body", "a text has to say how to opt out: Reply STOP to opt out (M3)"));
        }

        SmsLength? length = null;
        if (channel == MessageChannel.Sms && filled is not null)
        {
            filled = Gsm7.Fold(filled);
            length = Gsm7.Measure(filled);
            if (length.Segments > 1)
            {
                errors.Add(new FieldError("/body", $"is {length.Units} units long with ordinary values; one text holds {(length.Encoding == SmsEncoding.Gsm7 ? 160 : 70)} (M3)"));
            }
        }

        return new TextPreview(heading, filled, length, errors);
    }

    /// <summary>A text in a person's own words, as it would leave.</summary>
    /// <exception cref="SchedulingException">invalid_request when it tells what the visit is for (M5), or is too long.</exception>
    public async Task<string> CheckReplyAsync(string text, CancellationToken cancellationToken)
    {
        var folded = Gsm7.Fold(text);
        var checks = new FieldChecks();
        checks.Text(text, "/text");
        // Counted and not repeated: what is written to a patient stays out of problems.
        var telling = PlainWords.Find(text, await OwnWordsAsync(cancellationToken)).Count;
        checks.Check(telling == 0, "/text", $"has {telling} words that tell what the visit is for (M5)");
        checks.Check(Gsm7.Measure(folded).Segments <= MostReplySegments, "/text", $"must fit into {MostReplySegments} text messages");
        checks.ThrowIfAny();
        return folded;
    }

    /// <summary>Sets the clinic's own words of a kind, channel and language.</summary>
    /// <exception cref="SchedulingException">invalid_request, naming what is wrong.</exception>
    public async Task<MessageText> SetAsync(MessageKind kind, MessageChannel channel, string language, string? subject, string body, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        checks.Check(Languages.Contains(language), "/language", "must be one of en, es");
        checks.Check(kind != MessageKind.StaffReply, "/kind", "has no words of its own: a person writes them");
        checks.Check(channel == MessageChannel.Sms || MessageKinds.ClassOf(kind) != MessageClass.Answer, "/channel", "answers go by the way the patient wrote: sms");
        foreach (var error in (await PreviewAsync(kind, channel, subject, body, cancellationToken)).Errors)
        {
            checks.Check(false, error.Pointer, error.Detail);
        }

        checks.ThrowIfAny();
        var text = await db.MessageTexts.SingleOrDefaultAsync(t => t.Kind == kind && t.Channel == channel && t.Language == language, cancellationToken);
        if (text is null)
        {
            text = new MessageText { Id = Guid.CreateVersion7(context.Now), Kind = kind, Channel = channel, Language = language, Body = body };
            db.MessageTexts.Add(text);
        }

        (text.Subject, text.Body) = (channel == MessageChannel.Email ? subject : null, body);
        audit.Write("set", "message_text", text.Id);
        await db.SaveChangesAsync(cancellationToken);
        return text;
    }

    /// <summary>Goes back to the shipped words.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version.</exception>
    public async Task DropAsync(Guid id, Action<int> expect, CancellationToken cancellationToken)
    {
        var text = await db.MessageTexts.SingleOrDefaultAsync(t => t.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
        expect(text.Version);
        db.MessageTexts.Remove(text);
        audit.Write("delete", "message_text", id);
        await db.SaveChangesAsync(cancellationToken);
    }

    // M5: the clinic's device models and protocols have names that say what the visit is for.
    private async Task<IReadOnlyList<string>> OwnWordsAsync(CancellationToken cancellationToken) =>
    [
        .. await db.DeviceModels.AsNoTracking().Select(m => m.Name).ToListAsync(cancellationToken),
        .. await db.Protocols.AsNoTracking().Select(p => p.Name).ToListAsync(cancellationToken),
    ];

    private static string? Read(string source, string pointer, IReadOnlyDictionary<string, string> fields, List<FieldError> errors, IReadOnlyList<string> ownWords)
    {
        var template = MessageTemplate.Read(source, [.. fields.Keys], out var unread);
        errors.AddRange(unread.Select(e => new FieldError(pointer, e)));
        if (template is null)
        {
            return null;
        }

        errors.AddRange(PlainWords.Find(template.FixedWords, ownWords).Select(w => new FieldError(pointer, $"'{w}' tells what the visit is for (M5)")));
        return template.Fill(fields);
    }
}
