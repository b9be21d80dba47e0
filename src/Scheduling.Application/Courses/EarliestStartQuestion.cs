using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Courses;

/// <summary>What a caller asks about the first dates on which a course would fit: of a protocol, or what a course owes.</summary>
public sealed record EarliestStartQuestion
{
    /// <summary>The protocol, without a course.</summary>
    public Guid? ProtocolId { get; init; }

    /// <summary>Number of its version; null for the newest.</summary>
    public int? ProtocolVersion { get; init; }

    /// <summary>The course: its protocol, what it owes, its patient, coverage and device model count.</summary>
    public Guid? CourseId { get; init; }

    /// <summary>Sessions by phase; phases left out keep the protocol's default.</summary>
    public IReadOnlyList<PhaseTarget> Targets { get; init; } = [];

    /// <summary>The indication, for clearances; null for the protocol's.</summary>
    public string? Indication { get; init; }

    /// <summary>The patient's age in completed years, for clearances; null: those for any age count.</summary>
    public int? Age { get; init; }

    /// <summary>The sites to compare; null for all in service that have what the protocol needs.</summary>
    public IReadOnlyList<Guid>? SiteIds { get; init; }

    /// <summary>First local date on which a visit may lie.</summary>
    public required DateOnly StartOnOrAfter { get; init; }

    /// <summary>Last local date of the first treatment; null for none but the horizon.</summary>
    public DateOnly? StartOnOrBefore { get; init; }

    /// <summary>Last local date of any visit, inclusive; null for a horizon that follows from the protocol.</summary>
    public DateOnly? EndOnOrBefore { get; init; }

    /// <summary>When the patient can come; null for any time, or the course's patient's own windows.</summary>
    public IReadOnlyList<WeeklyWindow>? Windows { get; init; }

    /// <summary>Weekdays asked for; empty for any.</summary>
    public IReadOnlyList<DayOfWeek> Weekdays { get; init; } = [];

    /// <summary>The parts of the day to compare.</summary>
    public required IReadOnlyList<TimeOfDay> Times { get; init; }
}
