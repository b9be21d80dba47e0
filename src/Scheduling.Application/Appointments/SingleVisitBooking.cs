using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Staffing;

namespace Scheduling.Application.Appointments;

/// <summary>Books one visit at a chosen time, with or without a course. What isn't named is chosen.</summary>
public sealed class SingleVisitBooking(SchedulingDbContext db, ClinicContext context, VisitKinds kinds, VisitChoice choice, VisitBooking booking, ChoiceAttempts attempts)
{
    /// <summary>Books it.</summary>
    /// <exception cref="SchedulingException">unknown_reference, unprocessable, local_time_skipped, local_time_ambiguous, offset_not_of_site, wrong_state, place_taken, rule_broken.</exception>
    public Task<Appointment> BookAsync(NewVisit request, CancellationToken cancellationToken) =>
        attempts.RunAsync(fitted => TryAsync(request, fitted, cancellationToken), cancellationToken);

    private async Task<Appointment> TryAsync(NewVisit request, Action<bool> fitted, CancellationToken cancellationToken)
    {
        var terms = await TermsAsync(request, cancellationToken);
        var site = await SiteAsync(request, terms.Course, cancellationToken);
        var kind = await kinds.FindAsync(request.Kind, terms.Protocol, "/kind", cancellationToken);
        var start = request.Start.Resolve(FactsReader.ClockOf(site), "/start");
        context.RequireNotPast(start, "/start");
        var visit = new VisitToBook
        {
            AppointmentId = Guid.CreateVersion7(context.Now),
            SiteId = site.Id,
            Kind = kind,
            Start = start,
            Staff = new Dictionary<StaffRole, Guid>(),
        };
        if (kind.CountsAsTreatment)
        {
            visit = await AsSessionAsync(visit, terms, cancellationToken);
        }

        if (kind.CountsAsTreatment || kind.Segments.Any(s => s.Kind == SegmentKind.Device))
        {
            await SisterSites.RequireModelAsync(db, terms.Course, site.Id, DateOnly.FromDateTime(start.DateTime), cancellationToken);
        }

        await RequireKnownAsync(request.Resources, cancellationToken);
        var (chosen, fits) = await choice.TryAsync(terms, visit, request.Resources, cancellationToken);
        fitted(fits);
        return (await booking.BookAsync(terms, [chosen], cancellationToken))[0];
    }

    /// <summary>Refuses ids of staff, devices and rooms that are unknown.</summary>
    internal async Task RequireKnownAsync(NamedResources? asked, CancellationToken cancellationToken)
    {
        List<FieldError> errors = [];
        foreach (var id in asked?.Staff?.Values ?? [])
        {
            if (!await db.Staff.AnyAsync(s => s.Id == id && s.RetiredAt == null, cancellationToken))
            {
                errors.Add(new FieldError("/resources/staff", "names somebody who is unknown or no longer in service"));
            }
        }

        if (asked?.DeviceId is { } device && !await db.Devices.AnyAsync(d => d.Id == device && d.RetiredAt == null, cancellationToken))
        {
            errors.Add(new FieldError("/resources/deviceId", "is not a device in service"));
        }

        if (asked?.RoomId is { } room && !await db.Rooms.AnyAsync(r => r.Id == room && r.RetiredAt == null, cancellationToken))
        {
            errors.Add(new FieldError("/resources/roomId", "is not a room in service"));
        }

        if (errors.Count > 0)
        {
            throw new SchedulingException(ProblemCodes.UnknownReference) { Errors = errors };
        }
    }

    private async Task<BookingTerms> TermsAsync(NewVisit request, CancellationToken cancellationToken)
    {
        if (request.CourseId is not null && request.ProtocolId is not null)
        {
            throw SchedulingException.Invalid("/protocolId", "does not go with courseId: the course has a protocol");
        }

        var patient = await db.Patients.SingleOrDefaultAsync(p => p.Id == request.PatientId, cancellationToken) ?? throw Unknown("/patientId", "is not a patient of the clinic");
        Course? course = null;
        ProtocolVersion? protocol = null;
        if (request.CourseId is { } courseId)
        {
            course = await db.Courses.SingleOrDefaultAsync(c => c.Id == courseId, cancellationToken) ?? throw Unknown("/courseId", "is not a course of the clinic");
            context.RequireSite(course.SiteId);
            protocol = await db.ProtocolVersions.SingleAsync(v => v.Id == course.ProtocolVersionId, cancellationToken);
            if (course.PatientId != patient.Id)
            {
                throw new SchedulingException(ProblemCodes.Unprocessable, "The course is another patient's.") { Errors = [new FieldError("/patientId", "is not the course's patient")] };
            }
        }
        else if (request.ProtocolId is { } protocolId)
        {
            protocol = await LatestAsync(protocolId, "/protocolId", cancellationToken);
        }

        return new BookingTerms
        {
            Patient = patient,
            Course = course,
            Protocol = protocol,
            Override = request.Override,
            CheckPatientWindows = !request.IgnorePatientWindows,
        };
    }

    /// <summary>The newest version of an enabled protocol.</summary>
    internal async Task<ProtocolVersion> LatestAsync(Guid protocolId, string pointer, CancellationToken cancellationToken)
    {
        var protocol = await db.Protocols.AsNoTracking().SingleOrDefaultAsync(p => p.Id == protocolId && p.Enabled, cancellationToken)
            ?? throw Unknown(pointer, "is not an enabled protocol of the clinic");
        return await db.PublishedVersions.SingleAsync(v => v.ProtocolId == protocol.Id && v.Number == protocol.LatestVersion, cancellationToken);
    }

    private async Task<Site> SiteAsync(NewVisit request, Course? course, CancellationToken cancellationToken)
    {
        var id = request.SiteId ?? await HomeAsync(request, course, cancellationToken) ?? throw SchedulingException.Invalid("/siteId", "is required without courseId");
        var site = await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id && s.RetiredAt == null, cancellationToken) ?? throw Unknown("/siteId", "is not a site in service");
        context.RequireSite(site.Id);
        return site;
    }

    // The home that the course has on the visit's date.
    private async Task<Guid?> HomeAsync(NewVisit request, Course? course, CancellationToken cancellationToken) =>
        course is null or { Homes.Count: 0 }
            ? course?.SiteId
            : course.SiteOn(request.Start.DateOn(FactsReader.ClockOf(await db.Sites.AsNoTracking().SingleAsync(s => s.Id == course.SiteId, cancellationToken))));

    // A treatment takes the next session that is owed (R10).
    private async Task<VisitToBook> AsSessionAsync(VisitToBook visit, BookingTerms terms, CancellationToken cancellationToken)
    {
        if (terms is not { Course: { } course, Protocol: not null })
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "A treatment belongs to a course.") { Errors = [new FieldError("/courseId", "is required for a kind that counts as a treatment")] };
        }

        var appointments = await db.Appointments.AsNoTracking().Where(a => a.CourseId == course.Id).ToListAsync(cancellationToken);
        var phase = SessionOrder.NextOwedPhase(CourseProgress.Of(course.Targets, appointments))
            ?? throw new SchedulingException(ProblemCodes.WrongState, "Every session of the course is delivered or booked; nothing is owed.") { Rule = "R10" };
        return visit with { Phase = phase };
    }

    private static SchedulingException Unknown(string pointer, string detail) => new(ProblemCodes.UnknownReference) { Errors = [new FieldError(pointer, detail)] };
}
