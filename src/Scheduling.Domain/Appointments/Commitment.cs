namespace Scheduling.Domain.Appointments;

/// <summary>Whether a booking stands by itself or waits for an approval (R22).</summary>
public enum Commitment
{
    /// <summary>Stands.</summary>
    Firm,

    /// <summary>Waits for the payer.</summary>
    Tentative,
}
