namespace Scheduling.Application.Courses;

/// <summary>How owed sessions are to be placed.</summary>
public sealed record MakeUpQuestion
{
    /// <summary>Whether second sessions may lie on days that have one, where an order to catch up holds (R11).</summary>
    public bool SameDay { get; init; }

    /// <summary>Such an order, given along with it; null for those that the course has.</summary>
    public NewOrder? CatchUp { get; init; }

    /// <summary>First local date; null for today.</summary>
    public DateOnly? StartOnOrAfter { get; init; }

    /// <summary>Preferred local start; null for the course's.</summary>
    public TimeOnly? PreferredTime { get; init; }

    /// <summary>Whether sessions outside the coverage are placed and tagged; otherwise they are shortfalls.</summary>
    public bool AllowOutsideAuthorization { get; init; }
}
