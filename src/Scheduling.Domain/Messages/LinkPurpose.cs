namespace Scheduling.Domain.Messages;

/// <summary>What a patient's link may be used for (M8). Stored in snake_case.</summary>
public enum LinkPurpose
{
    /// <summary>See the visits, confirm one, ask for another time, take an offer, stop messages.</summary>
    Visits,

    /// <summary>Stop e-mail to the address it was sent to (RFC 8058), and nothing else.</summary>
    Unsubscribe,
}
