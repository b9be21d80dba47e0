namespace Scheduling.Domain.Authorizations;

/// <summary>One row of the table of states.</summary>
/// <param name="From">The state before.</param>
/// <param name="Event">What happens.</param>
/// <param name="To">The state after.</param>
public sealed record AuthorizationTransition(AuthorizationState From, AuthorizationEvent Event, AuthorizationState To);
