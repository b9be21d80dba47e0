using Scheduling.Domain.Time;

namespace Scheduling.Application.Courses;

/// <summary>What a caller asks the planner for one course. Stored with its answer.</summary>
public sealed record PlanQuestion
{
    /// <summary>First local date on which a visit may lie.</summary>
    public required DateOnly StartOnOrAfter { get; init; }

    /// <summary>Last local date, inclusive; null for a horizon that follows from the protocol.</summary>
    public DateOnly? EndOnOrBefore { get; init; }

    /// <summary>Preferred local start; null for the course's.</summary>
    public TimeOnly? PreferredTime { get; init; }

    /// <summary>When the patient can come, in place of the patient's own windows; null for those.</summary>
    public IReadOnlyList<WeeklyWindow>? Windows { get; init; }

    /// <summary>Weekdays asked for; empty for any.</summary>
    public IReadOnlyList<DayOfWeek> Weekdays { get; init; } = [];

    /// <summary>Whether few changes of the operator matter more than usual.</summary>
    public bool KeepStaff { get; init; }

    /// <summary>Sites that may serve the course; null for its home site.</summary>
    public IReadOnlyList<Guid>? SiteIds { get; init; }

    /// <summary>Sessions that may stay without a place: 0 for strict (R7).</summary>
    public int MaxShortfalls { get; init; }

    /// <summary>Whether further options are wanted beside the best.</summary>
    public bool Alternatives { get; init; } = true;

    /// <summary>Whether sessions outside the authorization are proposed with a warning; otherwise they are shortfalls.</summary>
    public bool AllowOutsideAuthorization { get; init; }
}
