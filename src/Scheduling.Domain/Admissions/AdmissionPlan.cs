using System.Text.Json.Serialization;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Admissions;

/// <summary>Who of a waiting list is admitted, and when each course lies. Always legal, never dearer than first come, first served.</summary>
public sealed record AdmissionPlan
{
    /// <summary>One decision for each candidate, in the order of the list.</summary>
    public required IReadOnlyList<AdmissionDecision> Decisions { get; init; }

    /// <summary>Sum of the options' scores and of the prices of those not admitted, in minute-equivalents times priority.</summary>
    public required decimal Cost { get; init; }

    /// <summary>No legal plan costs less.</summary>
    public required decimal Bound { get; init; }

    /// <summary>(Cost - Bound) / Bound; 0 when both are 0.</summary>
    public decimal Gap => Cost == Bound ? 0 : Bound > 0 ? (Cost - Bound) / Bound : 1;

    /// <summary>What first come, first served costs with each course placed at its best (P1).</summary>
    public required decimal FirstComeCost { get; init; }

    /// <summary>Courses placed and priced by the search.</summary>
    public required long Steps { get; init; }
}

/// <summary>What becomes of a candidate.</summary>
/// <param name="CandidateId">The candidate.</param>
/// <param name="Option">The course's place; null when it is not admitted.</param>
/// <param name="Cost">Its score, or the price of not being admitted.</param>
/// <param name="WhyNot">For one not admitted whether it would fit at all; otherwise null.</param>
public sealed record AdmissionDecision(Guid CandidateId, PlanOption? Option, decimal Cost, AdmissionRefusal? WhyNot);

/// <summary>Why a candidate is not admitted.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<AdmissionRefusal>))]
public enum AdmissionRefusal
{
    /// <summary>The course fits nowhere, even if nobody else of the list were admitted.</summary>
    FitsNowhere,

    /// <summary>It would fit alone, but what is left beside the others admitted holds no place for it.</summary>
    NoPlaceLeft,

    /// <summary>A place is left beside the others, but it costs more than not to be admitted.</summary>
    TooDear,
}
