using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;

namespace Scheduling.Domain.Reports;

/// <summary>
/// What became of sessions, by their number. The number of a visit is one more than the sessions that its course had delivered before it: a missed session 12 and
/// the visit that made up for it both stand under 12.
/// </summary>
public static class Adherence
{
    /// <summary>Counts the visits whose local date lies in [from, until], both inclusive, by site and number, in order of both.</summary>
    /// <param name="courses">Courses with all their sessions; numbers and gaps are those of the whole course.</param>
    /// <param name="from">First local date.</param>
    /// <param name="until">Last local date.</param>
    public static IReadOnlyList<AdherenceCount> Of(IEnumerable<CourseAttendance> courses, DateOnly from, DateOnly until)
    {
        Dictionary<(Guid Site, int Session), AdherenceCount> counts = [];
        foreach (var course in courses)
        {
            Count(course);
        }

        return [.. counts.Values.OrderBy(c => c.SiteId).ThenBy(c => c.Session)];

        AdherenceCount At(Guid site, int session) =>
            counts.TryGetValue((site, session), out var count) ? count : counts[(site, session)] = new AdherenceCount { SiteId = site, Session = session };

        void Count(CourseAttendance course)
        {
            var (session, lost) = (1, false);
            SessionAttempt? before = null;
            foreach (var attempt in course.Attempts.OrderBy(a => a.StartsAt).ThenBy(a => a.Id))
            {
                if (attempt.Date >= from && attempt.Date <= until && (attempt.Attended || attempt.Lost))
                {
                    Add(At(attempt.SiteId, session), course, attempt, before, lost);
                }

                lost |= attempt.Lost;
                if (attempt.Delivered)
                {
                    (before, session, lost) = (attempt, session + 1, false);
                }
            }

            // Dated by the last session that was given: nothing else says when a patient stayed away.
            if (course.Discontinued && before?.Date >= from && before.Date <= until)
            {
                At(course.SiteId, session).DropOuts++;
            }
        }
    }

    private static void Add(AdherenceCount count, CourseAttendance course, SessionAttempt attempt, SessionAttempt? before, bool lost)
    {
        count.Attended += attempt.Attended ? 1 : 0;
        count.Late += attempt.Late ? 1 : 0;
        count.Missed += attempt.State == AppointmentState.NoShow ? 1 : 0;
        count.SentHome += attempt.State == AppointmentState.SentHome ? 1 : 0;
        count.Cancelled += attempt.State == AppointmentState.CancelledByPatient ? 1 : 0;
        count.CancelledLate += attempt is { State: AppointmentState.CancelledByPatient, LateCancel: true } ? 1 : 0;
        if (!attempt.Delivered)
        {
            return;
        }

        count.MadeUp += lost ? 1 : 0;
        if (attempt.FirstPhase && before is not null)
        {
            count.Gaps += GapRule.On(course.Bands, before.Date, attempt.Date, course.Absences, course.Holidays).Action is null ? 0 : 1;
            count.LongestGapDays = Math.Max(count.LongestGapDays ?? 0, attempt.Date.DayNumber - before.Date.DayNumber);
        }
    }
}
