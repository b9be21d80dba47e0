using static Scheduling.Domain.Messages.MessageState;

namespace Scheduling.Domain.Messages;

/// <summary>The one table of message states: what may follow on what. Receipts of a carrier come late, twice and out of order; a state only moves forward.</summary>
public static class MessageStates
{
    private static readonly Dictionary<MessageState, MessageState[]> Rows = new()
    {
        // Delivered: a person sent it again, and then the receipt came.
        [Scheduled] = [Scheduled, Sending, Suppressed, Superseded, Failed, Delivered],
        [Sending] = [Scheduled, Sent, Delivered, Failed, Unknown],
        [Sent] = [Delivered, Failed],
        // A receipt may settle what the worker could not; a person may send it again.
        [Unknown] = [Scheduled, Sent, Delivered, Failed],
        [Failed] = [Scheduled, Delivered],
        [Suppressed] = [Scheduled, Suppressed, Superseded],
        [Delivered] = [],
        // What was no longer so may be so again: a week that was emptied fills up.
        [Superseded] = [Scheduled, Suppressed],
    };

    /// <summary>Whether a message may go from one state to another.</summary>
    public static bool MayFollow(this MessageState from, MessageState to) => Rows[from].Contains(to);

    /// <summary>Whether nothing more is going to happen by itself.</summary>
    public static bool IsSettled(this MessageState state) => state is not (Scheduled or Sending);

    /// <summary>Whether it left, or may have: it counts against the limits of M3.</summary>
    public static bool MayHaveLeft(this MessageState state) => state is Sending or Sent or Delivered or Unknown;
}
