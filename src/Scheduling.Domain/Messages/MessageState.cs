namespace Scheduling.Domain.Messages;

/// <summary>Where an outgoing message stands. Stored and sent in snake_case.</summary>
public enum MessageState
{
    /// <summary>To be sent at its time.</summary>
    Scheduled,

    /// <summary>A worker has it in hand. Committed before anything leaves, so that a killed worker's message is known to be doubtful.</summary>
    Sending,

    /// <summary>The mail server or the carrier has taken it.</summary>
    Sent,

    /// <summary>The carrier says that it arrived.</summary>
    Delivered,

    /// <summary>Refused for good, or given up after the last try.</summary>
    Failed,

    /// <summary>It can't be known whether it left: the worker ended between sending and recording.</summary>
    Unknown,

    /// <summary>Not sent, for a reason that stands beside it.</summary>
    Suppressed,

    /// <summary>Not sent, because what it would have said is no longer so.</summary>
    Superseded,
}
