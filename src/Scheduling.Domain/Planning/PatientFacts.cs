using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>What planning has to know about a patient.</summary>
public sealed record PatientFacts
{
    /// <summary>Id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Date of birth, for clearances by age; null leaves only clearances without an age range.</summary>
    public DateOnly? BornOn { get; init; }

    /// <summary>When they can come, in the site's wall time; none means any time.</summary>
    public IReadOnlyList<WeeklyWindow> Windows { get; init; } = [];

    /// <summary>When they can't.</summary>
    public IReadOnlyList<TimeRange> Absences { get; init; } = [];

    /// <summary>Their bookings and holds, at any site.</summary>
    public IReadOnlyList<Occupation> Taken { get; init; } = [];
}
