using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Protocols;

/// <summary>
/// One thing a visit takes for a part of its length. The patient is taken for the whole visit without a segment.
/// Segments of one role are served by one person.
/// </summary>
public sealed record VisitSegment
{
    /// <summary>What it takes.</summary>
    public required SegmentKind Kind { get; init; }

    /// <summary>The role, for staff segments; otherwise null.</summary>
    public StaffRole? Role { get; init; }

    /// <summary>Start in minutes from the visit's start, inclusive; a multiple of 5.</summary>
    public int FromMinute { get; init; }

    /// <summary>End in minutes from the visit's start, exclusive; a multiple of 5.</summary>
    public required int UntilMinute { get; init; }

    /// <summary>Whether it takes a lane (R1, R2). A segment that is not exclusive only asks for presence.</summary>
    public bool Exclusive { get; init; } = true;

    /// <summary>Minutes taken before the segment, on device and operator; a multiple of 5.</summary>
    public int SetupMinutes { get; init; }

    /// <summary>Minutes taken after the segment, on device and operator; a multiple of 5.</summary>
    public int TurnoverMinutes { get; init; }

    /// <summary>Accepted ways of being present, for staff segments.</summary>
    public IReadOnlyList<PresenceMode> Modes { get; init; } = [PresenceMode.InPerson];

    /// <summary>Kinds of credential the person needs beside the operator's (such as <c>bls</c>); for staff segments.</summary>
    public IReadOnlyList<string> Credentials { get; init; } = [];

    /// <summary>The segment itself for a visit that starts at an instant.</summary>
    public TimeRange Range(DateTimeOffset visitStart) => new(visitStart.AddMinutes(FromMinute), visitStart.AddMinutes(UntilMinute));

    /// <summary>What is taken: the segment with its set-up and turnover.</summary>
    public TimeRange Occupied(DateTimeOffset visitStart) =>
        new(visitStart.AddMinutes(FromMinute - SetupMinutes), visitStart.AddMinutes(UntilMinute + TurnoverMinutes));
}
