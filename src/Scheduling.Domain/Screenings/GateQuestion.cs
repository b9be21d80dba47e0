using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Screenings;

/// <summary>A treatment that is about to be given, or was.</summary>
/// <param name="Terms">What its protocol asks for.</param>
/// <param name="Modality">Modality of the protocol.</param>
/// <param name="Capability">Device capability of the protocol; null when no device is used.</param>
/// <param name="LocalDate">The visit's local date; an acceptance holds on its last day too.</param>
/// <param name="At">When the treatment is, or was, given: what was decided or agreed later says nothing about it.</param>
public sealed record GateQuestion(ScreeningTerms Terms, string Modality, string? Capability, DateOnly LocalDate, DateTimeOffset At);
