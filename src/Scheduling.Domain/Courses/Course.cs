namespace Scheduling.Domain.Courses;

/// <summary>One patient on one protocol version.</summary>
public sealed class Course : VersionedEntity
{
    /// <summary>The patient.</summary>
    public Guid PatientId { get; set; }

    /// <summary>The home site.</summary>
    public Guid SiteId { get; set; }

    /// <summary>The protocol.</summary>
    public Guid ProtocolId { get; set; }

    /// <summary>The pinned version of the protocol.</summary>
    public Guid ProtocolVersionId { get; set; }

    /// <summary>Copied from the protocol for R8.</summary>
    public required string Modality { get; set; }

    /// <summary>Indication being treated; the protocol's unless an off-label order says otherwise.</summary>
    public required string Indication { get; set; }

    /// <summary>State.</summary>
    public CourseState State { get; set; }

    /// <summary>Why it is on hold or ended, in somebody's own words: a clinical text. Null where a rule did it.</summary>
    public string? StateReason { get; set; }

    /// <summary>What put it on hold; null while it is not.</summary>
    public HoldCause? HoldCause { get; set; }

    /// <summary>Instant from which on it is on hold; null while it is not, or where nobody wrote it down.</summary>
    public DateTimeOffset? HeldAt { get; set; }

    /// <summary>Instant from which on it is completed or discontinued; null while it is not, or where nobody wrote it down.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>What people and rules did to the course as a whole, oldest first.</summary>
    public IReadOnlyList<CourseStep> Steps { get; set; } = [];

    /// <summary>Sessions to deliver by phase, in order.</summary>
    public IReadOnlyList<PhaseTarget> Targets { get; set; } = [];

    /// <summary>Coverage; null while draft and unknown.</summary>
    public Coverage? Coverage { get; set; }

    /// <summary>Preferred local time of day.</summary>
    public TimeOnly? PreferredTime { get; set; }

    /// <summary>Weight of this course's costs, 1 for normal.</summary>
    public decimal Priority { get; set; } = 1;

    /// <summary>Prescriber's orders, oldest first.</summary>
    public IReadOnlyList<PrescriberOrder> Orders { get; set; } = [];

    /// <summary>True when an order allows this course beside another of its modality (R8).</summary>
    public bool BesideAnother { get; set; }

    /// <summary>The model of device the course is treated on, fixed by its first booking (R23).</summary>
    public Guid? DeviceModelId { get; set; }

    /// <summary>First local date on <see cref="DeviceModelId"/> where the model has changed in mid-course; null where it never has.</summary>
    public DateOnly? DeviceModelFrom { get; set; }

    /// <summary>The model before that date.</summary>
    public Guid? PriorDeviceModelId { get; set; }

    /// <summary>Local dates from which on no session is given before the motor threshold has been determined anew (R14, R23), in the order they were set. One that is met stays.</summary>
    public IReadOnlyList<DateOnly> ThresholdsFrom { get; set; } = [];

    /// <summary>The course this one retreats.</summary>
    public Guid? PriorCourseId { get; set; }

    /// <summary>The model of device that the course is treated on on a local date (R23); null while it has none.</summary>
    public Guid? ModelOn(DateOnly date) => date < DeviceModelFrom ? PriorDeviceModelId : DeviceModelId;

    /// <summary>Treats the course on another model of device from a local date on.</summary>
    /// <param name="modelId">The model.</param>
    /// <param name="from">First local date on it.</param>
    public void ChangeModel(Guid modelId, DateOnly from) => (PriorDeviceModelId, DeviceModelId, DeviceModelFrom) = (ModelOn(from.AddDays(-1)), modelId, from);

    /// <summary>Demands that the motor threshold is determined anew with the first session from a local date on.</summary>
    public void DemandThreshold(DateOnly from) => ThresholdsFrom = [.. ThresholdsFrom.Where(d => d != from), from];

    /// <summary>Puts it on hold for a rule. One that is held already is held for this from now on, so that what lifts the other cause doesn't lift this; what was given before the first is still a fact.</summary>
    /// <param name="cause">The cause.</param>
    /// <param name="now">The instant.</param>
    public void HoldFor(HoldCause cause, DateTimeOffset now) =>
        (State, HoldCause, StateReason, HeldAt) = (CourseState.OnHold, cause, null, State == CourseState.OnHold ? HeldAt ?? now : now);

    /// <summary>Whether it is on hold and something done at an instant was not before.</summary>
    public bool IsHeldAt(DateTimeOffset moment) => State == CourseState.OnHold && !(moment < HeldAt);

    /// <summary>Whether it is completed or discontinued and something done at an instant was not before.</summary>
    public bool IsEndedAt(DateTimeOffset moment) => IsEnded && !(moment < EndedAt);

    /// <summary>True once it is completed or discontinued.</summary>
    public bool IsEnded => State is CourseState.Completed or CourseState.Discontinued;

    /// <summary>True from the states in which R8 counts it as open.</summary>
    public bool IsOpen => State is CourseState.AwaitingAuthorization or CourseState.Ready or CourseState.Active or CourseState.OnHold;

    /// <summary>True when visits may be booked for it.</summary>
    public bool IsBookable => State is CourseState.AwaitingAuthorization or CourseState.Ready or CourseState.Active
        || (State == CourseState.Draft && Coverage?.Kind == CoverageKind.SelfPay);
}
