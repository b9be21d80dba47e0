namespace Scheduling.Domain.Messages;

/// <summary>What a patient's text asks for (M6). Stored and sent in snake_case.</summary>
public enum InboundKind
{
    /// <summary>Anything else: a person reads it.</summary>
    FreeText,

    /// <summary>No more messages.</summary>
    OptOut,

    /// <summary>Messages again.</summary>
    OptIn,

    /// <summary>Whom to call.</summary>
    Help,

    /// <summary>The next visit is confirmed.</summary>
    Confirm,
}
