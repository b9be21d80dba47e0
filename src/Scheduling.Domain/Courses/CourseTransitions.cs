using static Scheduling.Domain.Courses.CourseAction;
using static Scheduling.Domain.Courses.CourseState;

namespace Scheduling.Domain.Courses;

/// <summary>The one table of what people may do to a course in which state. What isn't in it is refused.</summary>
public static class CourseTransitions
{
    /// <summary>Every row.</summary>
    public static IReadOnlyList<CourseTransition> Table { get; } =
    [
        new(Draft, Amend, Draft),
        new(Draft, Discontinue, Discontinued),

        new(AwaitingAuthorization, Pause, AwaitingAuthorization),
        new(AwaitingAuthorization, CourseAction.Hold, OnHold),
        new(AwaitingAuthorization, Amend, AwaitingAuthorization),
        new(AwaitingAuthorization, Discontinue, Discontinued),

        new(Ready, Pause, Ready),
        new(Ready, CourseAction.Hold, OnHold),
        new(Ready, Amend, Ready),
        new(Ready, Discontinue, Discontinued),

        new(Active, Pause, Active),
        new(Active, CourseAction.Hold, OnHold),
        new(Active, Amend, Active),
        new(Active, Discontinue, Discontinued),
        new(Active, Complete, Completed),

        new(OnHold, Resume, Active),
        new(OnHold, Discontinue, Discontinued),
        new(OnHold, Complete, Completed),
    ];

    private static readonly Dictionary<(CourseState, CourseAction), CourseState> Rows = Table.ToDictionary(t => (t.From, t.Action), t => t.To);

    /// <summary>The state that an action leads to, or null where it is not allowed. A course held before its first session goes back to where its coverage leaves it.</summary>
    /// <param name="from">The state now.</param>
    /// <param name="action">What is to be done.</param>
    /// <param name="delivered">Sessions delivered so far.</param>
    /// <param name="coverage">The coverage.</param>
    public static CourseState? Next(CourseState from, CourseAction action, int delivered, Coverage? coverage) =>
        !Rows.TryGetValue((from, action), out var to) ? null
        : action == Resume && delivered == 0 ? CourseRules.OpeningState(coverage)
        : action == Complete && delivered == 0 ? null
        : to;

    /// <summary>The states from which something is possible.</summary>
    public static IEnumerable<CourseState> From(CourseAction action) => Table.Where(t => t.Action == action).Select(t => t.From);
}
