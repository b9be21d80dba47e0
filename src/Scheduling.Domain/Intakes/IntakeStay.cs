namespace Scheduling.Domain.Intakes;

/// <summary>A state that an intake was in, by its site's local dates.</summary>
/// <param name="State">The state.</param>
/// <param name="On">Date on which it came into it.</param>
public sealed record IntakeStay(IntakeState State, DateOnly On);
