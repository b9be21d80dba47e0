using static Scheduling.Domain.Authorizations.AuthorizationEvent;
using static Scheduling.Domain.Authorizations.AuthorizationState;

namespace Scheduling.Domain.Authorizations;

/// <summary>The one table of what may happen to an authorization in which state. What isn't in it is refused.</summary>
public static class AuthorizationTransitions
{
    /// <summary>Every row.</summary>
    public static IReadOnlyList<AuthorizationTransition> Table { get; } =
    [
        new(Draft, Submit, Submitted),

        new(Submitted, RequestInfo, InfoRequested),
        new(Submitted, Approve, Approved),
        new(Submitted, ApprovePartly, Partial),
        new(Submitted, Deny, Denied),

        new(InfoRequested, AnswerInfo, Submitted),
        new(InfoRequested, Approve, Approved),
        new(InfoRequested, ApprovePartly, Partial),
        new(InfoRequested, Deny, Denied),

        // Each step after a denial may be left out, and each may end it.
        new(Denied, RequestPeerToPeer, PeerToPeer),
        new(Denied, AuthorizationEvent.Appeal, AuthorizationState.Appeal),
        new(Denied, RequestExternalReview, ExternalReview),
        new(PeerToPeer, AuthorizationEvent.Appeal, AuthorizationState.Appeal),
        new(PeerToPeer, Overturn, Overturned),
        new(PeerToPeer, Uphold, Upheld),
        new(AuthorizationState.Appeal, RequestExternalReview, ExternalReview),
        new(AuthorizationState.Appeal, Overturn, Overturned),
        new(AuthorizationState.Appeal, Uphold, Upheld),
        new(ExternalReview, Overturn, Overturned),
        new(ExternalReview, Uphold, Upheld),

        .. Running(Approved),
        .. Running(Partial),
        .. Running(Overturned),
        .. Running(Extended),

        new(ExtensionRequested, Extend, Extended),
        new(ExtensionRequested, DenyExtension, Approved),
        new(ExtensionRequested, Correct, ExtensionRequested),
        new(ExtensionRequested, Exhaust, ExtensionRequested),
        new(ExtensionRequested, Terminate, Terminated),

        new(Exhausted, RequestExtension, ExtensionRequested),
        new(Exhausted, Correct, Approved),
        new(Exhausted, Expire, Expired),
        new(Exhausted, Terminate, Terminated),

        new(Expired, RequestExtension, ExtensionRequested),
        new(Expired, Correct, Approved),
        new(Expired, Terminate, Terminated),

        // A back-dated approval takes a termination back (R22).
        new(Terminated, Correct, Approved),
    ];

    private static readonly Dictionary<(AuthorizationState, AuthorizationEvent), AuthorizationState> Rows = Table.ToDictionary(t => (t.From, t.Event), t => t.To);

    /// <summary>The state that an event leads to, or null where it can't happen.</summary>
    /// <param name="from">The state now.</param>
    /// <param name="what">What happens.</param>
    public static AuthorizationState? Next(AuthorizationState from, AuthorizationEvent what) => Rows.TryGetValue((from, what), out var to) ? to : null;

    /// <summary>What may happen in a state, in the table's order.</summary>
    /// <param name="from">The state now.</param>
    public static IReadOnlyList<AuthorizationEvent> Possible(AuthorizationState from) => [.. Table.Where(t => t.From == from).Select(t => t.Event)];

    /// <summary>Whether units of its lines may be reserved and used. The lines' windows and counts say for when and how many, also once they have ended.</summary>
    public static bool GivesUnits(this AuthorizationState state) => state is Approved or Partial or Overturned or ExtensionRequested or Extended or Exhausted or Expired or Terminated;

    /// <summary>Whether the payer, or the one who reviews it, has yet to decide: bookings wait for that (R22).</summary>
    public static bool IsPending(this AuthorizationState state) => state is Draft or Submitted or InfoRequested or PeerToPeer or AuthorizationState.Appeal or ExternalReview;

    private static IEnumerable<AuthorizationTransition> Running(AuthorizationState state) =>
    [
        new(state, RequestExtension, ExtensionRequested),
        new(state, Correct, state),
        new(state, Exhaust, Exhausted),
        new(state, Expire, Expired),
        new(state, Terminate, Terminated),
    ];
}
