using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Appointments;

/// <summary>Reads visits with what they were booked under, to be changed.</summary>
public sealed class BookedVisits(SchedulingDbContext db, VisitKinds kinds)
{
    /// <summary>The visit.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<BookedVisit> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var appointment = await db.Appointments.Include(a => a.Staff).SingleOrDefaultAsync(a => a.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
        var protocol = appointment.ProtocolVersionId is { } version ? await db.ProtocolVersions.SingleAsync(v => v.Id == version, cancellationToken) : null;
        var site = await db.Sites.AsNoTracking().SingleAsync(s => s.Id == appointment.SiteId, cancellationToken);
        var terms = new BookingTerms
        {
            Patient = await db.Patients.SingleAsync(p => p.Id == appointment.PatientId, cancellationToken),
            Course = appointment.CourseId is { } course ? await db.Courses.SingleAsync(c => c.Id == course, cancellationToken) : null,
            Protocol = protocol,
        };
        return new BookedVisit(appointment, terms, await kinds.OfAsync(appointment, protocol, cancellationToken), FactsReader.ClockOf(site));
    }

    /// <summary>All visits of a course, in order of time. The course is locked by the caller, so that they stay as they are read.</summary>
    public async Task<IReadOnlyList<BookedVisit>> OfCourseAsync(Course course, CancellationToken cancellationToken)
    {
        var appointments = await db.Appointments.Include(a => a.Staff).Where(a => a.CourseId == course.Id).OrderBy(a => a.StartsAt).ThenBy(a => a.Id).ToListAsync(cancellationToken);
        var siteIds = appointments.Select(a => a.SiteId).Distinct().ToList();
        var clocks = await db.Sites.AsNoTracking().Where(s => siteIds.Contains(s.Id)).ToDictionaryAsync(s => s.Id, FactsReader.ClockOf, cancellationToken);
        var protocol = await db.ProtocolVersions.SingleAsync(v => v.Id == course.ProtocolVersionId, cancellationToken);
        var terms = new BookingTerms { Patient = await db.Patients.SingleAsync(p => p.Id == course.PatientId, cancellationToken), Course = course, Protocol = protocol };
        List<BookedVisit> found = [];
        foreach (var appointment in appointments)
        {
            var kind = await kinds.OfAsync(appointment, appointment.ProtocolVersionId is null ? null : protocol, cancellationToken);
            found.Add(new BookedVisit(appointment, terms, kind, clocks[appointment.SiteId]));
        }

        return found;
    }
}
