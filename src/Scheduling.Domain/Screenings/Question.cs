namespace Scheduling.Domain.Screenings;

/// <summary>A question with yes, no or unsure for an answer. A yes bars nobody by itself: the prescriber weighs it (R18).</summary>
public sealed record Question
{
    /// <summary>Code, unique in the questionnaire.</summary>
    public required string Code { get; init; }

    /// <summary>What is asked.</summary>
    public required string Text { get; init; }

    /// <summary>What a yes or an unsure contraindicates; empty for nothing.</summary>
    public IReadOnlyList<Contraindication> Contraindicates { get; init; } = [];
}
