namespace Scheduling.Domain.Protocols;

/// <summary>R18: what must be on file before a treatment of the protocol is given. A protocol without it has no gate.</summary>
public sealed record ScreeningTerms
{
    /// <summary>Code of the questionnaire, a shipped one or the clinic's own: <c>tms_safety</c>.</summary>
    public required string Questionnaire { get; init; }

    /// <summary>Whether the consent to treatments of the protocol's modality must be on file.</summary>
    public bool Consent { get; init; } = true;

    /// <summary>What the checklist of the day does while nobody has filled it in.</summary>
    public ChecklistDuty Checklist { get; init; } = ChecklistDuty.Shown;
}
