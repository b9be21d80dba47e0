namespace Scheduling.Domain.Messages;

/// <summary>How a message reaches a patient. Stored and sent in snake_case.</summary>
public enum MessageChannel
{
    /// <summary>By e-mail.</summary>
    Email,

    /// <summary>By text message; only with recorded consent (M3).</summary>
    Sms,
}
