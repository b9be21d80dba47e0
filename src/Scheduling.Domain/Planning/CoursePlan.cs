using System.Text.Json.Serialization;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>The planner's answer.</summary>
public sealed record CoursePlan
{
    /// <summary>The options, best first; empty when the course can't be placed within the shortfalls allowed.</summary>
    public required IReadOnlyList<PlanOption> Options { get; init; }

    /// <summary>When there is no option: every session that fits nowhere (R7). Otherwise empty.</summary>
    public IReadOnlyList<SessionShortfall> Shortfalls { get; init; } = [];
}

/// <summary>Why an option is shown.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<PlanOptionKind>))]
public enum PlanOptionKind
{
    /// <summary>Lowest score.</summary>
    Best,

    /// <summary>Ends on the earliest possible date, at the lowest score among those that do.</summary>
    EarliestFinish,

    /// <summary>
    /// Fewest minutes between days' first visits and their usual time, in sum (<see cref="PlanFigures.TotalMinutesOff"/>), then the lowest score with
    /// the usual as nominal time, among the plans that end at most <see cref="AlternativeCosts.DaysLater"/> days after the best.
    /// </summary>
    Steadiest,

    /// <summary>Fewest changes of the operator, then the lowest score, among the plans that end at most <see cref="AlternativeCosts.DaysLater"/> days after the best.</summary>
    FewestStaffChanges,
}

/// <summary>A way to place the whole course.</summary>
public sealed record PlanOption
{
    /// <summary>Number, from 1.</summary>
    public required int Option { get; init; }

    /// <summary>Why it is shown; several reasons when they lead to the same plan.</summary>
    public required IReadOnlyList<PlanOptionKind> Kinds { get; init; }

    /// <summary>Its site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Its device model, or null for protocols without a device.</summary>
    public Guid? ModelId { get; init; }

    /// <summary>Local date of the first visit.</summary>
    public required DateOnly StartsOn { get; init; }

    /// <summary>Local date of the last visit.</summary>
    public required DateOnly EndsOn { get; init; }

    /// <summary>The local time that the visits keep to.</summary>
    public required TimeOnly NominalTime { get; init; }

    /// <summary>Minute-equivalents times priority; lower is better. The sum of <see cref="Terms"/>.</summary>
    public required decimal Score { get; init; }

    /// <summary>No plan of this kind scores less. Equal to <see cref="Score"/> when the search ended; for alternatives by their own objective.</summary>
    public required decimal Bound { get; init; }

    /// <summary>Whether the option is proven best for its kind.</summary>
    public required bool Exact { get; init; }

    /// <summary>The score's parts.</summary>
    public required PlanTerms Terms { get; init; }

    /// <summary>The visits, in order of time.</summary>
    public required IReadOnlyList<PlannedVisit> Sessions { get; init; }

    /// <summary>Sessions that fit nowhere (flexible mode).</summary>
    public IReadOnlyList<SessionShortfall> Shortfalls { get; init; } = [];

    /// <summary>What staff should know: sessions outside the authorization (R20), another unit of the model (R23).</summary>
    public IReadOnlyList<PlanWarning> Warnings { get; init; } = [];
}

/// <summary>The score's parts, each in minute-equivalents times priority, and what was counted.</summary>
public sealed record PlanTerms
{
    /// <summary>Price of the sessions that fit nowhere.</summary>
    public decimal Unplaced { get; init; }

    /// <summary>Price of weeks below their cap and of deviations from due dates.</summary>
    public decimal BelowCap { get; init; }

    /// <summary>Price of the wait.</summary>
    public decimal Wait { get; init; }

    /// <summary>Price of the minutes away from the nominal time.</summary>
    public decimal NominalTime { get; init; }

    /// <summary>Price of changes of the operator.</summary>
    public decimal StaffChanges { get; init; }

    /// <summary>Price of changes of the device.</summary>
    public decimal DeviceChanges { get; init; }

