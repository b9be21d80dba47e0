namespace Scheduling.Domain.Messages;

/// <summary>A clinic's own words for a kind of message; without them the shipped ones are used.</summary>
public sealed class MessageText : VersionedEntity
{
    /// <summary>The kind.</summary>
    public MessageKind Kind { get; set; }

    /// <summary>The channel.</summary>
    public MessageChannel Channel { get; set; }

    /// <summary>BCP 47 language, such as <c>en</c> or <c>es</c>.</summary>
    public required string Language { get; set; }

    /// <summary>Subject, a template; e-mail only.</summary>
    public string? Subject { get; set; }

    /// <summary>Text, a template.</summary>
    public required string Body { get; set; }
}
