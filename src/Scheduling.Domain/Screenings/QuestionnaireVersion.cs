namespace Scheduling.Domain.Screenings;

/// <summary>A version of a questionnaire that a clinic made for itself. It never changes.</summary>
public sealed class QuestionnaireVersion : ClinicEntity
{
    /// <summary>Code of the questionnaire.</summary>
    public required string Code { get; set; }

    /// <summary>Number, after that of the shipped version where there is one.</summary>
    public int Number { get; set; }

    /// <summary>What is asked.</summary>
    public required Questionnaire Definition { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Who made it, if named.</summary>
    public string? CreatedBy { get; set; }
}
