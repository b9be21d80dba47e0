using Scheduling.Domain.Planning;

namespace Scheduling.Application.Admissions;

/// <summary>What an admission proposes for one course. Stored with its admission.</summary>
public sealed record AdmissionOutcome
{
    /// <summary>The course.</summary>
    public required Guid CourseId { get; init; }

    /// <summary>Its place; null when it is not admitted.</summary>
    public PlanOption? Option { get; init; }

    /// <summary>Its score, or the price of not being admitted; null when it was not looked at.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Why it is not admitted: <c>fits_nowhere</c>, <c>no_place_left</c>, <c>too_dear</c>, or a problem's code (<c>wrong_state</c>) when it was not looked at.</summary>
    public string? WhyNot { get; init; }

    /// <summary>The same in words, when it was not looked at.</summary>
    public string? Detail { get; init; }
}
