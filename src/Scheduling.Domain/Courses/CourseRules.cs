namespace Scheduling.Domain.Courses;

/// <summary>What a course's state follows from.</summary>
public static class CourseRules
{
    /// <summary>
    /// Self-pay skips the wait; an insured course with a window or units counts as approved and is ready; an insured one without waits for the payer;
    /// without coverage it stays a draft.
    /// </summary>
    public static CourseState OpeningState(Coverage? coverage) => coverage switch
    {
        null => CourseState.Draft,
        { Kind: CoverageKind.SelfPay } => CourseState.Ready,
        { Units: not null } or { WindowUntil: not null } => CourseState.Ready,
        _ => CourseState.AwaitingAuthorization,
    };
}
