using System.ComponentModel.DataAnnotations;
using Scheduling.Application.Courses;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Protocols;

namespace Scheduling.Api.Courses;

/// <summary>What to change about a running course; members left out stay.</summary>
public sealed record AmendCourseRequest
{
    /// <summary>The new number of sessions of each phase named; the others stay. By a prescriber.</summary>
    [MaxLength(20)]
    public IReadOnlyList<PhaseTargetContract> Targets { get; init; } = [];

    /// <summary>Phases of this course that are added, get another length, or end. By a prescriber.</summary>
    [MaxLength(20)]
    public IReadOnlyList<PhaseAmendmentContract> Phases { get; init; } = [];

    /// <summary>
    /// Number of a newer version of the course's protocol, which its remaining sessions follow; what was delivered stays. Phases of the course's own are given up
    /// unless named again. By a prescriber.
    /// </summary>
    /// <example>null</example>
    [Range(1, 10_000)]
    public int? ProtocolVersion { get; init; }

    /// <summary>Fewer sessions a week, by a prescriber.</summary>
    /// <example>null</example>
    public CadenceContract? Cadence { get; init; }

    /// <summary>Another home site from a date on.</summary>
    /// <example>null</example>
    public HandoverContract? Site { get; init; }

    /// <summary>The preferred local start. With `from`, booked visits get the place of their own day nearest to it; without, what is booked stays.</summary>
    /// <example>null</example>
    public TimeOnly? PreferredTime { get; init; }

    /// <summary>First local date whose booked visits change, today at the earliest; leave it out for today.</summary>
    /// <example>null</example>
    public DateOnly? From { get; init; }

    /// <summary>Whether sessions outside the coverage are placed and tagged `unauthorized`; otherwise they refuse the amendment (R20).</summary>
    /// <example>false</example>
    public bool AllowOutsideAuthorization { get; init; }

    /// <summary>Why.</summary>
    /// <example>Partial response; ten more.</example>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>Answers the difference, or the refusal, and writes nothing.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }

    internal CourseAmendment ToAmendment() => new()
    {
        Targets = [.. Targets.Select(t => new PhaseTarget(t.Phase, t.Sessions))],
        Phases = [.. Phases.Select(p => new PhaseAmendment(p.Phase, p.Sessions, p.CadenceUnit, p.Cadence, p.After))],
        ProtocolVersion = ProtocolVersion,
        MaxPerWeek = Cadence?.MaxPerWeek,
        MaxPerWeekUntil = Cadence?.Until,
        SiteId = Site?.SiteId,
        DeviceModelId = Site?.DeviceModelId,
        PreferredTime = PreferredTime,
        From = From,
        AllowOutsideAuthorization = AllowOutsideAuthorization,
        Reason = Reason,
    };
}

/// <summary>A prescriber's order for fewer sessions a week (R13): of a week with too many those spread widest stay, the others go to the end of their phase.</summary>
public sealed record CadenceContract
{
    /// <summary>Most sessions a week, in every week that has a date of the order; never below the clinic's lowest. A later order goes before an earlier one, back up to the protocol's own number.</summary>
    /// <example>3</example>
    [Range(1, 50)]
    public required int MaxPerWeek { get; init; }

    /// <summary>Last local date, inclusive; leave it out for open.</summary>
    /// <example>null</example>
    public DateOnly? Until { get; init; }
}

/// <summary>Where a course goes on: the same course, its visits from the date on booked at another site, whole or not at all.</summary>
public sealed record HandoverContract
{
    /// <summary>The site; the course's own only to change the device model.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000020</example>
    public required Guid SiteId { get; init; }

    /// <summary>
    /// The device model there; leave it out for the course's own, or the only one that serves. Another one than the course's needs a prescriber's order of kind
    /// `device_change` that holds on the date, and begins with a visit that determines the motor threshold anew (R23).
    /// </summary>
    /// <example>null</example>
    public Guid? DeviceModelId { get; init; }
}

/// <summary>A phase of one course.</summary>
public sealed record PhaseAmendmentContract
{
    /// <summary>Its name; one that the course does not have yet is added.</summary>
    /// <example>weekly</example>
    [StringLength(64, MinimumLength = 1)]
    public required string Phase { get; init; }

    /// <summary>Sessions to deliver in it, whatever bounds the protocol sets; leave it out to end the phase with those delivered or under way.</summary>
    /// <example>4</example>
    [Range(0, 200)]
    public int? Sessions { get; init; }

    /// <summary>How the cadence of a new phase counts: `per_week` unless said otherwise, `every_days` or `every_months`.</summary>
    /// <example>per_week</example>
    public CadenceUnit? CadenceUnit { get; init; }

    /// <summary>Sessions a week of a new phase, or days or months between its sessions. Three a week and fewer lie at least two days apart (R6).</summary>
    /// <example>1</example>
    [Range(1, 366)]
    public int? Cadence { get; init; }

    /// <summary>The phase that a new one comes after; leave it out for the last.</summary>
    /// <example>null</example>
    [StringLength(64, MinimumLength = 1)]
    public string? After { get; init; }
}