    /// <summary>Price of a nominal time other than preferred.</summary>
    public decimal PreferredTime { get; init; }

    /// <summary>Changes of the operator between consecutive treatments.</summary>
    public int StaffChangeCount { get; init; }

    /// <summary>Changes of the device between consecutive treatments.</summary>
    public int DeviceChangeCount { get; init; }

    /// <summary>Sum of minutes between first visits of a day and the nominal time.</summary>
    public int MinutesFromNominal { get; init; }

    /// <summary>The sum of the prices.</summary>
    public decimal Total() => Unplaced + BelowCap + Wait + NominalTime + StaffChanges + DeviceChanges + PreferredTime;
}

/// <summary>A proposed visit.</summary>
public sealed record PlannedVisit
{
    /// <summary>Session number; null for a prerequisite visit.</summary>
    public int? SessionNumber { get; init; }

    /// <summary>Phase name; null for a prerequisite visit.</summary>
    public string? Phase { get; init; }

    /// <summary>Visit kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Start, with the site's offset.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>End, exclusive, with the site's offset.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Local date.</summary>
    public required DateOnly LocalDate { get; init; }

    /// <summary>Local start.</summary>
    public required TimeOnly LocalTime { get; init; }

    /// <summary>Everything it takes: patient, staff, device, coil, room.</summary>
    public required IReadOnlyList<PlannedTake> Takes { get; init; }

    /// <summary>
    /// Why it is not at the preferred time, or at the nominal time where none is preferred; null when it is. Rule, resource and interval are always
    /// there. A day's later visits name the one before them, or what kept them from following it at once.
    /// </summary>
    public RuleViolation? MovedBecause { get; init; }
}

/// <summary>A resource that a visit takes. A role with several segments has one entry each.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Role">The role, for staff; <c>supervisor</c> for the supervisor.</param>
/// <param name="Lane">The free lane chosen, from 0; null when no lane is taken.</param>
/// <param name="Range">What is taken, set-up and turnover included.</param>
/// <param name="Exclusive">Whether it takes the lane (an allocation) or is only named.</param>
public sealed record PlannedTake(ResourceRef Resource, StaffRole? Role, int? Lane, TimeRange Range, bool Exclusive);

/// <summary>A session that fits nowhere (R7).</summary>
public sealed record SessionShortfall
{
    /// <summary>Session number.</summary>
    public required int SessionNumber { get; init; }

    /// <summary>Phase name.</summary>
    public required string Phase { get; init; }

    /// <summary>The local date on which an unhindered course would have had it, or lost the day that it now lacks.</summary>
    public required DateOnly WantedOn { get; init; }

    /// <summary>The start that was tried on that date.</summary>
    public required DateTimeOffset WantedAt { get; init; }

    /// <summary>Why it does not fit: rule, resource and interval.</summary>
    public required RuleViolation BlockedBy { get; init; }

    /// <summary>What would fit instead; empty when nothing within the facts does.</summary>
    public IReadOnlyList<FittingPlace> WouldFit { get; init; } = [];
}

/// <summary>A place that would do if a wish or limit gave way.</summary>
/// <param name="Give">What has to give way: <c>other_week</c>, <c>other_hour</c>, <c>other_site</c>, <c>other_weekday</c>, <c>outside_authorization</c>.</param>
/// <param name="SiteId">The site.</param>
/// <param name="Start">Start, with the site's offset.</param>
/// <param name="End">End, exclusive.</param>
public sealed record FittingPlace(string Give, Guid SiteId, DateTimeOffset Start, DateTimeOffset End);

/// <summary>Something staff should know about an option.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Code">A code such as <c>outside_authorization</c>, <c>no_unit_left</c>, <c>other_unit_of_model</c>.</param>
/// <param name="SessionNumbers">The sessions concerned.</param>
public sealed record PlanWarning(Rule Rule, string Code, IReadOnlyList<int> SessionNumbers);
