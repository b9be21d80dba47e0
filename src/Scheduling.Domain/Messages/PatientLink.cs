namespace Scheduling.Domain.Messages;

/// <summary>
/// A link that a message gave a patient (M8). Whoever holds its token acts as the patient within its purpose, so the token itself is never stored, and it is good only as
/// long as the address it was sent to is still the patient's.
/// </summary>
public sealed class PatientLink : ClinicEntity
{
    /// <summary>Whose.</summary>
    public Guid PatientId { get; set; }

    /// <summary>What for.</summary>
    public LinkPurpose Purpose { get; set; }

    /// <summary>SHA-256 of the token.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>The message that held it.</summary>
    public Guid MessageId { get; set; }

    /// <summary>The way it went.</summary>
    public MessageChannel Channel { get; set; }

    /// <summary>Where it went: number (E.164) or e-mail address.</summary>
    public required string Address { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it ends, exclusive.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
}
