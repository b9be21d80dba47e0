namespace Scheduling.Domain.Messages;

/// <summary>A text that came from a patient. Only ever added to; the carrier's id keeps it from acting twice.</summary>
public sealed class InboundMessage : ClinicEntity
{
    /// <summary>The carrier's id, unique in the clinic.</summary>
    public required string ProviderId { get; set; }

    /// <summary>Who wrote; null where the number leads to several patients, or to none.</summary>
    public Guid? PatientId { get; set; }

    /// <summary>The number it came from, E.164.</summary>
    public required string Address { get; set; }

    /// <summary>The patient's words.</summary>
    public required string Body { get; set; }

    /// <summary>What they ask for (M6).</summary>
    public InboundKind Kind { get; set; }

    /// <summary>Whether somebody has to look at once (M12).</summary>
    public bool LooksLikeCrisis { get; set; }

    /// <summary>When it came.</summary>
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>The entry of the inbox that it stands in; null where it asked for nothing that a person does.</summary>
    public Guid? EntryId { get; set; }
}
