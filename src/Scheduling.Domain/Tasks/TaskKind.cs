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

    /// <summary>The next step of an authorization is due: hear of it, answer, talk, appeal.</summary>
    AuthorizationDue,

    /// <summary>An authorization's window ends soon (R21).</summary>
    AuthorizationEnding,

    /// <summary>An authorization's units run out (R21).</summary>
    UnitsRunningOut,

    /// <summary>Most units are used: ask for an extension (R21).</summary>
    ExtensionNeeded,

    /// <summary>A visit that is near has no unit (R20).</summary>
    VisitUnauthorized,

    /// <summary>Tentative visits were to be decided by now (R22).</summary>
    TentativeDecision,

    /// <summary>An authorization has ended and visits to come are left without a unit (R22): decide what becomes of them. Messages about them wait.</summary>
    CoverageEnded,

    /// <summary>A payer's decision leaves visits to come without a unit (R22): apply the repair, ask for more, appeal, or ask whether the patient pays.</summary>
    UnitsMissing,

    /// <summary>A course went to a site that no authorization of it names (R19): ask the payer.</summary>
    SiteApproval,

    /// <summary>Visits are ordered or given by somebody else than an authorization names (R19): ask the payer, or have them given by who is approved.</summary>
    ProviderApproval,

    /// <summary>A self-pay patient is owed a good-faith estimate (R25).</summary>
    Estimate,

    /// <summary>A prescriber must look at the patient today (R16).</summary>
    SafetyReview,

    /// <summary>A report to maker or authority is due (R16).</summary>
    SafetyReport,

    /// <summary>An adverse event is followed up.</summary>
    EventFollowUp,

    /// <summary>An answer asks for a clinician today (R24).</summary>
    ClinicianReview,

    /// <summary>The course ended without a response: what comes next?</summary>
    NextStep,

    /// <summary>A motor threshold should be determined.</summary>
    ThresholdDue,

    /// <summary>A scale should be filled in.</summary>
    ScaleDue,

    /// <summary>A certificate of a member of staff ends in 60, 30, 14 or 0 days (R3): renew it, or find others for the visits it hits.</summary>
    CredentialEnding,

    /// <summary>A patient wrote "cancel": that opts out and cancels no visit (M6), so somebody calls and asks.</summary>
    CallBack,

    /// <summary>A patient's text looks like a crisis (M12): read it in the inbox and call at once.</summary>
    CrisisReply,

    /// <summary>A patient asks for another time, or to be called, about a visit (M8).</summary>
    TimeRequested,
}
