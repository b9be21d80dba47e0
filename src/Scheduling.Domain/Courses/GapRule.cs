using Scheduling.Domain.Appointments;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Courses;

/// <summary>R14: what a gap in the acute phase leads to, by the bands of the protocol.</summary>
public static class GapRule
{
    /// <summary>
    /// Local date of the last delivered session of a course that is watched: begun, its first phase not delivered yet, active or on hold. Null for any other.
    /// </summary>
    /// <param name="course">The course.</param>
    /// <param name="appointments">Its appointments.</param>
    public static DateOnly? WatchedSince(Course course, IReadOnlyCollection<Appointment> appointments)
    {
        if (course.State is not (CourseState.Active or CourseState.OnHold))
        {
            return null;
        }

        var progress = CourseProgress.Of(course.Targets, appointments);
        return progress.Phases is [var acute, ..] && acute.Delivered < acute.Target ? progress.LastDeliveredOn : null;
    }

    /// <summary>The fewest days after which a band can be reached, however they are counted; null where the protocol has no bands.</summary>
    /// <param name="bands">Bands of the protocol.</param>
    /// <param name="least">Only bands that lead to at least this.</param>
    public static int? Earliest(IEnumerable<GapBand> bands, GapAction least) => bands.Where(b => b.Action >= least).Min(b => (int?)b.From);

    /// <summary>The gap on a local date.</summary>
    /// <param name="bands">Bands of the protocol.</param>
    /// <param name="lastDelivered">Local date of the last delivered session.</param>
    /// <param name="today">The site's local date.</param>
    /// <param name="absences">The patient's absences; only those that a prescriber approved excuse.</param>
    /// <param name="holidays">The site's holidays: no weekdays, but days all the same.</param>
    public static CourseGap On(IReadOnlyList<GapBand> bands, DateOnly lastDelivered, DateOnly today, IReadOnlyCollection<Absence> absences, IReadOnlySet<DateOnly> holidays)
    {
        var (days, weekdays) = (0, 0);
        for (var date = lastDelivered.AddDays(1); date <= today; date = date.AddDays(1))
        {
            if (absences.Any(a => a.ApprovedBy is not null && a.From <= date && date <= a.Until))
            {
                continue;
            }

            days++;
            weekdays += date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || holidays.Contains(date) ? 0 : 1;
        }

        var reached = bands.Where(b => (b.Unit == GapUnit.Days ? days : weekdays) >= b.From).Max(b => (GapAction?)b.Action);
        return new CourseGap(lastDelivered, days, weekdays, reached);
    }
}
