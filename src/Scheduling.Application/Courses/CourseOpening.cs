using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Courses;

/// <summary>Opens a course for a change of the whole, by the table of states, and says afterwards what came of it.</summary>
public sealed class CourseOpening(
    SchedulingDbContext db, ClinicContext context, ResourceLocks locks, BookedVisits booked, CourseDossiers dossiers, CourseOutlooks outlooks, AppointmentAnswers answers, AuditLog audit, EventLog events)
{
    /// <summary>Locks the course and, in the same order as every booking, whatever could serve it: what is placed or freed later needs no lock out of order.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state.</exception>
    internal Task<OpenedCourse> OpenAsync(Guid courseId, CourseAction action, Action<Course> expect, CancellationToken cancellationToken) =>
        OpenAsync(courseId, action, expect, null, cancellationToken);

    /// <summary>The same with what another site has.</summary>
    internal async Task<OpenedCourse> OpenAsync(Guid courseId, CourseAction action, Action<Course> expect, Guid? otherSite, CancellationToken cancellationToken)
    {
        var found = await db.Courses.AsNoTracking().SingleOrDefaultAsync(c => c.Id == courseId, cancellationToken);
        if (found is null || (context.Identity.SiteIds is { } allowed && !allowed.Contains(found.SiteId)))
        {
            throw SchedulingException.NotFound();
        }

        var sites = await db.Appointments.Where(a => a.CourseId == courseId).Select(a => a.SiteId).Distinct().ToListAsync(cancellationToken);
        sites.AddRange([found.SiteId, .. found.Homes.Select(h => h.SiteId), .. otherSite is { } other ? [other] : Array.Empty<Guid>()]);
        await locks.TakeForBookingAsync(sites, courseId, [.. await db.ServingAsync(sites, cancellationToken), found.PatientId], cancellationToken);
        var course = await db.Courses.SingleAsync(c => c.Id == courseId, cancellationToken);
        expect(course);
        var visits = (await booked.OfCourseAsync(course, cancellationToken)).Select(v => v.Appointment).ToList();
        var before = await answers.OfAsync(visits, cancellationToken);
        var terms = new BookingTerms
        {
            Patient = await db.Patients.SingleAsync(p => p.Id == course.PatientId, cancellationToken),
            Course = course,
            Protocol = await db.ProtocolVersions.SingleAsync(v => v.Id == course.ProtocolVersionId, cancellationToken),
        };
        var clock = FactsReader.ClockOf(await db.Sites.AsNoTracking().SingleAsync(s => s.Id == course.SiteId, cancellationToken));
        var opened = new OpenedCourse(course, terms, visits, before.ToDictionary(b => b.Id), course.Version, clock, clock.DateOf(context.Now));
        _ = Next(opened, action);
        return opened;
    }

    /// <summary>Sets the state that the table leads to, with who and why. Events are read without clinical scopes: the reason stays with the course.</summary>
    internal async Task ChangeAsync(OpenedCourse opened, CourseAction action, string reason, object? details, CancellationToken cancellationToken)
    {
        var course = opened.Course;
        course.State = Next(opened, action);
        course.StateReason = action is CourseAction.Hold or CourseAction.Discontinue or CourseAction.Complete ? reason : action == CourseAction.Resume ? null : course.StateReason;
        (course.HoldCause, course.HeldAt) = action == CourseAction.Hold ? (HoldCause.Staff, context.Now) : course.State == CourseState.OnHold ? (course.HoldCause, course.HeldAt) : (null, null);
        course.EndedAt = course.IsEnded ? context.Now : null;
        course.Steps = [.. course.Steps, new CourseStep(context.Now, context.Actor, action, reason)];
        db.Entry(course).State = EntityState.Modified;
        audit.Write(StoredJson.Word(action), "course", course.Id);
        events.Append("course.changed", "course", course.Id, course.SiteId, new { course.State, course.HoldCause, action, by = context.Actor, details });
        await db.SaveChangesAsync(cancellationToken);
        dossiers.Forget();
    }

    /// <summary>What came of it.</summary>
    internal async Task<CourseDiff> DiffAsync(OpenedCourse opened, CancellationToken cancellationToken)
    {
        dossiers.Forget();
        var dossier = await dossiers.OfAsync(opened.Course.Id, cancellationToken);
        var after = await answers.OfAsync(dossier.Appointments, cancellationToken);
        var changed = after.Where(a => !opened.Before.TryGetValue(a.Id, out var was) || was.Etag != a.Etag).OrderBy(a => a.Start).ThenBy(a => a.Id).ToList();
        var known = changed.Where(a => opened.Before.ContainsKey(a.Id)).ToList();
        var course = await db.Courses.SingleAsync(c => c.Id == opened.Course.Id, cancellationToken);
        return new CourseDiff(
            course,
            opened.VersionBefore,
            [.. changed.Where(a => !opened.Before.ContainsKey(a.Id))],
            [.. known.Where(a => a.State.IsToCome()).Select(a => (opened.Before[a.Id], a))],
            [.. known.Where(a => a.State == AppointmentState.NeedsNewTime)],
            [.. known.Where(a => a.State is AppointmentState.CancelledByClinic or AppointmentState.CancelledByPatient)],
            (await outlooks.OfAsync(course, cancellationToken)).Outlook);
    }

    private static CourseState Next(OpenedCourse opened, CourseAction action) =>
        CourseTransitions.Next(opened.Course.State, action, opened.Delivered, opened.Course.Coverage)
        ?? throw new SchedulingException(
            ProblemCodes.WrongState,
            $"The course is {StoredJson.Word(opened.Course.State)} with {opened.Delivered} sessions delivered; {StoredJson.Word(action)} is possible from {string.Join(", ", CourseTransitions.From(action).Select(s => StoredJson.Word(s)))}"
            + (action == CourseAction.Complete ? " once a session was delivered." : "."));
}
