using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Appointments;
using Scheduling.Application.Courses;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Time;

namespace Scheduling.Api.Courses;

/// <summary>Plans of courses, and their booking.</summary>
[Route("v1")]
[Tags("Courses")]
public sealed class PlansController(
    SchedulingDbContext db, ClinicContext clinic, CourseDossiers dossiers, CoursePlanning planning, PlanAnswers answers, CourseBooking booking, BookingTurn turn, Holds holds, AppointmentAnswers appointments, AuditLog audit) : ApiController
{
    /// <summary>Plan what is owed of a course: where all its visits would lie, with alternatives; hold one for a while. Nothing is booked.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("courses/{id}/plans", Name = "planCourse")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state", "unknown_reference", "course_does_not_fit", "place_taken", "rule_broken", "site_not_allowed")]
    [ProducesResponseType<PlanResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<PlanResponse>> Plan(Guid id, PlanCourseRequest request, CancellationToken cancellationToken)
    {
        var course = await FindCourseAsync(id, cancellationToken);
        var question = Question(request, request.Alternatives);
        if (request.HoldOption is not null && request.HoldMinutes is null)
        {
            throw SchedulingException.Invalid("/holdMinutes", "is required with holdOption");
        }

        var plan = await planning.PlanAsync(course, question, cancellationToken);
        var stored = planning.Keep(course, question, plan);
        var hold = request.HoldMinutes is { } minutes ? await holds.TakeAsync(course, stored, request.HoldOption ?? 1, minutes, cancellationToken) : null;
        return Created($"/v1/plans/{stored.Id}", await answers.OfAsync(stored, hold, cancellationToken));
    }

    /// <summary>Read a plan as it was shown.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000011">The plan.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("plans/{id}", Name = "getPlan")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<PlanResponse>> Get(Guid id, CancellationToken cancellationToken)
    {
        var plan = await db.Plans.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
        var course = await FindCourseAsync(plan.CourseId, cancellationToken);
        audit.Read("course", course.Id);
        var hold = await db.Holds.AsNoTracking().FirstOrDefaultAsync(h => h.PlanId == id && h.State == HoldState.Active && h.ExpiresAt > clinic.Now, cancellationToken);
        return await answers.OfAsync(plan, hold, cancellationToken);
    }

    /// <summary>Book a whole course or nothing: an option of a plan exactly as shown, with single changes, or the request itself.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="request">A plan's option, or what a plan would be asked for.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("courses/{id}/bookings", Name = "bookCourse")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state", "unknown_reference", "course_does_not_fit", "place_taken", "plan_outdated", "rule_broken", "local_time_skipped", "local_time_ambiguous", "offset_not_of_site", "unprocessable", "site_not_allowed")]
    [ProducesResponseType<CourseBookingResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<CourseBookingResponse>> Book(Guid id, BookCourseRequest request, CancellationToken cancellationToken)
    {
        var course = await FindCourseAsync(id, cancellationToken);
        var booked = request.PlanId is { } planId
            ? await BookPlanAsync(course, planId, request, cancellationToken)
            : await BookRequestAsync(course, request, cancellationToken);
        return Created($"/v1/courses/{id}", new CourseBookingResponse(id, await appointments.OfAsync([.. booked.OrderBy(a => a.StartsAt)], cancellationToken)));
    }

    private async Task<IReadOnlyList<Appointment>> BookPlanAsync(Course course, Guid planId, BookCourseRequest request, CancellationToken cancellationToken)
    {
        if (request.StartOnOrAfter is not null)
        {
            throw SchedulingException.Invalid("/startOnOrAfter", "does not go with planId: the plan has been asked already");
        }

        var option = request.Option ?? throw SchedulingException.Invalid("/option", "is required with planId");
        var plan = await db.Plans.AsNoTracking().SingleOrDefaultAsync(p => p.Id == planId && p.CourseId == course.Id, cancellationToken)
            ?? throw new SchedulingException(ProblemCodes.UnknownReference) { Errors = [new FieldError("/planId", "is not a plan of this course")] };
        var siteId = CoursePlanning.OptionsOf(plan).FirstOrDefault(o => o.Option == option)?.SiteId ?? throw SchedulingException.Invalid("/option", "is not an option of the plan");
        clinic.RequireSite(siteId);
        var zone = await db.Sites.Where(s => s.Id == siteId).Select(s => s.TimeZone).SingleAsync(cancellationToken);
        var clock = SiteClock.ForZone(zone);
        var changes = request.Changes.Select((c, i) => new SessionChange(c.SessionNumber, c.Start.Resolve(clock, $"/changes/{i}/start"), c.Resources?.ToResources($"/changes/{i}/resources"))).ToList();
        return await booking.BookPlanAsync(course, plan, option, changes, cancellationToken);
    }

    private async Task<IReadOnlyList<Appointment>> BookRequestAsync(Course course, BookCourseRequest request, CancellationToken cancellationToken)
    {
        if (request.Option is not null || request.Changes.Count > 0)
        {
            throw SchedulingException.Invalid("/planId", "is required with option and changes");
        }

        var question = Question(request, alternatives: false);
        await turn.TakeAsync(course.SiteId, cancellationToken);
        return await booking.BookRequestAsync(course, question, cancellationToken);
    }

    private PlanQuestion Question(PlanRequestFields request, bool alternatives)
    {
        foreach (var site in request.SiteIds ?? [])
        {
            clinic.RequireSite(site);
        }

        return request.ToQuestion(alternatives);
    }

    private async Task<Course> FindCourseAsync(Guid id, CancellationToken cancellationToken)
    {
        var course = (await dossiers.FindAsync(id, cancellationToken))?.Course;
        return course is null || clinic.Identity.SiteIds?.Contains(course.SiteId) == false ? throw SchedulingException.NotFound() : course;
    }
}
