namespace Scheduling.Domain.Courses;

/// <summary>Something that a person did to a course as a whole.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who; null for a key without a person.</param>
/// <param name="Action">What.</param>
/// <param name="Reason">Why, in their own words.</param>
public sealed record CourseStep(DateTimeOffset At, string? By, CourseAction Action, string Reason);
