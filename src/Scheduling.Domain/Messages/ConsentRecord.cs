namespace Scheduling.Domain.Messages;

/// <summary>M3, M7: whether a message may go to an address, by what the patient said last.</summary>
public static class ConsentRecord
{
    /// <summary>
    /// Why nothing may be sent to an address, or null where it may: <c>no_consent</c> for a text without a grant, <c>opted_out</c> where the last word was
    /// a withdrawal. An e-mail needs no grant, only no withdrawal.
    /// </summary>
    /// <param name="entries">The patient's record, oldest first; of two at one instant the later one in order counts.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="address">Where it would go. E-mail addresses are compared without case.</param>
    public static string? Refuse(IEnumerable<ConsentEntry> entries, MessageChannel channel, string address) =>
        Last(entries, channel, address) switch
        {
            null => channel == MessageChannel.Sms ? "no_consent" : null,
            { Granted: true } => null,
            _ => "opted_out",
        };

    /// <summary>Whether the patient agreed to more texts than M3's limits.</summary>
    /// <param name="entries">The patient's record, oldest first.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="address">Where they would go.</param>
    public static bool CoversMore(IEnumerable<ConsentEntry> entries, MessageChannel channel, string address) =>
        Last(entries, channel, address) is { Granted: true, CoversMore: true };

    private static ConsentEntry? Last(IEnumerable<ConsentEntry> entries, MessageChannel channel, string address) =>
        entries.Where(e => e.Channel == channel && string.Equals(e.Address, address, StringComparison.OrdinalIgnoreCase)).OrderBy(e => e.At).LastOrDefault();
}
