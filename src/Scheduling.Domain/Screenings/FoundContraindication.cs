namespace Scheduling.Domain.Screenings;

/// <summary>A contraindication that the answers of a screening brought up, kept with it whatever becomes of the questionnaire.</summary>
/// <param name="Question">Code of the question.</param>
/// <param name="What">For which treatments, and why.</param>
public sealed record FoundContraindication(string Question, Contraindication What);
