namespace Scheduling.Domain.Courses;

/// <summary>What put a course on hold: decides what lifts it and what stays possible. Says nothing clinical, since whoever books reads it. Stored and sent in snake_case.</summary>
public enum HoldCause
{
    /// <summary>Somebody of the staff, for a reason of their own.</summary>
    Staff,

    /// <summary>A gap that the protocol holds for (R14).</summary>
    Gap,

    /// <summary>A prescriber has to look at the patient first (R16).</summary>
    PrescriberReview,

    /// <summary>The authorization has ended, and the payer's policy is to give nothing without (R22).</summary>
    AuthorizationEnded,
}
