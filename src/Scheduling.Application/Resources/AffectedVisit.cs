namespace Scheduling.Application.Resources;

/// <summary>A booked visit that a change of the clinic leaves without a place (R15).</summary>
public sealed record AffectedVisit
{
    /// <summary>The appointment.</summary>
    public required Guid AppointmentId { get; init; }

    /// <summary>Its course; null for a visit of its own.</summary>
    public required Guid? CourseId { get; init; }

    /// <summary>The patient, by id alone.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>The site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Visit kind.</summary>
    /// <example>treatment</example>
    public required string Kind { get; init; }

    /// <summary>Start, with the site's offset.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>End, exclusive, with the site's offset.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Local date of the start, as booked.</summary>
    public required DateOnly LocalDate { get; init; }

    /// <summary>Local time of the start, as booked.</summary>
    /// <example>09:30</example>
    public required TimeOnly LocalTime { get; init; }

    /// <summary>The zone it was booked in.</summary>
    /// <example>America/New_York</example>
    public required string TimeZone { get; init; }

    /// <summary>What stands against it, in order of the rules.</summary>
    public required IReadOnlyList<AffectedBecause> Because { get; init; }
}

/// <summary>One thing that stands against a booked visit.</summary>
/// <param name="Flag" example="closure">The word added to the visit's flags.</param>
/// <param name="Rule" example="R5">The rule.</param>
/// <param name="Reason" example="closed">A code such as `closed`, `off_shift`, `credential_missing`.</param>
/// <param name="ResourceId">The resource that can't serve; null when it is the site or the patient's wish.</param>
public sealed record AffectedBecause(string Flag, string Rule, string Reason, Guid? ResourceId);
