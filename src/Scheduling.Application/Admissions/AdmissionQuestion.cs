using Scheduling.Application.Courses;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Admissions;

/// <summary>A waiting list as it was asked about. Stored with its admission.</summary>
public sealed record AdmissionQuestion
{
    /// <summary>Who waits, in the order of coming.</summary>
    public required IReadOnlyList<AdmissionCourse> Courses { get; init; }

    /// <summary>Last local date of any visit, inclusive; null for what follows from each protocol.</summary>
    public DateOnly? EndOnOrBefore { get; init; }

    /// <summary>Seed of the search's chances.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long the search may take.</summary>
    public int Seconds { get; init; } = 30;
}

/// <summary>A course that waits.</summary>
public sealed record AdmissionCourse
{
    /// <summary>The course.</summary>
    public required Guid CourseId { get; init; }

    /// <summary>First local date on which a visit may lie.</summary>
    public required DateOnly StartOnOrAfter { get; init; }

    /// <summary>Last local date for the first treatment; null for any.</summary>
    public DateOnly? StartOnOrBefore { get; init; }

    /// <summary>Preferred local start; null for the course's.</summary>
    public TimeOnly? PreferredTime { get; init; }

    /// <summary>When the patient can come, in place of the patient's own windows; null for those.</summary>
    public IReadOnlyList<WeeklyWindow>? Windows { get; init; }

    /// <summary>Weekdays asked for; empty for any.</summary>
    public IReadOnlyList<DayOfWeek> Weekdays { get; init; } = [];

    /// <summary>Weight of its costs; null for the course's.</summary>
    public decimal? Priority { get; init; }

    /// <summary>What the planner and the booking are asked for this course.</summary>
    public PlanQuestion ToPlanQuestion(DateOnly? endOnOrBefore) => new()
    {
        StartOnOrAfter = StartOnOrAfter,
        EndOnOrBefore = endOnOrBefore,
        PreferredTime = PreferredTime,
        Windows = Windows,
        Weekdays = Weekdays,
        Alternatives = false,
    };
}
