namespace Scheduling.Domain.Intakes;

/// <summary>What the payer said.</summary>
/// <param name="Covered">Whether it pays for the treatment at all.</param>
/// <param name="AuthorizationRequired">Whether it wants to approve the course first.</param>
/// <param name="Reference">The payer's reference of the call or answer.</param>
/// <param name="CheckedOn">Local date on which it said so.</param>
/// <param name="EnteredAt">When it was entered.</param>
/// <param name="By">Who entered it.</param>
public sealed record BenefitsCheck(bool Covered, bool AuthorizationRequired, string? Reference, DateOnly CheckedOn, DateTimeOffset EnteredAt, string? By);
