using Scheduling.Application.Screenings;
using Scheduling.Domain.Screenings;

namespace Scheduling.Api.Screenings;

/// <summary>A version of a questionnaire; it never changes.</summary>
public sealed record QuestionnaireResponse
{
    /// <summary>Id of a version of the clinic's own; null for a shipped one.</summary>
    public required Guid? Id { get; init; }

    /// <summary>Code, which protocols name.</summary>
    /// <example>tms_safety</example>
    public required string Code { get; init; }

    /// <summary>Number of the version, from 1.</summary>
    /// <example>1</example>
    public required int Version { get; init; }

    /// <summary>What is asked.</summary>
    public required Questionnaire Definition { get; init; }

    internal static QuestionnaireResponse Of(NumberedQuestionnaire found) => new() { Id = found.Id, Code = found.Definition.Code, Version = found.Number, Definition = found.Definition };
}

/// <summary>The questionnaires of a clinic.</summary>
/// <param name="Items">The newest version of each, by code.</param>
public sealed record QuestionnaireList(IReadOnlyList<QuestionnaireResponse> Items);
