namespace Scheduling.Domain.Courses;

/// <summary>One row of the table of course states.</summary>
/// <param name="From">The state now.</param>
/// <param name="Action">What is done.</param>
/// <param name="To">The state it leads to; for a resumed course the furthest, see <see cref="CourseTransitions.Next"/>.</param>
public sealed record CourseTransition(CourseState From, CourseAction Action, CourseState To);
