using Microsoft.Extensions.Options;
using Scheduling.Domain.Messages;

namespace Scheduling.Application.Messaging;

/// <summary>Which way a message goes, or why none is open (M3, M6, M7): the one place that decides it, asked when a message is made and again when it leaves.</summary>
public sealed class MessageRoutes(IOptions<MessagingOptions> options)
{
    /// <summary>The first channel in the policy's order that is open to a kind of message; the first one with its refusal where none is.</summary>
    public (MessageChannel Channel, string? Refused) Choose(PatientFile file, MessageKind kind)
    {
        var channels = file.Terms.Policy.Channels;
        // All visits of a course don't go into a text.
        var inOrder = kind == MessageKind.CourseConfirmation ? channels.OrderBy(c => c != MessageChannel.Email) : channels.AsEnumerable();
        foreach (var channel in inOrder)
        {
            if (Refuse(file, channel) is null)
            {
                return (channel, null);
            }
        }

        return (channels[0], Refuse(file, channels[0]));
    }

    /// <summary>Why nothing goes to a patient over a channel; null where it does.</summary>
    public string? Refuse(PatientFile file, MessageChannel channel) =>
        file.Messaging.PausedFor is not null ? "paused"
        : file.AddressOf(channel) is not { } address ? "no_address"
        : ConsentRecord.Refuse(file.Consents, channel, address) ?? (MayGoTo(address) ? null : "not_on_allow_list");

    private bool MayGoTo(string address) => options.Value.OnlyTo.Count == 0
        || options.Value.OnlyTo.Any(a => a.StartsWith('@') ? address.EndsWith(a, StringComparison.OrdinalIgnoreCase) : address.Equals(a, StringComparison.OrdinalIgnoreCase));
}
