namespace Scheduling.Domain.Courses;

/// <summary>One patient on one protocol version.</summary>
public sealed class Course : VersionedEntity
{
    /// <summary>The patient.</summary>
    public Guid PatientId { get; set; }

    /// <summary>The home site as of today; the one of another date: <see cref="SiteOn"/>.</summary>
    public Guid SiteId { get; set; }

    /// <summary>The home sites that the course has had and will have, in order of their dates; empty where it never changed.</summary>
    public IReadOnlyList<HomeSite> Homes { get; set; } = [];

    /// <summary>First local date of the next home site to come; null where none is.</summary>
    public DateOnly? HomeChangesOn { get; set; }

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

    /// <summary>The home site on a local date.</summary>
    public Guid SiteOn(DateOnly date) => Homes.LastOrDefault(h => !(h.From > date))?.SiteId ?? SiteId;

    /// <summary>The last local date on which home site and device model are still those of a date, inclusive; null where neither is to change.</summary>
    public DateOnly? SameUntil(DateOnly date) =>
        Homes.Select(h => h.From).Append(DeviceModelFrom).Where(d => d > date).Min() is { } change ? change.AddDays(-1) : null;

    /// <summary>The first local date since which both are those of a date; null where neither has changed before.</summary>
    public DateOnly? SameFrom(DateOnly date) => Homes.Select(h => h.From).Append(DeviceModelFrom).Where(d => d <= date).Max();

    /// <summary>Whether a visit may be placed at a site on a local date without anybody asking for that site: a home site serves while it is the home only.</summary>
    public bool MayLieAt(Guid siteId, DateOnly date) => SiteOn(date) == siteId || Homes.All(h => h.SiteId != siteId);

    /// <summary>Gives the course another home from a local date on, whatever was to come after it before.</summary>
    /// <param name="siteId">The site.</param>
    /// <param name="from">First local date there.</param>
    /// <param name="today">Local date of now.</param>
    /// <returns>Whether anything changes.</returns>
    public bool MoveHome(Guid siteId, DateOnly from, DateOnly today)
    {
        List<HomeSite> homes = [.. Homes.Count == 0 ? [new HomeSite(SiteId, null)] : Homes.Where(h => !(h.From >= from))];
        if (homes[^1].SiteId != siteId)
        {
            homes.Add(new HomeSite(siteId, from));
        }

        if (homes.SequenceEqual(Homes) || (homes.Count == 1 && Homes.Count == 0))
        {
            return false;
        }

        Homes = homes;
        SettleHome(today);
        return true;
    }

    /// <summary>Makes the home site of a local date the present one.</summary>
    /// <param name="today">Local date of now.</param>
    /// <returns>Whether it is another than before.</returns>
    public bool SettleHome(DateOnly today)
    {
        var before = SiteId;
        (SiteId, HomeChangesOn) = (SiteOn(today), Homes.Select(h => h.From).Where(d => d > today).Min());
        return SiteId != before;
    }

    /// <summary>The model of device that the course is treated on on a local date (R23); null while it has none.</summary>
    public Guid? ModelOn(DateOnly date) => date < DeviceModelFrom ? PriorDeviceModelId : DeviceModelId;

    /// <summary>Treats the course on another model of device from a local date on.</summary>
    /// <param name="modelId">The model.</param>
    /// <param name="from">First local date on it.</param>
    public void ChangeModel(Guid modelId, DateOnly from) => (PriorDeviceModelId, DeviceModelId, DeviceModelFrom) = (ModelOn(from.AddDays(-1)), modelId, from);

    /// <summary>Takes a change of the model back that is not due yet, with the motor threshold that it asks for; where none is to come after the date, nothing.</summary>
    /// <param name="from">Local date from which on the course stays on the model it is on then.</param>
    public void KeepModel(DateOnly from)
    {
        if (DeviceModelFrom > from)
        {
            ThresholdsFrom = [.. ThresholdsFrom.Where(d => d != DeviceModelFrom)];
            (DeviceModelId, PriorDeviceModelId, DeviceModelFrom) = (PriorDeviceModelId, null, null);
        }
    }

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
