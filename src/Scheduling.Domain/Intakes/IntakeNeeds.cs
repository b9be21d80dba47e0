using Scheduling.Domain.Courses;

namespace Scheduling.Domain.Intakes;

/// <summary>What an intake waits for, and since when.</summary>
public static class IntakeNeeds
{
    /// <summary>Everything missing, in the order of the steps. A declined or lost intake waits for nothing, nor does one whose course has begun.</summary>
    /// <param name="intake">The intake.</param>
    /// <param name="facts">What other records say.</param>
    /// <param name="now">The instant.</param>
    public static IReadOnlyList<IntakeNeed> Of(Intake intake, IntakeFacts facts, DateTimeOffset now)
    {
        var opened = intake.State == IntakeState.Course && facts.CourseState is CourseState.Draft or CourseState.AwaitingAuthorization or CourseState.Ready;
        if (!intake.State.IsOpen() && !opened)
        {
            return [];
        }

        List<IntakeNeed> needs = [];
        void Add(IntakeNeedKind kind, DateTimeOffset? since)
        {
            if (since is { } at)
            {
                needs.Add(new IntakeNeed(kind, at));
            }
        }

        Add(IntakeNeedKind.Benefits, opened ? null : BenefitsSince(intake));
        Add(IntakeNeedKind.Consult, ConsultSince(intake, facts));
        Add(IntakeNeedKind.Order, OrderSince(intake, facts, now));
        Add(IntakeNeedKind.Screening, facts.ScreeningMissingSince);
        Add(IntakeNeedKind.Consent, facts.ConsentMissingSince);
        Add(IntakeNeedKind.Authorization, AuthorizationSince(intake, facts));
        return needs;
    }

    private static DateTimeOffset? BenefitsSince(Intake intake) => intake switch
    {
        { Coverage.Kind: CoverageKind.SelfPay } => null,
        { Coverage: not null, Benefits: { Covered: true } } => null,
        { Benefits: { } no } => no.EnteredAt,
        _ => intake.CoverageSince,
    };

    private static DateTimeOffset? ConsultSince(Intake intake, IntakeFacts facts) => intake.State switch
    {
        IntakeState.Referred or IntakeState.BenefitsChecked => intake.ConsultLostAt ?? intake.CreatedAt,
        IntakeState.ConsultBooked => facts.ConsultPlaceLostAt,
        _ => null,
    };

    // Once the consult is over it is the prescriber who is waited for.
    private static DateTimeOffset? OrderSince(Intake intake, IntakeFacts facts, DateTimeOffset now) =>
        intake.State is IntakeState.Ordered or IntakeState.Course ? null : facts.ConsultEndsAt is { } end && end <= now ? end : intake.CreatedAt;

    private static DateTimeOffset? AuthorizationSince(Intake intake, IntakeFacts facts) =>
        intake is { Order: { } order, Coverage.Kind: CoverageKind.Insured } && intake.Benefits is not { AuthorizationRequired: false }
            && (intake.State == IntakeState.Ordered || facts.CourseState is CourseState.Draft or CourseState.AwaitingAuthorization)
            ? order.At
            : null;
}
