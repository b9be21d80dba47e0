using System.ComponentModel.DataAnnotations;
using Scheduling.Application.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Staffing;

namespace Scheduling.Api.Courses;

/// <summary>A new course.</summary>
public sealed record CreateCourseRequest
{
    /// <summary>The patient.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public required Guid PatientId { get; init; }

    /// <summary>The home site.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000002</example>
    public required Guid SiteId { get; init; }

    /// <summary>The protocol; it must be enabled.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000003</example>
    public required Guid ProtocolId { get; init; }

    /// <summary>Number of the version to pin; leave it out for the newest.</summary>
    /// <example>1</example>
    [Range(1, 10_000)]
    public int? ProtocolVersion { get; init; }

    /// <summary>Sessions by phase, within the protocol's bounds; phases left out keep its default.</summary>
    [MaxLength(20)]
    public IReadOnlyList<PhaseTargetContract> Targets { get; init; } = [];

    /// <summary>The indication; another than the protocol's needs an `off_label` order.</summary>
    /// <example>mdd</example>
    [StringLength(64, MinimumLength = 1)]
    public string? Indication { get; init; }

    /// <summary>Who pays. Without it the course is a draft.</summary>
    public CoverageContract? Coverage { get; init; }

    /// <summary>Preferred local start.</summary>
    /// <example>09:00</example>
    public TimeOnly? PreferredTime { get; init; }

    /// <summary>Weight of the course's costs; 1 is normal.</summary>
    /// <example>1</example>
    [Range(0.1, 100)]
    public decimal Priority { get; init; } = 1;

    /// <summary>Keeps it a draft even where it could be booked.</summary>
    /// <example>false</example>
    public bool Draft { get; init; }

    /// <summary>Prescriber's orders; needs `Scheduling-Actor`.</summary>
    [MaxLength(20)]
    public IReadOnlyList<OrderContract> Orders { get; init; } = [];

    /// <summary>The course that this one retreats.</summary>
    /// <example>null</example>
    public Guid? PriorCourseId { get; init; }
}

/// <summary>Sessions of a phase.</summary>
public sealed record PhaseTargetContract
{
    /// <summary>The phase's name in the protocol.</summary>
    /// <example>acute</example>
    [StringLength(64, MinimumLength = 1)]
    public required string Phase { get; init; }

    /// <summary>Sessions to deliver.</summary>
    /// <example>30</example>
    [Range(0, 200)]
    public required int Sessions { get; init; }
}

/// <summary>Who pays and what they asked for.</summary>
public sealed record CoverageContract
{
    /// <summary>`insured` or `self_pay`.</summary>
    /// <example>self_pay</example>
    public required CoverageKind Kind { get; init; }

    /// <summary>Modes in which a supervisor on shift satisfies the payer; leave it out where none is asked for (R4).</summary>
    [MaxLength(2)]
    public IReadOnlyList<PresenceMode> Supervision { get; init; } = [];

    /// <summary>The approved dates; leave it out for open.</summary>
    public DateWindowContract? Window { get; init; }

    /// <summary>Approved units, one a treatment; leave it out for no limit.</summary>
    /// <example>36</example>
    [Range(0, 1000)]
    public int? Units { get; init; }

    /// <summary>Most units a day; leave it out for no limit.</summary>
    /// <example>1</example>
    [Range(1, 24)]
    public int? MaxPerDay { get; init; }
}

/// <summary>Dates, both inclusive.</summary>
public sealed record DateWindowContract
{
    /// <summary>First date, inclusive; leave it out for open.</summary>
    /// <example>2027-01-01</example>
    public DateOnly? From { get; init; }

    /// <summary>Last date, inclusive; leave it out for open.</summary>
    /// <example>2027-12-31</example>
    public DateOnly? Until { get; init; }
}

/// <summary>A prescriber's order.</summary>
public sealed record OrderContract
{
    /// <summary>`treatment`, `off_label`, `second_course`, `catch_up`, `cadence`, `extend`, `resume` or `device_change`.</summary>
    /// <example>treatment</example>
    [StringLength(64, MinimumLength = 1)]
    public required string Kind { get; init; }

    /// <summary>Why.</summary>
    /// <example>Ordered at the consult.</example>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>First date it holds, inclusive.</summary>
    /// <example>null</example>
    public DateOnly? From { get; init; }

    /// <summary>Last date it holds, inclusive.</summary>
    /// <example>null</example>
    public DateOnly? Until { get; init; }
}

