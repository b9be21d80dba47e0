using Scheduling.Domain.Protocols;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>A course, or what is left of it, to be placed into existing load (P1).</summary>
public sealed record CoursePlanRequest
{
    /// <summary>The protocol version the course is pinned to.</summary>
    public required ProtocolDefinition Protocol { get; init; }

    /// <summary>Sessions still to be placed, by phase in the protocol's order; phases without any may be left out.</summary>
    public required IReadOnlyList<PhaseSessions> Remaining { get; init; }

    /// <summary>Number of the first session to be placed: delivered (and kept) so far plus 1.</summary>
    public int FirstSessionNumber { get; init; } = 1;

    /// <summary>Kind of the first visit; null: the protocol's initial kind for session 1, its treatment kind otherwise.</summary>
    public string? FirstKind { get; init; }

    /// <summary>Whether the protocol's prerequisite visit still has to be placed.</summary>
    public bool PlacePrerequisite { get; init; } = true;

    /// <summary>Local date of a prerequisite visit that has been kept, when it is not to be placed.</summary>
    public DateOnly? PrerequisiteOn { get; init; }

    /// <summary>Treatments delivered or kept, in any order. All lie before the sessions to be placed: nothing is placed on or before the last one's date.</summary>
    public IReadOnlyList<KeptTreatment> Kept { get; init; } = [];

    /// <summary>The course's device model; null when it has none yet. Never changed by the planner (R23).</summary>
    public Guid? ModelId { get; init; }

    /// <summary>The patient.</summary>
    public required PatientFacts Patient { get; init; }

    /// <summary>The sites that may serve the course, each with its facts. A course is placed at one of them.</summary>
    public required IReadOnlyList<ClinicFacts> Sites { get; init; }

    /// <summary>First local date on which a visit may lie.</summary>
    public required DateOnly StartOnOrAfter { get; init; }

    /// <summary>Last local date on which the first treatment may lie, inclusive; null: the horizon alone.</summary>
    public DateOnly? StartOnOrBefore { get; init; }

    /// <summary>Last local date of the horizon, inclusive.</summary>
    public required DateOnly HorizonEnd { get; init; }

    /// <summary>No visit starts before this instant; null: the horizon alone.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Preferred local start, or null.</summary>
    public TimeOnly? PreferredTime { get; init; }

    /// <summary>Weekdays asked for beside the protocol's; empty: any.</summary>
    public IReadOnlyList<DayOfWeek> Weekdays { get; init; } = [];

    /// <summary>Whether few changes of the operator count ten times as much.</summary>
    public bool KeepStaff { get; init; }

    /// <summary>Most shortfalls: 0 in strict mode (R7).</summary>
    public int MaxShortfalls { get; init; }

    /// <summary>
    /// How weeks that can't hold their cap are made good. Null: they carry their sessions into the next, and the course gets longer (R6). A number: the
    /// course keeps to the weeks from that of its first treatment on, a session that finds no place in its own week is lost at
    /// <see cref="PlanWeights.Unplaced"/>, and at most so many are. For courses of weekly phases with nothing kept.
    /// </summary>
    public int? MostLost { get; init; }

    /// <summary>Whether further options are wanted beside the best.</summary>
    public bool Alternatives { get; init; } = true;

    /// <summary>Whether the course carries an off-label order (R3).</summary>
    public bool OffLabelOrder { get; init; }

    /// <summary>Supervision asked for by the coverage.</summary>
    public SupervisionRule Supervision { get; init; } = SupervisionRule.None;

    /// <summary>Limits of the authorization.</summary>
    public CoverageLimits Coverage { get; init; } = CoverageLimits.None;

    /// <summary>Weeks that a prescriber's orders allow fewer sessions in (R13).</summary>
    public IReadOnlyList<CadenceLimit> CadenceLimits { get; init; } = [];

    /// <summary>Prices.</summary>
    public PlanWeights Weights { get; init; } = PlanWeights.Default;

    /// <summary>The course's priority; multiplies the score.</summary>
    public decimal Priority { get; init; } = 1m;

    /// <summary>Work after which the search stops and answers with its best plan, a bound and the gap. In state transitions; deterministic.</summary>
    public long SearchLimit { get; init; } = 400_000_000;
}

/// <summary>Sessions of a phase.</summary>
/// <param name="Phase">Phase name.</param>
/// <param name="Sessions">How many; not negative.</param>
public sealed record PhaseSessions(string Phase, int Sessions);

/// <summary>A treatment of the course that stays as it is.</summary>
/// <param name="LocalDate">Local date.</param>
/// <param name="Stimulation">Interval of its stimulation.</param>
/// <param name="OperatorId">Its operator, or null.</param>
/// <param name="DeviceId">Its device, or null.</param>
public sealed record KeptTreatment(DateOnly LocalDate, TimeRange Stimulation, Guid? OperatorId, Guid? DeviceId);
