using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Protocols;

namespace Scheduling.Application.Courses;

/// <summary>Reads what R14 is asked with. Absences and holidays only where a band can have been reached at all.</summary>
public sealed class GapReading(SchedulingDbContext db)
{
    /// <summary>The course's gap; null for a course that isn't watched, and while no band that leads to at least <paramref name="least"/> can have been reached.</summary>
    public async Task<CourseGap?> OfAsync(
        Course course, ProtocolDefinition protocol, IReadOnlyCollection<Appointment> appointments, DateOnly today, GapAction least, CancellationToken cancellationToken)
    {
        if (GapRule.WatchedSince(course, appointments) is not { } since || GapRule.Earliest(protocol.GapBands, least) is not { } days || today.DayNumber - since.DayNumber < days)
        {
            return null;
        }

        var patient = await db.Patients.AsNoTracking().SingleAsync(p => p.Id == course.PatientId, cancellationToken);
        var holidays = await db.Holidays.AsNoTracking().Where(h => h.Date > since && h.Date <= today).Select(h => new { h.SiteId, h.Date }).ToListAsync(cancellationToken);
        return GapRule.On(protocol.GapBands, since, today, [.. patient.Absences], holidays.Where(h => h.SiteId is null || h.SiteId == course.SiteOn(h.Date)).Select(h => h.Date).ToHashSet());
    }
}
