namespace Scheduling.Domain.Screenings;

/// <summary>A safety questionnaire as data: questions to be answered before a treatment, and what is asked on each day of treatment.</summary>
public sealed record Questionnaire
{
    /// <summary>Code, which protocols name: <c>tms_safety</c>.</summary>
    public required string Code { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>How many days an acceptance holds when the prescriber names no date.</summary>
    public required int ValidDays { get; init; }

    /// <summary>The questions in order, unique by code. Each has to be answered.</summary>
    public required IReadOnlyList<Question> Questions { get; init; }

    /// <summary>What is asked on the day, unique by code; empty for nothing.</summary>
    public IReadOnlyList<ChecklistItem> DayChecklist { get; init; } = [];

    /// <summary>Remarks on sources and on what is an assumption of ours.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
