namespace Scheduling.Domain.Intakes;

/// <summary>One row of the table of states.</summary>
/// <param name="From">The state before.</param>
/// <param name="Action">What happens.</param>
/// <param name="To">The state after; null where it is as far as the facts on file go (<see cref="IntakeTransitions.AsFarAs"/>).</param>
public sealed record IntakeTransition(IntakeState From, IntakeAction Action, IntakeState? To);
