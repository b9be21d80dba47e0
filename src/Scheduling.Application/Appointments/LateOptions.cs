using Scheduling.Application.Courses;

namespace Scheduling.Application.Appointments;

/// <summary>What can be done about a patient who comes late.</summary>
public enum LateOptionKind
{
    /// <summary>Begins later on the same resources; visits of others behind it may have to begin later too.</summary>
    Slide,

    /// <summary>Begins on arrival on another device.</summary>
    OtherDevice,

    /// <summary>Begins later on the same day, with whatever is free then.</summary>
    LaterToday,

    /// <summary>Keeps its place and is treated in what is left of it: the treatment still fits.</summary>
    Shortened,

    /// <summary>Is not treated today; the session is owed (R10).</summary>
    Owed,
}

/// <summary>The options for a late visit. Nothing is changed by them.</summary>
/// <param name="AppointmentId">The visit.</param>
/// <param name="ExpectedAt">When the patient is expected, with the site's offset.</param>
/// <param name="MinutesLate">Minutes after the visit's start.</param>
/// <param name="Options">Those that tell nobody else first.</param>
public sealed record LateOptions(Guid AppointmentId, DateTimeOffset ExpectedAt, int MinutesLate, IReadOnlyList<LateOption> Options);

/// <summary>One option.</summary>
public sealed record LateOption
{
    /// <summary>Which.</summary>
    public required LateOptionKind Kind { get; init; }

    /// <summary>When the visit would begin, with the site's offset; null when it is owed.</summary>
    public required DateTimeOffset? Start { get; init; }

    /// <summary>When it would end, exclusive; null when it is owed.</summary>
    public required DateTimeOffset? End { get; init; }

    /// <summary>What would serve it.</summary>
    public required IReadOnlyList<VisitResource> Resources { get; init; }

    /// <summary>Visits of others that would begin later, in order of time.</summary>
    public IReadOnlyList<KnockOn> KnockOn { get; init; } = [];

    /// <summary>Times for a make-up at the end of the phase (R11), where it is owed.</summary>
    public IReadOnlyList<FreeVisit> MakeUpOptions { get; init; } = [];

    /// <summary>The calls that take the option, in their order; each as it is to be sent, but for an Idempotency-Key.</summary>
    public required IReadOnlyList<OptionCall> Calls { get; init; }
}

/// <summary>A visit of somebody else that would begin later.</summary>
/// <param name="AppointmentId">The visit.</param>
/// <param name="PatientId">Its patient, who must be told.</param>
/// <param name="Start">When it begins now.</param>
/// <param name="NewStart">When it would begin.</param>
/// <param name="Minutes">The difference.</param>
public sealed record KnockOn(Guid AppointmentId, Guid PatientId, DateTimeOffset Start, DateTimeOffset NewStart, int Minutes);

/// <summary>A call to be sent.</summary>
/// <param name="Path">Where to POST it.</param>
/// <param name="IfMatch">Its If-Match.</param>
/// <param name="Body">Its body.</param>
public sealed record OptionCall(string Path, string IfMatch, IReadOnlyDictionary<string, object?> Body);
