namespace Scheduling.Domain.Intakes;

/// <summary>A state that an intake came into.</summary>
/// <param name="State">The state.</param>
/// <param name="At">When.</param>
/// <param name="By">Who brought it there; null for a key without a person.</param>
/// <param name="Reason">Why it was declined or lost, as a code; null otherwise.</param>
public sealed record IntakeStep(IntakeState State, DateTimeOffset At, string? By, string? Reason);
