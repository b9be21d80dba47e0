namespace Scheduling.Domain.Screenings;

/// <summary>Something to make sure of on the day of a treatment.</summary>
/// <param name="Code">Code, unique in the questionnaire.</param>
/// <param name="Text">What has to be so, as a statement: fine when it is.</param>
/// <param name="Redetermines">Whether one that is not fine asks for a new motor threshold, as a change of medication does (source 1.40).</param>
public sealed record ChecklistItem(string Code, string Text, bool Redetermines = false);
