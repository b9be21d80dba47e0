namespace Scheduling.Domain.Authorizations;

/// <summary>What happens to an authorization. Sent in snake_case.</summary>
public enum AuthorizationEvent
{
    /// <summary>Sent to the payer.</summary>
    Submit,

    /// <summary>The payer asks for more.</summary>
    RequestInfo,

    /// <summary>What was asked for was sent.</summary>
    AnswerInfo,

    /// <summary>Approved as asked.</summary>
    Approve,

    /// <summary>Approved for less.</summary>
    ApprovePartly,

    /// <summary>Denied.</summary>
    Deny,

    /// <summary>A talk between prescribers was asked for.</summary>
    RequestPeerToPeer,

    /// <summary>Appealed.</summary>
    Appeal,

    /// <summary>Sent to an independent reviewer.</summary>
    RequestExternalReview,

    /// <summary>The denial was overturned.</summary>
    Overturn,

    /// <summary>The denial stands.</summary>
    Uphold,

    /// <summary>More was asked for.</summary>
    RequestExtension,

    /// <summary>More was approved.</summary>
    Extend,

    /// <summary>More was denied; what was approved goes on.</summary>
    DenyExtension,

    /// <summary>The payer changed what it approved, for the past too: back-dated windows, other units.</summary>
    Correct,

    /// <summary>The last unit was used.</summary>
    Exhaust,

    /// <summary>The last window ended.</summary>
    Expire,

    /// <summary>Ended by the payer.</summary>
    Terminate,
}
