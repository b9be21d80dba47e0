namespace Scheduling.Domain.Messages;

/// <summary>Where an entry of the inbox stands. Stored and sent in snake_case.</summary>
public enum InboxState
{
    /// <summary>Somebody has to look.</summary>
    Open,

    /// <summary>Somebody did, or its cause went.</summary>
    Closed,
}
