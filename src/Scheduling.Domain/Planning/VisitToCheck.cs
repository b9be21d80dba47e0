using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>One visit with named resources, to be checked against the rules.</summary>
public sealed record VisitToCheck
{
    /// <summary>The appointment itself when it is moved or re-checked; its own takings don't block it. Null for a new one.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>Further owners whose takings don't count: the hold that this booking uses up.</summary>
    public IReadOnlyList<Guid> IgnoredOwnerIds { get; init; } = [];

    /// <summary>Visit kind.</summary>
    public required VisitKind Kind { get; init; }

    /// <summary>Start.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Role to person; the supervisor under <c>supervisor</c>.</summary>
    public IReadOnlyDictionary<StaffRole, Guid> Staff { get; init; } = new Dictionary<StaffRole, Guid>();

    /// <summary>The device, or null.</summary>
    public Guid? DeviceId { get; init; }

    /// <summary>The room, or null.</summary>
    public Guid? RoomId { get; init; }

    /// <summary>The shared coil, or null.</summary>
    public Guid? CoilId { get; init; }
}

/// <summary>What the rules need to know of the visit's protocol, coverage and course.</summary>
public sealed record VisitContext
{
    /// <summary>Role whose person needs the model's credential; null for visits without a protocol.</summary>
    public StaffRole? OperatorRole { get; init; }

    /// <summary>Capability a device segment needs; null: any device.</summary>
    public string? DeviceCapability { get; init; }

    /// <summary>Indication for the clearance; null: not checked.</summary>
    public string? Indication { get; init; }

    /// <summary>Whether the course carries an off-label order.</summary>
    public bool OffLabelOrder { get; init; }

    /// <summary>The course's model, once it has one (R23).</summary>
    public Guid? ModelId { get; init; }

    /// <summary>Supervision asked for by the coverage.</summary>
    public SupervisionRule Supervision { get; init; } = SupervisionRule.None;

    /// <summary>Whether the patient's windows and absences count (R5: unless the caller says otherwise).</summary>
    public bool CheckPatientWindows { get; init; } = true;

    /// <summary>The visit's phase, for R6; null when it belongs to no course or is no treatment.</summary>
    public ProtocolPhase? Phase { get; init; }

    /// <summary>The course's other live or delivered treatments, for R6; without the visit itself.</summary>
    public IReadOnlyList<CourseTreatment> Others { get; init; } = [];

    /// <summary>Limits of the authorization a week and a day; dates and units are R19's business elsewhere.</summary>
    public CoverageLimits Coverage { get; init; } = CoverageLimits.None;

    /// <summary>What a prescriber's orders allow beyond the phase (R11).</summary>
    public IReadOnlyList<CatchUpRule> CatchUp { get; init; } = [];

    /// <summary>Weeks that a prescriber's orders allow fewer sessions in (R13).</summary>
    public IReadOnlyList<CadenceLimit> CadenceLimits { get; init; } = [];

    /// <summary>Whether orders change any phase on some dates.</summary>
    public bool HasOrders => CatchUp.Count > 0 || CadenceLimits.Count > 0;

    /// <summary>A phase as it is on a local date, orders counted: what an order to catch up allows goes before what another took away.</summary>
    public ProtocolPhase PhaseOn(ProtocolPhase phase, DateOnly date, SiteClock clock) =>
        CatchUp.Aggregate(CadenceLimit.On(CadenceLimits, phase, clock.WeekStart(date)), (p, rule) => rule.On(p, date, clock.WeekStart(date)));

    /// <summary>The context of a visit in a course of a protocol.</summary>
    public static VisitContext For(ProtocolDefinition protocol) => new()
    {
        OperatorRole = protocol.OperatorRole,
        DeviceCapability = protocol.DeviceCapability,
        Indication = protocol.Indication,
    };
}

/// <summary>Another treatment of the same course.</summary>
/// <param name="LocalDate">Its local date.</param>
/// <param name="VisitStart">Its start.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Phase">Its phase.</param>
public sealed record CourseTreatment(DateOnly LocalDate, DateTimeOffset VisitStart, VisitKind Kind, ProtocolPhase Phase)
{
    /// <summary>Whether it was given, whole or in part.</summary>
    public bool Given { get; init; }
}
