using Scheduling.Domain.Screenings;

namespace Scheduling.Application.Screenings;

/// <summary>A version of a questionnaire; it never changes.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Definition">What is asked.</param>
/// <param name="Id">Its id; null for a shipped one.</param>
public sealed record NumberedQuestionnaire(int Number, Questionnaire Definition, Guid? Id)
{
    internal static NumberedQuestionnaire Of(QuestionnaireVersion version) => new(version.Number, version.Definition, version.Id);
}
