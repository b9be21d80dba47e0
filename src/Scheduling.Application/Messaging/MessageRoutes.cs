using Microsoft.Extensions.Options;
using Scheduling.Domain.Messages;

namespace Scheduling.Application.Messaging;

/// <summary>Which way a message goes, or why none is open (M3, M6, M7): the one place that decides it, asked when a message is made and again when it leaves.</summary>
public sealed class MessageRoutes(IOptions<MessagingOptions> options)
{
    internal const string OptedOut = "opted_out";

    /// <summary>The first channel in the policy's order that is open to a kind of message; where none is, one of those that were tried in vain, or else the first with its refusal.</summary>
    /// <param name="file">The patient's file.</param>
    /// <param name="kind">What it is about.</param>
    /// <param name="inVain">Channels by which the same could not be said.</param>
    public (MessageChannel Channel, string? Refused) Choose(PatientFile file, MessageKind kind, IReadOnlyCollection<MessageChannel>? inVain = null)
    {
        var channels = file.Terms.Policy.Channels;
        // All visits of a course don't go into a text.
        var inOrder = kind == MessageKind.CourseConfirmation ? channels.OrderBy(c => c != MessageChannel.Email) : channels.AsEnumerable();
        foreach (var channel in inOrder.Where(c => inVain?.Contains(c) != true))
        {
            if (Refuse(file, channel) is null)
            {
                return (channel, null);
            }
        }

        var last = inVain is { Count: > 0 } ? inVain.First() : channels[0];
        return (last, Refuse(file, last));
    }

    /// <summary>Why nothing goes to a patient over a channel; null where it does.</summary>
    public string? Refuse(PatientFile file, MessageChannel channel) =>
        file.Messaging.PausedFor is not null ? "paused"
        : file.AddressOf(channel) is not { } address ? "no_address"
        : ConsentRecord.Refuse(file.Consents, channel, address) ?? (MayGoTo(address) ? null : "not_on_allow_list");

    /// <summary>
    /// Why a message doesn't leave now; null where it does. An answer goes where the patient wrote from, to those too who have just opted out (M6); what a
    /// person answers does not.
    /// </summary>
    public string? Refuse(PatientFile file, Message message) =>
        MessageKinds.ClassOf(message.Kind) != MessageClass.Answer ? Refuse(file, message.Channel)
        : message.Address is not { } address ? "no_address"
        : message.Kind == MessageKind.StaffReply && ConsentRecord.Refuse(file.Consents, message.Channel, address) == OptedOut ? OptedOut
        : MayGoTo(address) ? null : "not_on_allow_list";

    /// <summary>Whether an address is on the list of those that messages may go to; without a list all are.</summary>
    public bool MayGoTo(string address) => options.Value.OnlyTo.Count == 0
        || options.Value.OnlyTo.Any(a => a.StartsWith('@') ? address.EndsWith(a, StringComparison.OrdinalIgnoreCase) : address.Equals(a, StringComparison.OrdinalIgnoreCase));
}
