namespace Scheduling.Domain.Messages;

/// <summary>A stored line of the record of consent to messages (M7). Only ever added to.</summary>
public sealed class MessageConsent : ClinicEntity
{
    /// <summary>The patient.</summary>
    public Guid PatientId { get; set; }

    /// <summary>The channel.</summary>
    public MessageChannel Channel { get; set; }

    /// <summary>The number (E.164) or e-mail address.</summary>
    public required string Address { get; set; }

    /// <summary>Allowed, or taken back.</summary>
    public bool Granted { get; set; }

    /// <summary>Whether it covers more than M3's limits.</summary>
    public bool CoversMore { get; set; }

    /// <summary>Where it came from: <c>form</c>, <c>staff</c>, <c>reply</c>, <c>link</c>, <c>carrier</c>.</summary>
    public required string Source { get; set; }

    /// <summary>Version of the words agreed to; null for an opt-out.</summary>
    public string? Wording { get; set; }

    /// <summary>When it was said.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who entered it.</summary>
    public string? RecordedBy { get; set; }

    /// <summary>The carrier refused a text because the recipient told it to: that counts as an opt-out (M7).</summary>
    public static MessageConsent CarrierBlock(Message message, DateTimeOffset at) =>
        new() { PatientId = message.PatientId, Channel = message.Channel, Address = message.Address!, Granted = false, Source = "carrier", At = at };

    /// <summary>The line as the rules read it.</summary>
    public ConsentEntry AsEntry => new(Channel, Address, Granted, At, Source, Wording, CoversMore);
}
