using System.ComponentModel.DataAnnotations;
using Scheduling.Api.Appointments;
using Scheduling.Application.Appointments;
using Scheduling.Application.Courses;
using Scheduling.Domain.Courses;

namespace Scheduling.Api.Courses;

/// <summary>How far an order goes; what is left out stays as the protocol says.</summary>
public sealed record OrderLimitsContract
{
    /// <summary>Most sessions on a day; 2 for `catch_up` when left out.</summary>
    /// <example>2</example>
    [Range(1, 24)]
    public int? MaxPerDay { get; init; }

    /// <summary>Most sessions in a week; the phase's when left out.</summary>
    /// <example>null</example>
    [Range(1, 100)]
    public int? MaxPerWeek { get; init; }

    /// <summary>Least minutes between the end of one stimulation and the start of the next on one day; a setting's when left out.</summary>
    /// <example>60</example>
    [Range(0, 1440)]
    public int? MinGapMinutes { get; init; }

    internal OrderLimits ToLimits() => new(MaxPerDay, MaxPerWeek, MinGapMinutes);
}

/// <summary>A prescriber's order on a course. It moves nothing by itself: it allows on its dates what the rules would refuse.</summary>
public sealed record RecordOrderRequest
{
    /// <summary>`treatment`, `off_label`, `second_course`, `catch_up`, `cadence`, `extend`, `resume` or `device_change`.</summary>
    /// <example>catch_up</example>
    [StringLength(64, MinimumLength = 1)]
    public required string Kind { get; init; }

    /// <summary>Why.</summary>
    /// <example>Missed three sessions with the flu.</example>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>First date it holds, inclusive; leave it out for open.</summary>
    /// <example>null</example>
    public DateOnly? From { get; init; }

    /// <summary>Last date it holds, inclusive; leave it out for open.</summary>
    /// <example>null</example>
    public DateOnly? Until { get; init; }

    /// <summary>How far it goes; for `catch_up` and `cadence`.</summary>
    public OrderLimitsContract? Limits { get; init; }
}

/// <summary>An order to catch up, given along with the make-ups.</summary>
public sealed record CatchUpContract
{
    /// <summary>Why.</summary>
    /// <example>Missed three sessions with the flu.</example>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>First date it holds, inclusive; leave it out for open.</summary>
    /// <example>null</example>
    public DateOnly? From { get; init; }

    /// <summary>Last date it holds, inclusive; leave it out for open.</summary>
    /// <example>null</example>
    public DateOnly? Until { get; init; }

    /// <summary>How far it goes.</summary>
    public OrderLimitsContract? Limits { get; init; }
}

/// <summary>How the owed sessions of a course are to be placed.</summary>
public sealed record MakeUpRequest
{
    /// <summary>Whether second sessions may lie on days that have one, where an order of kind `catch_up` holds (R11); what finds no such place goes to the end of its phase.</summary>
    /// <example>false</example>
    public bool SameDay { get; init; }

    /// <summary>Such an order, recorded along with it; needs `Scheduling-Actor`. Only with `sameDay`.</summary>
    public CatchUpContract? CatchUp { get; init; }

    /// <summary>First local date; leave it out for today.</summary>
    /// <example>null</example>
    public DateOnly? StartOnOrAfter { get; init; }

    /// <summary>Preferred local start; leave it out for the course's, or its usual one.</summary>
    /// <example>null</example>
    public TimeOnly? PreferredTime { get; init; }

    /// <summary>Whether sessions outside the coverage's window or units are placed and tagged; otherwise they are shortfalls.</summary>
    /// <example>false</example>
    public bool AllowOutsideAuthorization { get; init; }

    /// <summary>Answers the difference, or the refusal, and writes nothing.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}

/// <summary>A visit that shifts.</summary>
/// <param name="AppointmentId">The visit.</param>
/// <param name="Kind">Its kind afterwards.</param>
/// <param name="Before">Where it was.</param>
/// <param name="After">Where it is, or would be.</param>
public sealed record ShiftedVisit(Guid AppointmentId, string Kind, VisitPlace Before, VisitPlace After);

/// <summary>What making up for owed sessions changes.</summary>
public sealed record MakeUpResponse
{
    /// <summary>False for a dry run.</summary>
    /// <example>true</example>
    public required bool Applied { get; init; }

    /// <summary>New visits, in order of time; the ids of a dry run are not kept.</summary>
    public required IReadOnlyList<AppointmentResponse> Booked { get; init; }

    /// <summary>Visits that shift, or become the one that begins the course.</summary>
    public required IReadOnlyList<ShiftedVisit> Moved { get; init; }

    /// <summary>Visits given up because the course begins later; their sessions are placed again.</summary>
    public required IReadOnlyList<AppointmentResponse> Cancelled { get; init; }

    /// <summary>The course afterwards.</summary>
    public required CourseOutlook Course { get; init; }

    internal static MakeUpResponse Of(MakeUpOutcome outcome, bool applied) => new()
    {
        Applied = applied,
        Booked = outcome.Booked,
        Moved = [.. outcome.Moved.Select(m => new ShiftedVisit(m.After.Id, m.After.Kind, VisitPlace.Of(m.Before), VisitPlace.Of(m.After)))],
        Cancelled = outcome.Cancelled,
        Course = outcome.Outlook,
    };
}
