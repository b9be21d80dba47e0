namespace Scheduling.Domain.Waitlist;

/// <summary>Where an offer stands. Stored and sent in snake_case.</summary>
public enum OfferState
{
    /// <summary>Waits for an answer until it expires.</summary>
    Open,

    /// <summary>Accepted: the visit was moved.</summary>
    Accepted,

    /// <summary>Declined.</summary>
    Declined,

    /// <summary>Not answered in time.</summary>
    Expired,

    /// <summary>Somebody else has the place, or the entry left the list.</summary>
    Lost,
}
