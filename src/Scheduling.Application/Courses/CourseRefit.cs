namespace Scheduling.Application.Courses;

/// <summary>How the rest of a course is to follow what has changed about it.</summary>
public sealed record CourseRefit
{
    /// <summary>First local date whose visits change.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Whether the course's weeks may hold less than before, so that visits are too many for theirs.</summary>
    public bool CheckCadence { get; init; }

    /// <summary>The local start wanted; null for each visit's own.</summary>
    public TimeOnly? PreferredTime { get; init; }

    /// <summary>Whether every visit leaves its place, as when site or device model change.</summary>
    public bool LeaveAll { get; init; }

    /// <summary>Kinds that take other people or another time than before.</summary>
    public IReadOnlyList<string> ChangedKinds { get; init; } = [];

    /// <summary>Kind of the visit that comes first, where that is to be another; null to leave it.</summary>
    public string? FirstKind { get; init; }
}
