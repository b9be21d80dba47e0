using System.ComponentModel.DataAnnotations;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.Messaging;
using Scheduling.Domain.Messages;

namespace Scheduling.Api.Messages;

/// <summary>Words to look at.</summary>
public sealed record PreviewTextRequest
{
    /// <summary>What the message is about.</summary>
    /// <example>visit_reminder</example>
    public required MessageKind Kind { get; init; }

    /// <summary>How it goes.</summary>
    /// <example>sms</example>
    public required MessageChannel Channel { get; init; }

    /// <summary>Subject, for an e-mail.</summary>
    /// <example>See you {day}</example>
    [StringLength(200)]
    public string? Subject { get; init; }

    /// <summary>Text with places such as `{first_name}`.</summary>
    /// <example>{site}: {first_name}, see you {day} at {time}. Reply STOP to opt out</example>
    [StringLength(4000, MinimumLength = 1)]
    public required string Body { get; init; }
}

/// <summary>How words read with ordinary values.</summary>
public sealed record TextPreviewResponse
{
    /// <summary>Subject, filled in.</summary>
    /// <example>See you Wed, Sep 29</example>
    public string? Subject { get; init; }

    /// <summary>Text, filled in; missing when it can't be read.</summary>
    /// <example>Elm Street: Alexandra, see you Wed, Sep 29 at 10:30 AM. Reply STOP to opt out</example>
    public string? Text { get; init; }

    /// <summary>The alphabet that a text message needs.</summary>
    /// <example>gsm7</example>
    public SmsEncoding? Encoding { get; init; }

    /// <summary>Its length in units of that alphabet.</summary>
    /// <example>78</example>
    public int? Units { get; init; }

    /// <summary>Messages that the carrier makes of it.</summary>
    /// <example>1</example>
    public int? Segments { get; init; }

    /// <summary>Why it can't be saved; empty when it can.</summary>
    public required IReadOnlyList<TextError> Errors { get; init; }

    internal static TextPreviewResponse Of(TextPreview preview) => new()
    {
        Subject = preview.Subject,
        Text = preview.Text,
        Encoding = preview.Length?.Encoding,
        Units = preview.Length?.Units,
        Segments = preview.Length?.Segments,
        Errors = [.. preview.Errors.Select(e => new TextError { Pointer = e.Pointer, Detail = e.Detail })],
    };
}

/// <summary>Something wrong with words.</summary>
public sealed record TextError
{
    /// <summary>Where.</summary>
    /// <example>/body</example>
    public required string Pointer { get; init; }

    /// <summary>What.</summary>
    /// <example>'session' tells what the visit is for (M5)</example>
    public required string Detail { get; init; }
}

/// <summary>The clinic's own words.</summary>
public sealed record SetMessageTextRequest
{
    /// <summary>Subject, for an e-mail.</summary>
    /// <example>See you {day}</example>
    [StringLength(200)]
    public string? Subject { get; init; }

    /// <summary>Text with places such as `{first_name}`.</summary>
    /// <example>{site}: {first_name}, see you {day} at {time}. Reply STOP to opt out</example>
    [StringLength(4000, MinimumLength = 1)]
    public required string Body { get; init; }
}

/// <summary>Words of a kind of message.</summary>
public sealed record MessageTextResponse
{
    /// <summary>Id of the clinic's own words; missing for the shipped ones.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000061</example>
    public Guid? Id { get; init; }

    /// <summary>What the message is about.</summary>
    /// <example>visit_reminder</example>
    public required MessageKind Kind { get; init; }

    /// <summary>How it goes.</summary>
    /// <example>sms</example>
    public required MessageChannel Channel { get; init; }

    /// <summary>BCP 47 language.</summary>
    /// <example>en</example>
    public required string Language { get; init; }

    /// <summary>Subject, for an e-mail.</summary>
    /// <example>See you {day}</example>
    public string? Subject { get; init; }

    /// <summary>Text with places.</summary>
    /// <example>{site}: {first_name}, see you {day} at {time}. Reply STOP to opt out</example>
    public required string Body { get; init; }

    /// <summary>Version of the clinic's own words, for If-Match.</summary>
    /// <example>"1"</example>
    public string? Etag { get; init; }

    internal static MessageTextResponse Of(MessageText text) => new()
    {
        Id = text.Id,
        Kind = text.Kind,
        Channel = text.Channel,
        Language = text.Language,
        Subject = text.Subject,
        Body = text.Body,
        Etag = ETags.Of(text.Version),
    };

    internal static MessageTextResponse Of(ShippedText text) => new() { Kind = text.Kind, Channel = text.Channel, Language = text.Language, Subject = text.Subject, Body = text.Body };
}

/// <summary>The words in use.</summary>
public sealed record MessageTextsResponse
{
    /// <summary>One of each kind, channel and language: the clinic's own where it has them.</summary>
    public required IReadOnlyList<MessageTextResponse> Items { get; init; }
}
