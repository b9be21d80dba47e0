namespace Scheduling.Domain.Courses;

/// <summary>What a course's state follows from.</summary>
public static class CourseRules
{
    /// <summary>Why a course was completed, where nobody said more.</summary>
    public const string TargetDelivered = "target delivered";

    /// <summary>
    /// Self-pay skips the wait; an insured course with a window or units counts as approved and is ready; an insured one without waits for the payer;
    /// without coverage it stays a draft. One with authorizations is ready once one of them grants units.
    /// </summary>
    public static CourseState OpeningState(Coverage? coverage) => coverage switch
    {
        null => CourseState.Draft,
        { Kind: CoverageKind.SelfPay } => CourseState.Ready,
        { Authorized: { } granted } => granted ? CourseState.Ready : CourseState.AwaitingAuthorization,
        { Units: not null } or { WindowUntil: not null } => CourseState.Ready,
        _ => CourseState.AwaitingAuthorization,
    };

    /// <summary>The state after a session was delivered, or its delivery was taken back: a course is active once a session has been delivered.</summary>
    /// <param name="state">The state now.</param>
    /// <param name="delivered">Sessions delivered, the change included.</param>
    public static CourseState AfterDelivery(CourseState state, int delivered) => (state, delivered) switch
    {
        (CourseState.Ready, > 0) => CourseState.Active,
        (CourseState.Active, 0) => CourseState.Ready,
        _ => state,
    };
}
