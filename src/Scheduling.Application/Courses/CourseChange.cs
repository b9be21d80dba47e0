using Scheduling.Domain.Courses;

namespace Scheduling.Application.Courses;

/// <summary>What to change about a course; null leaves.</summary>
public sealed record CourseChange
{
    public IReadOnlyList<PhaseTarget>? Targets { get; init; }
    public Coverage? Coverage { get; init; }
    public TimeOnly? PreferredTime { get; init; }
    public decimal? Priority { get; init; }

    /// <summary>Takes a draft out of drafting, as its coverage allows.</summary>
    public bool Open { get; init; }
}
