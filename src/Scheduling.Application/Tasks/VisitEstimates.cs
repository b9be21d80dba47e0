using Scheduling.Application.Appointments;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Tasks;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Tasks;

/// <summary>Asks for a good-faith estimate where visits of a self-pay course are booked, go to another site or become another kind, by whatever way, and where a course becomes self-pay (R25). One task a course and day, written with the visits.</summary>
public sealed class VisitEstimates(Persistence.ClinicContext context, TaskBook tasks)
{
    /// <summary>Visits whose places are at another site or of another kind than now: that is another price.</summary>
    internal static List<Appointment> Repriced(IReadOnlyList<VisitToBook> places, IReadOnlyCollection<Appointment> appointments) =>
        [.. appointments.Where(a => places.Any(p => p.AppointmentId == a.Id && (p.SiteId != a.SiteId || p.Kind.Code != a.Kind)))];

    /// <summary>Notes visits that are being booked, or that cost another price from now on.</summary>
    internal void Note(BookingTerms terms, LockedBook book, IReadOnlyList<Appointment> visits) => Note(terms.Course, book.Holidays, visits);

    /// <summary>The same of a course whose patient begins to pay.</summary>
    /// <param name="course">The course; nothing is asked for one that isn't self-pay.</param>
    /// <param name="holidays">Public holidays of the site.</param>
    /// <param name="visits">The visits.</param>
    internal void Note(Course? course, IReadOnlyList<DateOnly> holidays, IReadOnlyList<Appointment> visits)
    {
        if (course is not { Coverage.Kind: CoverageKind.SelfPay } || visits.Count == 0)
        {
            return;
        }

        var clock = SiteClock.ForZone(visits[0].TimeZone);
        var today = clock.DateOf(context.Now);
        if (EstimateRule.DueOn(today, visits.Min(v => v.LocalDate), holidays) is { } due)
        {
            tasks.OpenWithSave(new TaskToOpen(TaskKind.Estimate, $"{course.Id}:{today:yyyy-MM-dd}", visits[0].SiteId, clock.DayBounds(due).Until, course.PatientId, course.Id, null));
        }
    }
}
