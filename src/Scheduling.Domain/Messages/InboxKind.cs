namespace Scheduling.Domain.Messages;

/// <summary>Why something stands in the inbox. Stored and sent in snake_case.</summary>
public enum InboxKind
{
    /// <summary>A patient wrote something that a person has to read (M6).</summary>
    Reply,

    /// <summary>The same, and it looks like a crisis (M12).</summary>
    Crisis,

    /// <summary>A patient wants no more messages of a channel: whoever needs to tell them something calls.</summary>
    OptOut,

    /// <summary>A message to a patient was refused, or did not arrive: the address may be wrong. Changes of visits stand on the call list instead (M11).</summary>
    FailedContact,

    /// <summary>Nobody knows whether a message left, and it isn't sent twice. Changes of visits stand on the call list instead (M11).</summary>
    UnknownOutcome,
}
