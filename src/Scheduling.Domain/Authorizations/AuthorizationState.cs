namespace Scheduling.Domain.Authorizations;

/// <summary>Where an authorization stands. Stored and sent in snake_case.</summary>
public enum AuthorizationState
{
    /// <summary>Being put together.</summary>
    Draft,

    /// <summary>With the payer.</summary>
    Submitted,

    /// <summary>The payer wants to know more.</summary>
    InfoRequested,

    /// <summary>Approved as asked.</summary>
    Approved,

    /// <summary>Approved for less than was asked.</summary>
    Partial,

    /// <summary>Denied; the next steps have due dates.</summary>
    Denied,

    /// <summary>The prescriber talks to the payer's.</summary>
    PeerToPeer,

    /// <summary>Appealed within the plan.</summary>
    Appeal,

    /// <summary>With an independent reviewer.</summary>
    ExternalReview,

    /// <summary>The denial was overturned: as good as approved.</summary>
    Overturned,

    /// <summary>The denial stands.</summary>
    Upheld,

    /// <summary>More was asked for; what was approved goes on.</summary>
    ExtensionRequested,

    /// <summary>More was approved.</summary>
    Extended,

    /// <summary>No unit is left and none reserved.</summary>
    Exhausted,

    /// <summary>Every window has ended.</summary>
    Expired,

    /// <summary>Ended by the payer before its windows.</summary>
    Terminated,
}
