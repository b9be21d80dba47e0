using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Messaging;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Calendars;

/// <summary>The calendar of a course, for the patient: nothing clinical is in it (M5), so that it may lie on a kitchen table.</summary>
public sealed class CourseCalendars(SchedulingDbContext db, ClinicContext context, AuditLog audit)
{
    /// <summary>The visits of a course that take or took place, by start, with what a calendar needs.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<(Patient Patient, IReadOnlyList<Appointment> Visits, IReadOnlyDictionary<Guid, Site> Sites)> ReadAsync(Guid courseId, CancellationToken cancellationToken)
    {
        var course = await db.Courses.AsNoTracking().SingleOrDefaultAsync(c => c.Id == courseId, cancellationToken) ?? throw SchedulingException.NotFound();
        context.RequireSite(course.SiteId);
        var visits = await db.Appointments.AsNoTracking().Where(a => a.CourseId == courseId).OrderBy(a => a.StartsAt).ThenBy(a => a.Id).ToListAsync(cancellationToken);
        var sites = await db.Sites.AsNoTracking().ToDictionaryAsync(s => s.Id, cancellationToken);
        var patient = await db.Patients.AsNoTracking().SingleAsync(p => p.Id == course.PatientId, cancellationToken);
        audit.Read("course_calendar", courseId);
        return (patient, [.. visits.Where(v => v.State.TakesResources())], sites);
    }

    /// <summary>The same as a calendar file.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<string> FileAsync(Guid courseId, CancellationToken cancellationToken)
    {
        var (patient, visits, sites) = await ReadAsync(courseId, cancellationToken);
        var words = VisitWords.For(patient.Language);
        return CalendarFile.Publish(visits.Select(v => new CalendarEntry(v, $"{words.Visit}: {sites[v.SiteId].Alias}", sites[v.SiteId].Alias, sites[v.SiteId].Phone)), context.Now);
    }
}
