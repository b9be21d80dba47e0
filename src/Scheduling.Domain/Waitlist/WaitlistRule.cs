using Scheduling.Domain.Appointments;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Waitlist;

/// <summary>Whether a freed place is what an entry waits for, and for which of the patient's visits.</summary>
public static class WaitlistRule
{
    /// <summary>
    /// The visit that the place would suit, or null. Sooner: the entry's visit, or the course's next one, where the place is before it. Another time: the entry's
    /// visit, or that of the course on the place's local date, where its own time is not in the windows.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <param name="start">Start of the place.</param>
    /// <param name="visits">The patient's visits of the course, or the one visit.</param>
    /// <param name="now">The instant of the transaction.</param>
    /// <param name="clock">The clock of the site.</param>
    public static Appointment? VisitFor(WaitlistEntry entry, DateTimeOffset start, IEnumerable<Appointment> visits, DateTimeOffset now, SiteClock clock)
    {
        var date = clock.DateOf(start);
        if (date < entry.FromDate || date > entry.UntilDate || !InWindows(entry, start, clock))
        {
            return null;
        }

        var mine = visits
            .Where(v => v.SiteId == entry.SiteId && v.State is AppointmentState.Booked or AppointmentState.Confirmed && v.StartsAt > now)
            .Where(v => entry.AppointmentId is null ? v.CourseId == entry.CourseId : v.Id == entry.AppointmentId)
            .OrderBy(v => v.StartsAt).ThenBy(v => v.Id).ToList();
        return entry.Wants == WaitlistWish.Sooner
            ? mine is [var next, ..] && start < next.StartsAt ? next : null
            : mine.FirstOrDefault(v => (entry.AppointmentId is not null || v.LocalDate == date) && v.StartsAt != start && !InWindows(entry, v.StartsAt, clock));
    }

    private static bool InWindows(WaitlistEntry entry, DateTimeOffset start, SiteClock clock)
    {
        var (day, time) = (clock.DateOf(start).DayOfWeek, clock.TimeOf(start));
        return entry.Windows.Count == 0 ? entry.Wants == WaitlistWish.Sooner : entry.Windows.Any(w => w.Day == day && w.From <= time && (w.Until == TimeOnly.MinValue || time < w.Until));
    }
}