/// <summary>What to change about a course; members left out stay.</summary>
public sealed record ChangeCourseRequest
{
    /// <summary>Sessions by phase, all of them; phases left out go back to the protocol's default.</summary>
    [MinLength(1)]
    [MaxLength(20)]
    public IReadOnlyList<PhaseTargetContract>? Targets { get; init; }

    /// <summary>Who pays.</summary>
    public CoverageContract? Coverage { get; init; }

    /// <summary>Preferred local start.</summary>
    /// <example>09:00</example>
    public TimeOnly? PreferredTime { get; init; }

    /// <summary>Weight of its costs.</summary>
    /// <example>1</example>
    [Range(0.1, 100)]
    public decimal? Priority { get; init; }

    /// <summary>Takes a draft or waiting course as far as its coverage allows.</summary>
    /// <example>true</example>
    public bool Open { get; init; }
}

/// <summary>A course and how far it is.</summary>
public sealed record CourseResponse
{
    /// <summary>Its id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000010</example>
    public required Guid Id { get; init; }

    /// <summary>Its version, as `If-Match` wants it.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    /// <summary>The patient.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>The home site as of today.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>The home sites that the course has had and will have, each from a local date on (null for the first); empty where it never changed.</summary>
    public IReadOnlyList<HomeSite> Homes { get; init; } = [];

    /// <summary>The protocol.</summary>
    public required Guid ProtocolId { get; init; }

    /// <summary>The pinned version of the protocol.</summary>
    public required Guid ProtocolVersionId { get; init; }

    /// <summary>Modality.</summary>
    /// <example>rtms</example>
    public required string Modality { get; init; }

    /// <summary>Indication.</summary>
    /// <example>mdd</example>
    public required string Indication { get; init; }

    /// <summary>State.</summary>
    public required CourseState State { get; init; }

    /// <summary>Why it is on hold or ended: what its rule is called, or somebody's own words, which only keys with scope <c>clinical:read</c> see.</summary>
    public required string? StateReason { get; init; }

    /// <summary>What put it on hold; null while it is not.</summary>
    public required HoldCause? HoldCause { get; init; }

    /// <summary>Sessions by phase.</summary>
    public required IReadOnlyList<PhaseTarget> Targets { get; init; }

    /// <summary>Who pays.</summary>
    public required CoverageContract? Coverage { get; init; }

    /// <summary>Preferred local start.</summary>
    public required TimeOnly? PreferredTime { get; init; }

    /// <summary>Weight of its costs.</summary>
    public required decimal Priority { get; init; }

    /// <summary>Prescriber's orders, oldest first.</summary>
    public required IReadOnlyList<PrescriberOrder> Orders { get; init; }

    /// <summary>The model of device it is treated on; null before its first booking.</summary>
    public required Guid? DeviceModelId { get; init; }

    /// <summary>The course it retreats.</summary>
    public required Guid? PriorCourseId { get; init; }

    /// <summary>What was done to it as a whole, by whom and why, oldest first; null in lists, and for keys without scope <c>clinical:read</c>.</summary>
    public IReadOnlyList<CourseStep>? Steps { get; init; }

    /// <summary>How far it is; null in lists.</summary>
    public CourseProgress? Progress { get; init; }

    /// <summary>Days since the last delivered session; null before the first, or in lists.</summary>
    public int? GapDays { get; init; }

    /// <summary>The gap as the protocol's bands count it (R14): in the acute phase, from the day on which the first band may be reached; null before and otherwise.</summary>
    public CourseGap? Gap { get; init; }

    /// <summary>Whether the course would end after the coverage's window, what is owed included (R20); null in lists.</summary>
    public bool? EndsAfterCoverage { get; init; }

    /// <summary>Whether the visit that begins the course was missed or has lost its place, and the next one is not such a visit yet; null in lists.</summary>
    public bool? InitialMissed { get; init; }

    /// <summary>Local date from which on no session is given before the motor threshold has been determined anew (R14, R23); null where none is owed, or in lists.</summary>
    public DateOnly? RedeterminationOwedFrom { get; init; }
}

/// <summary>The appointments of a booked course.</summary>
/// <param name="CourseId">The course.</param>
/// <param name="Appointments">All of them, in order of time.</param>
public sealed record CourseBookingResponse(Guid CourseId, IReadOnlyList<AppointmentResponse> Appointments);
