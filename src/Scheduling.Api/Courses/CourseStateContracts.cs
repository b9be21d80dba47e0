using System.ComponentModel.DataAnnotations;
using Scheduling.Api.Appointments;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.Appointments;
using Scheduling.Application.Courses;
using Scheduling.Domain.Courses;

namespace Scheduling.Api.Courses;

/// <summary>A change of a course's state.</summary>
public sealed record ChangeCourseStateRequest
{
    /// <summary>Why.</summary>
    /// <example>Hospital stay.</example>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>Answers the difference, or the refusal, and writes nothing.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}

/// <summary>The end of a course as complete.</summary>
public sealed record CompleteCourseRequest
{
    /// <summary>Why; required where fewer sessions were delivered than the target.</summary>
    /// <example>Remission.</example>
    [StringLength(1000, MinimumLength = 1)]
    public string? Reason { get; init; }

    /// <summary>Answers the difference, or the refusal, and writes nothing.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}

/// <summary>Dates to keep free of visits.</summary>
public sealed record PauseCourseRequest
{
    /// <summary>First local date.</summary>
    /// <example>2027-03-08</example>
    public required DateOnly From { get; init; }

    /// <summary>Last local date, inclusive.</summary>
    /// <example>2027-03-12</example>
    public required DateOnly Until { get; init; }

    /// <summary>Why.</summary>
    /// <example>Travels for work.</example>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>Whether the visits in it are placed after it; otherwise they wait for a new time (`needs_new_time`).</summary>
    /// <example>true</example>
    public bool Place { get; init; } = true;

    /// <summary>Answers the difference, or the refusal, and writes nothing.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}

/// <summary>What a change of a course does to it and to its visits.</summary>
public sealed record CourseDiffResponse
{
    /// <summary>False for a dry run.</summary>
    /// <example>true</example>
    public required bool Applied { get; init; }

    /// <summary>The course's state afterwards.</summary>
    public required CourseState State { get; init; }

    /// <summary>Why it is on hold or ended: what its rule is called, or somebody's own words, which only keys with scope <c>clinical:read</c> see.</summary>
    public required string? StateReason { get; init; }

    /// <summary>What put it on hold; null while it is not.</summary>
    public required HoldCause? HoldCause { get; init; }

    /// <summary>The home site as of today; one from a later date on is in `homes`.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000020</example>
    public required Guid SiteId { get; init; }

    /// <summary>The home sites that the course has had and will have, each from a local date on (null for the first); empty where it never changed.</summary>
    public IReadOnlyList<HomeSite> Homes { get; init; } = [];

    /// <summary>The device model afterwards; null before the first booking.</summary>
    public required Guid? DeviceModelId { get; init; }

    /// <summary>The protocol version afterwards; one of the course's own where its phases were amended.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000030</example>
    public required Guid ProtocolVersionId { get; init; }

    /// <summary>Sessions to deliver by phase.</summary>
    public required IReadOnlyList<PhaseTarget> Targets { get; init; }

    /// <summary>New visits, in order of time; the ids of a dry run are not kept.</summary>
    public required IReadOnlyList<AppointmentResponse> Booked { get; init; }

    /// <summary>Visits that get another time, place or kind.</summary>
    public required IReadOnlyList<ShiftedVisit> Moved { get; init; }

    /// <summary>Visits that lost their place and wait for a new time.</summary>
    public required IReadOnlyList<AppointmentResponse> Released { get; init; }

    /// <summary>Visits given up.</summary>
    public required IReadOnlyList<AppointmentResponse> Cancelled { get; init; }

    /// <summary>Whether the next session has to determine the motor threshold anew (R14, R23).</summary>
    /// <example>false</example>
    public required bool MotorThresholdFirst { get; init; }

    /// <summary>The visit that does; null where none is needed, or none is booked and one has to be.</summary>
    public required Guid? MotorThresholdVisitId { get; init; }

    /// <summary>The course afterwards.</summary>
    public required CourseOutlook Course { get; init; }

    internal static CourseDiffResponse Of(CourseDiff diff, bool applied, bool clinical) => new()
    {
        Applied = applied,
        State = diff.Course.State,
        StateReason = CourseReasons.Shown(diff.Course, clinical),
        HoldCause = diff.Course.HoldCause,
        SiteId = diff.Course.SiteId,
        Homes = diff.Course.Homes,
        DeviceModelId = diff.Course.DeviceModelId,
        ProtocolVersionId = diff.Course.ProtocolVersionId,
        Targets = diff.Course.Targets,
        Booked = diff.Booked,
        Moved = [.. diff.Moved.Select(m => new ShiftedVisit(m.After.Id, m.After.Kind, VisitPlace.Of(m.Before), VisitPlace.Of(m.After)))],
        Released = diff.Released,
        Cancelled = diff.Cancelled,
        MotorThresholdFirst = diff.MotorThresholdFirst,
        MotorThresholdVisitId = diff.MotorThresholdVisitId,
        Course = applied ? diff.Outlook : diff.Outlook with { Etag = ETags.Of(diff.VersionBefore) },
    };
}
