namespace Scheduling.Domain.Planning;

/// <summary>How many sessions must be placed by the end of each day, so that the others still fit by the last.</summary>
/// <remarks>
/// <para>
/// From the last session backwards each is laid on the latest day g that an easier problem allows: its kind has a start there; a week, and a
/// day, holds no more than the greatest cap of the sessions from its last one on; and where no day holds two, days keep their distance.
/// </para>
/// <para>
/// No plan lays a session later. Suppose session s were the last of which a plan says f(s) > g(s); then f(s) lies no later than f(s + 1), and that
/// no later than g(s + 1). On day f(s) there is a start for s, and its distance from g(s + 1) is enough because that from f(s + 1) is. So the day or
/// the week was full: g lays as many sessions there as its cap allows, from s + 1 on. By choice of s the plan lays them no later, and no
/// earlier than s; so it has them and s there, one more than the cap of the last of them, which is no greater than the one that filled it.
/// </para>
/// </remarks>
internal sealed class LatestDays
{
    internal LatestDays(CourseCase course, int count, int lastDay)
    {
        var cadence = course.Cadence;
        var single = true;
        for (var session = 0; session < count; session++)
        {
            single &= cadence.DayCap(session) == 1;
        }
        Needed = new int[lastDay + 1];
        var (next, after) = (count, lastDay);
        var (week, inWeek, weekRoom, weekCap, dayCap) = (-1, 0, 0, 0, 0);
        for (var day = lastDay; day >= 0; day--)
        {
            Needed[day] = next;
            if (cadence.Week(day) != week)
            {
                (week, inWeek) = (cadence.Week(day), 0);
            }
            for (var (onDay, dayRoom) = (0, 0); next > 0; onDay++, inWeek++)
            {
                var session = next - 1;
                weekCap = Math.Max(weekCap, cadence.WeekCap(session));
                dayCap = Math.Max(dayCap, cadence.DayCap(session));
                weekRoom = inWeek == 0 ? weekCap : weekRoom;
                dayRoom = onDay == 0 ? dayCap : dayRoom;
                var farEnough = next == count || !single || cadence.EarliestAfter(next, day) <= after;
                if (inWeek >= weekRoom || onDay >= dayRoom || !farEnough || !cadence.Allows(session, day)
                    || course.Starts(day, course.Items[session].KindIndex).First < 0)
                {
                    break;
                }
                (next, after) = (session, day);
            }
        }
    }

    /// <summary>For each day the least number of sessions.</summary>
    internal int[] Needed { get; }
}
