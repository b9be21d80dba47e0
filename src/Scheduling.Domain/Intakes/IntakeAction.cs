namespace Scheduling.Domain.Intakes;

/// <summary>What may happen to an intake. Stored and sent in snake_case.</summary>
public enum IntakeAction
{
    /// <summary>Note what the payer said.</summary>
    CheckBenefits,

    /// <summary>Book the consult, or bring a cancelled one back.</summary>
    BookConsult,

    /// <summary>The consult was cancelled or missed: it follows from the visit, nobody calls it.</summary>
    LoseConsult,

    /// <summary>Order a protocol.</summary>
    Order,

    /// <summary>Open the course.</summary>
    OpenCourse,

    /// <summary>End it by decision.</summary>
    Decline,

    /// <summary>End it because nobody reaches the person.</summary>
    Lose,

    /// <summary>Go on after an end.</summary>
    Reopen,
}
