using Scheduling.Domain.Planning;

namespace Scheduling.Domain.Repairs;

/// <summary>A book that no longer holds, and what may be changed to make it hold again (P3).</summary>
public sealed record RepairRequest
{
    /// <summary>Facts of the sites as they are now, disruption included; what the visits take is still in them, owned by their ids.</summary>
    public required IReadOnlyList<ClinicFacts> Sites { get; init; }

    /// <summary>Facts of every patient of a visit.</summary>
    public required IReadOnlyList<PatientFacts> Patients { get; init; }

    /// <summary>Courses of the visits.</summary>
    public IReadOnlyList<RepairCourse> Courses { get; init; } = [];

    /// <summary>The visits that may be changed. What is past, in progress or pinned is in the facts alone.</summary>
    public required IReadOnlyList<RepairVisit> Visits { get; init; }

    /// <summary>First local date a visit may be moved to. Every visit lies on or after it.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last local date a visit may be moved to, inclusive. Every visit lies on or before it.</summary>
    public required DateOnly Until { get; init; }

    /// <summary>No visit is moved to a start before this instant: the patients have to hear of it first. A visit that keeps its time may be earlier.</summary>
    public DateTimeOffset? EarliestMove { get; init; }

    /// <summary>How much may be tried, in days looked at and places tried; the same number gives the same repair on every machine.</summary>
    public long Effort { get; init; } = 3_000;
}
