using Scheduling.Application.Appointments;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Tasks;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Tasks;

/// <summary>Asks for a good-faith estimate where visits of a self-pay course are booked, by whatever way (R25). One task a course and day, written with the visits.</summary>
public sealed class VisitEstimates(Persistence.ClinicContext context, TaskBook tasks)
{
    /// <summary>Notes visits that are being booked, or moved to another site.</summary>
    internal void Note(BookingTerms terms, LockedBook book, IReadOnlyList<Appointment> visits)
    {
        if (terms.Course is not { Coverage.Kind: CoverageKind.SelfPay } course || visits.Count == 0)
        {
            return;
        }

        var clock = SiteClock.ForZone(visits[0].TimeZone);
        var today = clock.DateOf(context.Now);
        if (EstimateRule.DueOn(today, visits.Min(v => v.LocalDate), book.Holidays) is { } due)
        {
            tasks.OpenWithSave(new TaskToOpen(TaskKind.Estimate, $"{course.Id}:{today:yyyy-MM-dd}", visits[0].SiteId, clock.DayBounds(due).Until, course.PatientId, course.Id, null));
        }
    }
}
