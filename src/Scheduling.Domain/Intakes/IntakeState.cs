namespace Scheduling.Domain.Intakes;

/// <summary>How far a person is on the way to a course. Stored and sent in snake_case.</summary>
public enum IntakeState
{
    /// <summary>The referral is here.</summary>
    Referred,

    /// <summary>The payer was asked what it pays for.</summary>
    BenefitsChecked,

    /// <summary>The consult is in the book, or was held.</summary>
    ConsultBooked,

    /// <summary>A prescriber has ordered a protocol.</summary>
    Ordered,

    /// <summary>The course is opened: the intake has reached its end.</summary>
    Course,

    /// <summary>It does not come to a course, by somebody's decision.</summary>
    Declined,

    /// <summary>Nobody reaches the person any more.</summary>
    Lost,
}
