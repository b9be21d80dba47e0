using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Staffing;

namespace Scheduling.Application.Courses;

/// <summary>The planner's answer, kept whole and unchangeable until it expires.</summary>
public sealed record PlanResponse
{
    /// <summary>Its id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000011</example>
    public required Guid PlanId { get; init; }

    /// <summary>The course it is for.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000010</example>
    public required Guid CourseId { get; init; }

    /// <summary>First instant at which it can no longer be booked.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The hold on one of its options; null when none was asked for.</summary>
    public PlanHold? Hold { get; init; }

    /// <summary>The options, best first.</summary>
    public required IReadOnlyList<PlanOptionResponse> Options { get; init; }
}

/// <summary>A hold on an option of a plan.</summary>
/// <param name="HoldId">Its id.</param>
/// <param name="Option">The option held.</param>
/// <param name="ExpiresAt">First instant at which the places are offered again.</param>
public sealed record PlanHold(Guid HoldId, int Option, DateTimeOffset ExpiresAt);

/// <summary>A way to place the whole course.</summary>
public sealed record PlanOptionResponse
{
    /// <summary>Its number, from 1.</summary>
    /// <example>1</example>
    public required int Option { get; init; }

    /// <summary>Why it is shown; several reasons when they lead to the same plan.</summary>
    public required IReadOnlyList<PlanOptionKind> Kinds { get; init; }

    /// <summary>Its site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Local date of the first visit.</summary>
    public required DateOnly StartsOn { get; init; }

    /// <summary>Local date of the last visit.</summary>
    public required DateOnly EndsOn { get; init; }

    /// <summary>The local time the visits keep to.</summary>
    public required TimeOnly NominalTime { get; init; }

    /// <summary>Minutes between the earliest and the latest local start of a day's first visit.</summary>
    public required int SpreadMinutes { get; init; }

    /// <summary>What to weigh it by against the other options: dates, steadiness, changes, shortfalls.</summary>
    public required PlanFigures Figures { get; init; }

    /// <summary>Minute-equivalents times priority; lower is better. The sum of the priced terms.</summary>
    public required decimal Score { get; init; }

    /// <summary>No plan of this kind scores less.</summary>
    public required decimal Bound { get; init; }

    /// <summary>Whether it is proven best of its kind.</summary>
    public required bool Exact { get; init; }

    /// <summary>What the score is made of.</summary>
    public required PlanTerms Terms { get; init; }

    /// <summary>The visits, in order of time.</summary>
    public required IReadOnlyList<PlannedSessionResponse> Sessions { get; init; }

    /// <summary>Sessions that fit nowhere (flexible mode).</summary>
    public required IReadOnlyList<Shortfall> Shortfalls { get; init; }

    /// <summary>What staff should know.</summary>
    public required IReadOnlyList<PlanWarning> Warnings { get; init; }
}

/// <summary>A proposed visit.</summary>
public sealed record PlannedSessionResponse
{
    /// <summary>The ordinal of the treatment; null for a visit that is none.</summary>
    /// <example>1</example>
    public required int? SessionNumber { get; init; }

    /// <summary>Its phase.</summary>
    /// <example>acute</example>
    public required string? Phase { get; init; }

    /// <summary>Visit kind.</summary>
    /// <example>treatment</example>
    public required string Kind { get; init; }

    /// <summary>Start, with the site's offset.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>End, exclusive, with the site's offset.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Local date.</summary>
    public required DateOnly LocalDate { get; init; }

    /// <summary>Local start.</summary>
    public required TimeOnly LocalTime { get; init; }

    /// <summary>What it takes, the patient left out.</summary>
    public required IReadOnlyList<VisitResource> Resources { get; init; }

    /// <summary>
    /// Why it is not at the preferred time, or at the nominal time where none is preferred: always with rule, resource and interval; null when it is.
    /// Reason `keeps_nominal_time`: the preferred time would do on that day, but not on the others; resource and interval are those of the
    /// first day in the way. A day's later visits name the one before (`gap_too_short`), or what kept them from following it at once.
    /// </summary>
    public Conflict? MovedBecause { get; init; }
}

/// <summary>A resource of a visit.</summary>
/// <param name="Kind">room, device, coil or staff.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">The role, for staff.</param>
public sealed record VisitResource(string Kind, Guid Id, string? Name, StaffRole? Role);
