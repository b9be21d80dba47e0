namespace Scheduling.Domain.Intakes;

/// <summary>Something that an intake waits for.</summary>
/// <param name="Need">What.</param>
/// <param name="Since">Since when.</param>
public sealed record IntakeNeed(IntakeNeedKind Need, DateTimeOffset Since);
