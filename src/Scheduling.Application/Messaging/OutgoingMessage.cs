namespace Scheduling.Application.Messaging;

/// <summary>A message as it leaves.</summary>
/// <param name="Id">The message; a carrier that knows keys is given it, an e-mail's Message-ID is made of it, so that a second attempt is known as one.</param>
/// <param name="Address">Number (E.164) or e-mail address.</param>
/// <param name="FromName">The site's alias.</param>
/// <param name="Language">BCP 47 language of the text.</param>
/// <param name="Subject">Subject; e-mail only.</param>
/// <param name="Text">The text.</param>
/// <param name="Html">The same as HTML; e-mail only.</param>
/// <param name="Unsubscribe">Where one POST stops e-mail to this address (RFC 8058); e-mail only, null where no page can be reached.</param>
/// <param name="Calendar">The visits it tells of; e-mail only.</param>
public sealed record OutgoingMessage(
    Guid Id, string Address, string FromName, string Language, string? Subject, string Text, string? Html = null, string? Unsubscribe = null, OutgoingCalendar? Calendar = null)
{
    /// <summary>Its clinic; null for a message of none, such as a test.</summary>
    public Guid? ClinicId { get; init; }
}
