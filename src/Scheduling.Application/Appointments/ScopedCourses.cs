using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Courses;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Appointments;

/// <summary>Opens a course for a change over several of its visits, and says afterwards what came of it.</summary>
public sealed class ScopedCourses(
    SchedulingDbContext db, ClinicContext context, ResourceLocks locks, BookedVisits visits, AppointmentAnswers answers, ProposedPlaces proposed, CourseOutlooks outlooks)
{
    /// <summary>Locks the course of a visit, so that none of its visits changes any more, and reads what the change is about.</summary>
    /// <param name="id">The visit named.</param>
    /// <param name="scope"><see cref="ChangeScope.Following"/> or <see cref="ChangeScope.Remaining"/>.</param>
    /// <param name="action">What is to be done.</param>
    /// <param name="expect">Refuses a course that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, site_not_allowed, unprocessable, stale_version, wrong_state (R12).</exception>
    internal async Task<ScopedCourse> OpenAsync(Guid id, ChangeScope scope, AppointmentAction action, Action<Course> expect, CancellationToken cancellationToken)
    {
        var found = await db.Appointments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
        context.RequireSite(found.SiteId);
        if (found.CourseId is not { } courseId)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "The visit belongs to no course.") { Errors = [new FieldError("/scope", "must be this for a visit without a course")] };
        }

        var sites = await db.Appointments.Where(a => a.CourseId == courseId).Select(a => a.SiteId).Distinct().ToListAsync(cancellationToken);
        await locks.TakeForBookingAsync(sites, courseId, [], cancellationToken);
        var course = await db.Courses.SingleAsync(c => c.Id == courseId, cancellationToken);
        expect(course);
        var ofCourse = await visits.OfCourseAsync(course, cancellationToken);
        var named = ofCourse.Single(v => v.Appointment.Id == id);
        var scoped = ScopedVisits.Of(ofCourse.Select(v => v.Appointment), named.Appointment, scope, action, context.Now);
        Require(scoped, named.Appointment, scope);
        foreach (var site in scoped.Changing.Select(a => a.SiteId))
        {
            context.RequireSite(site);
        }

        var before = await answers.OfAsync([.. ofCourse.Select(v => v.Appointment)], cancellationToken);
        return new ScopedCourse(named, ofCourse, scoped, before.ToDictionary(b => b.Id), SessionNumbers.Of(ofCourse.Select(v => v.Appointment)), course.Version);
    }

    /// <summary>What was changed.</summary>
    internal async Task<ScopedOutcome> DoneAsync(ScopedCourse course, CancellationToken cancellationToken)
    {
        var after = await answers.OfAsync([.. course.Visits.Select(v => v.Appointment)], cancellationToken);
        return await OfAsync(course, after, [], cancellationToken);
    }

    /// <summary>What would have been changed, but for what is in the way.</summary>
    internal async Task<ScopedOutcome> InTheWayAsync(ScopedCourse course, IReadOnlyList<VisitToBook> places, IReadOnlyList<Conflict> conflicts, CancellationToken cancellationToken)
    {
        var wanted = places.ToDictionary(p => p.AppointmentId);
        var numbers = SessionNumbers.Of(WithStarts(course.Visits.Select(v => v.Appointment), wanted));
        var after = await proposed.OfAsync([.. course.Visits.Select(v => (course.Before[v.Appointment.Id], wanted.GetValueOrDefault(v.Appointment.Id), v.Clock))], numbers, cancellationToken);
        return await OfAsync(course, after, conflicts, cancellationToken);
    }

    /// <summary>The visits as they would be at new starts, for rules about their order.</summary>
    internal static IEnumerable<Appointment> WithStarts(IEnumerable<Appointment> appointments, IReadOnlyDictionary<Guid, VisitToBook> places) => appointments.Select(a => new Appointment
    {
        Id = a.Id,
        Kind = a.Kind,
        TimeZone = a.TimeZone,
        CountsAsSession = a.CountsAsSession,
        State = a.State,
        PartialCounts = a.PartialCounts,
        StartsAt = places.TryGetValue(a.Id, out var place) ? place.Start : a.StartsAt,
    });

    private async Task<ScopedOutcome> OfAsync(ScopedCourse course, IReadOnlyList<AppointmentResponse> after, IReadOnlyList<Conflict> conflicts, CancellationToken cancellationToken)
    {
        var pairs = after.Select(a => (Before: course.Before[a.Id], After: a)).OrderBy(p => p.After.Start).ThenBy(p => p.After.Id).ToList();
        var named = pairs.Single(p => p.After.Id == course.Named.Appointment.Id);
        var changed = pairs.Where(p => p.Before.Etag != p.After.Etag || (conflicts.Count > 0 && (p.Before.Start != p.After.Start || !p.Before.Resources.SequenceEqual(p.After.Resources)))).ToList();
        var unchanged = course.Scoped.Staying.Concat(course.Scoped.Changing.Where(a => changed.All(p => p.After.Id != a.Id))).OrderBy(a => a.StartsAt).Select(a => a.Id);
        return new ScopedOutcome(named.Before, named.After, changed, [.. unchanged], conflicts, course.Version, await outlooks.FindAsync(course.Course.Id, cancellationToken));
    }

    // Following begins with the visit named, so that has to be one that may change; remaining takes whatever is left.
    private static void Require(ScopedVisits scoped, Appointment named, ChangeScope scope)
    {
        if (scope == ChangeScope.Following && scoped.Changing.All(a => a.Id != named.Id))
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The visit is {StoredJson.Word(named.State)} or has begun, and doesn't change any more (R12); name the first that is to change.") { Rule = "R12" };
        }

        if (scoped.Changing.Count == 0)
        {
            throw new SchedulingException(ProblemCodes.WrongState, "Nothing of the course is still to come (R12).") { Rule = "R12" };
        }
    }
}
