namespace Scheduling.Domain.Screenings;

/// <summary>A patient's answers to one version of a questionnaire, and what prescribers decided on them (R18). The answers never change; who answers anew has another screening.</summary>
public sealed class Screening : VersionedEntity
{
    /// <summary>The patient.</summary>
    public Guid PatientId { get; set; }

    /// <summary>Code of the questionnaire.</summary>
    public required string Questionnaire { get; set; }

    /// <summary>The version that was answered, from 1.</summary>
    public int QuestionnaireVersion { get; set; }

    /// <summary>The answers, one to each question.</summary>
    public required IReadOnlyList<GivenAnswer> Answers { get; set; }

    /// <summary>What the answers contraindicate.</summary>
    public IReadOnlyList<FoundContraindication> Contraindications { get; set; } = [];

    /// <summary>When the questions were answered; the newest screening of a questionnaire is the one that counts.</summary>
    public DateTimeOffset AnsweredAt { get; set; }

    /// <summary>Who entered the answers.</summary>
    public string? RecordedBy { get; set; }

    /// <summary>Decisions in the order in which they were entered.</summary>
    public IReadOnlyList<ScreeningDecision> Decisions { get; set; } = [];
}
