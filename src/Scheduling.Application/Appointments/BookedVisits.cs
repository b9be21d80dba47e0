using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
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
}
