namespace Scheduling.Domain.Screenings;

/// <summary>What a shut gate waits for (R18), in words that say what to do and nothing of what was answered. Sent in snake_case.</summary>
public enum GateNeed
{
    /// <summary>The patient has not answered the questionnaire: have it filled in.</summary>
    Screening,

    /// <summary>The prescriber has to decide: nothing was decided yet, or what was decided does not open this treatment.</summary>
    ScreeningDecision,

    /// <summary>The acceptance has run out: have the questionnaire answered again, and decided.</summary>
    ScreeningRenewal,

    /// <summary>The consent to the treatment is not on file.</summary>
    Consent,

    /// <summary>The checklist of the day is not filled in.</summary>
    DayChecklist,

    /// <summary>A nurse or prescriber has to look at the checklist of the day.</summary>
    DayChecklistReview,

    /// <summary>The course is on hold until a prescriber has looked at the patient and resumed it (R16).</summary>
    PrescriberReview,
}
