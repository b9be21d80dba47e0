namespace Scheduling.Domain.Planning;

/// <summary>
/// The weeks of a course that loses what its weeks can't hold (<see cref="CoursePlanRequest.MostLost"/>): each phase's sessions, cap by cap,
/// week after week from that of the first treatment on.
/// </summary>
internal sealed class WeekPattern
{
    private readonly List<int> _ends = [];

    internal WeekPattern(CourseCase course)
    {
        for (var next = 0; next < course.Items.Count;)
        {
            var phase = course.Items[next].Phase;
            var until = next;
            while (until < course.Items.Count && until - next < CadenceRules.WeekCap(phase, course.Request.Coverage) && ReferenceEquals(course.Items[until].Phase, phase))
            {
                until++;
            }
            _ends.Add(until);
            next = until;
        }
    }

    internal int Weeks => _ends.Count;

    /// <summary>The week that holds the session before a place in the course's order.</summary>
    internal int WeekBefore(int place) => _ends.FindIndex(end => place <= end);

    /// <summary>The first session of a week.</summary>
    internal int First(int week) => week == 0 ? 0 : _ends[week - 1];

    /// <summary>The place after the last session of a week.</summary>
    internal int End(int week) => _ends[week];
}
