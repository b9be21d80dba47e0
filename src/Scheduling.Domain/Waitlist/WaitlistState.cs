namespace Scheduling.Domain.Waitlist;

/// <summary>Where an entry of the waitlist stands. Stored and sent in snake_case.</summary>
public enum WaitlistState
{
    /// <summary>Waiting for a place, or for an answer to an offer.</summary>
    Waiting,

    /// <summary>An offer was accepted.</summary>
    Fulfilled,

    /// <summary>Taken off the list.</summary>
    Withdrawn,

    /// <summary>Its time ran out.</summary>
    Expired,
}
