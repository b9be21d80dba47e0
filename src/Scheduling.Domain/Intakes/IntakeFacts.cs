using Scheduling.Domain.Courses;

namespace Scheduling.Domain.Intakes;

/// <summary>What other records say about an intake.</summary>
public sealed record IntakeFacts
{
    /// <summary>When the consult ends or ended; null while none stands.</summary>
    public DateTimeOffset? ConsultEndsAt { get; init; }

    /// <summary>Since when the consult has lost its place and waits for another; null otherwise.</summary>
    public DateTimeOffset? ConsultPlaceLostAt { get; init; }

    /// <summary>Since when an accepted screening is missing for what was ordered; null when none is missing or nothing is ordered.</summary>
    public DateTimeOffset? ScreeningMissingSince { get; init; }

    /// <summary>Since when consent is missing for what was ordered; null when it isn't or nothing is ordered.</summary>
    public DateTimeOffset? ConsentMissingSince { get; init; }

    /// <summary>State of the course; null while there is none.</summary>
    public CourseState? CourseState { get; init; }
}
