using Scheduling.Domain.Courses;

namespace Scheduling.Application.Courses;

/// <summary>What a change to a visit means for its course.</summary>
public sealed record CourseOutlook
{
    /// <summary>The course.</summary>
    public required Guid CourseId { get; init; }

    /// <summary>Its version, as `If-Match` wants it.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    /// <summary>Sessions to deliver in all.</summary>
    public required int Target { get; init; }

    /// <summary>Delivered.</summary>
    public required int Delivered { get; init; }

    /// <summary>Booked and to come.</summary>
    public required int Booked { get; init; }

    /// <summary>Neither delivered nor booked (R10): `POST /v1/courses/{id}/make-ups` places them.</summary>
    public required int Owed { get; init; }

    /// <summary>No-shows and patients sent home so far.</summary>
    public required int Missed { get; init; }

    /// <summary>Delivered in part, and the prescriber has not said yet whether they count.</summary>
    public required int Undecided { get; init; }

    /// <summary>Local date of the last delivered session; null before the first.</summary>
    public required DateOnly? LastDeliveredOn { get; init; }

    /// <summary>Days since then.</summary>
    public required int? GapDays { get; init; }

    /// <summary>The gap as the protocol's bands count it (R14): in the acute phase, from the day on which the first band may be reached; null before and otherwise.</summary>
    public required CourseGap? Gap { get; init; }

    /// <summary>Local date of the last session, with those owed appended at the end of their phases at the protocol's pace (R11); null while nothing is delivered or booked.</summary>
    public required DateOnly? ProjectedEndsOn { get; init; }

    /// <summary>Last date of the coverage's window; null without one.</summary>
    public required DateOnly? CoverageEndsOn { get; init; }

    /// <summary>Whether the course would end after it (R20).</summary>
    public required bool EndsAfterCoverage { get; init; }

    /// <summary>The sessions that would be after it, or from today on in no window, as between those of two authorizations; owed ones included, with the dates on which they would be. Pushed past the window they are the commonest denial.</summary>
    public required IReadOnlyList<SessionOutsideCoverage> OutsideCoverage { get; init; }

    /// <summary>The last date that the window would have to hold; null when no session would be after it.</summary>
    public required DateOnly? CoverageNeededUntil { get; init; }

    /// <summary>Whether the visit that begins the course was missed or has lost its place, and the next one is not such a visit yet: make-ups turn it into one.</summary>
    public required bool InitialMissed { get; init; }

    /// <summary>Local date from which on no session is given before the motor threshold has been determined anew (R14, R23); null where none is owed. Make-ups turn the next session from then on into it where none is booked.</summary>
    public required DateOnly? RedeterminationOwedFrom { get; init; }
}

/// <summary>A session that would be outside the coverage's windows.</summary>
/// <param name="SessionNumber">Its number.</param>
/// <param name="LocalDate">The date on which it would be.</param>
public sealed record SessionOutsideCoverage(int SessionNumber, DateOnly LocalDate);
