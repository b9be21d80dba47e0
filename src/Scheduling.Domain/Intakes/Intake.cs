namespace Scheduling.Domain.Intakes;

/// <summary>A person on the way to a course, from the referral on.</summary>
public sealed class Intake : VersionedEntity
{
    /// <summary>The patient.</summary>
    public Guid PatientId { get; set; }

    /// <summary>The site that is to treat them.</summary>
    public Guid SiteId { get; set; }

    /// <summary>State.</summary>
    public IntakeState State { get; set; }

    /// <summary>Since when it is in its state.</summary>
    public DateTimeOffset StepSince { get; set; }

    /// <summary>Local date on which the referral came; reports count the intake on it.</summary>
    public DateOnly ReceivedOn { get; set; }

    /// <summary>The referral.</summary>
    public required Referral Referral { get; set; }

    /// <summary>Who is to pay; null while unknown.</summary>
    public IntakeCoverage? Coverage { get; set; }

    /// <summary>Since when <see cref="Coverage"/> is as it is.</summary>
    public DateTimeOffset CoverageSince { get; set; }

    /// <summary>The payer's answer; null while it wasn't asked, or since who pays has changed.</summary>
    public BenefitsCheck? Benefits { get; set; }

    /// <summary>The visit of the consult, the last one where there were several.</summary>
    public Guid? ConsultId { get; set; }

    /// <summary>When that visit was cancelled or missed; null while it stands.</summary>
    public DateTimeOffset? ConsultLostAt { get; set; }

    /// <summary>What a prescriber ordered.</summary>
    public IntakeOrder? Order { get; set; }

    /// <summary>The course that came of it.</summary>
    public Guid? CourseId { get; set; }

    /// <summary>Every state it was in, oldest first; the last is the present one.</summary>
    public IReadOnlyList<IntakeStep> Steps { get; set; } = [];

    /// <summary>Puts it into a state; one that it is in already begins no new step.</summary>
    /// <param name="state">The state.</param>
    /// <param name="at">When.</param>
    /// <param name="by">Who.</param>
    /// <param name="reason">Why, as a code.</param>
    public void Enter(IntakeState state, DateTimeOffset at, string? by, string? reason = null)
    {
        if (Steps.Count > 0 && State == state)
        {
            return;
        }

        (State, StepSince) = (state, at.ToUniversalTime());
        Steps = [.. Steps, new IntakeStep(state, StepSince, by, reason)];
    }
}
