namespace Scheduling.Domain.Tasks;

/// <summary>What is to be done. Stored and sent in snake_case.</summary>
public enum TaskKind
{
    /// <summary>A treatment was broken off: does it count, or is it repeated (R10)?</summary>
    PartialDecision,

    /// <summary>Two visits in a row were missed without a word (R24): find out how the patient is.</summary>
    MissedTwice,

    /// <summary>The day is over and nobody has entered what became of a visit.</summary>
    VisitNotClosed,

    /// <summary>A visit lost its place and waits for another (R15).</summary>
    NeedsNewTime,

    /// <summary>The acute phase has gone without a session for long (R14): look at the patient.</summary>
    GapReview,

    /// <summary>It has gone without one for so long that the course is on hold (R14): resume or end it.</summary>
    GapHold,

    /// <summary>A freed place was offered to somebody on the waitlist: ask them, and accept or decline for them.</summary>
    WaitlistOffer,
}
