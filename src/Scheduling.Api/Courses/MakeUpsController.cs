using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Appointments;
using Scheduling.Application.Courses;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Courses;

/// <summary>Orders on a running course, and making up for what it owes.</summary>
[Route("v1/courses/{id}")]
[Tags("Courses")]
[RequireScope(Scopes.ScheduleWrite)]
public sealed class MakeUpsController(SchedulingDbContext db, ClinicContext clinic, ResourceLocks locks, CourseOrders orders, MakeUps makeUps, CourseOutlooks outlooks, Rehearsal rehearsal) : ApiController
{
    /// <summary>Record a prescriber's order on a course. It moves nothing by itself.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="request">The order.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("orders", Name = "recordOrder")]
    [RequireActor]
    [Refuses("wrong_state", "actor_not_allowed", "rule_broken")]
    [ProducesResponseType<PrescriberOrder>(StatusCodes.Status201Created)]
    public async Task<ActionResult<PrescriberOrder>> Order(Guid id, RecordOrderRequest request, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        await locks.TakeForBookingAsync([], id, [], cancellationToken);
        var course = await (clinic.Identity.SiteIds is { } sites ? db.Courses.Where(c => sites.Contains(c.SiteId)) : db.Courses).SingleOrDefaultAsync(c => c.Id == id, cancellationToken)
            ?? throw SchedulingException.NotFound();
        expected.Require(course.Version);
        var order = await orders.AddAsync(course, new NewOrder(request.Kind, request.Reason, request.From, request.Until, request.Limits?.ToLimits()), "", cancellationToken);
        return CreatedVersioned($"/v1/courses/{id}", order, course.Version);
    }

    /// <summary>
    /// Place what a course owes: at the end of its phase, where later phases shift; by order as second sessions on days that have one (R11). Where the visit
    /// that begins the course was missed, the next one becomes it. All of it or nothing.
    /// </summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="request">How.</param>
    /// <param name="expected">The course's version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("make-ups", Name = "makeUpSessions")]
    [Refuses("wrong_state", "rule_broken", "course_does_not_fit", "place_taken", "actor_required", "actor_not_allowed", "site_not_allowed")]
    public async Task<ActionResult<MakeUpResponse>> MakeUp(Guid id, MakeUpRequest request, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        if (request is { CatchUp: not null, SameDay: false })
        {
            throw SchedulingException.Invalid("/catchUp", "only goes with sameDay");
        }

        var question = new MakeUpQuestion
        {
            SameDay = request.SameDay,
            CatchUp = request.CatchUp is { } order ? new NewOrder(OrderKinds.CatchUp, order.Reason, order.From, order.Until, order.Limits?.ToLimits()) : null,
            StartOnOrAfter = request.StartOnOrAfter,
            PreferredTime = request.PreferredTime,
            AllowOutsideAuthorization = request.AllowOutsideAuthorization,
        };
        var outcome = await rehearsal.RunAsync(request.DryRun, () => makeUps.PlaceAsync(id, question, c => expected.Require(c.Version), cancellationToken), cancellationToken);
        outcome = request.DryRun ? outcome with { Outlook = await outlooks.AsStoredAsync(outcome.Outlook, cancellationToken) } : outcome;
        Response.Headers.ETag = outcome.Outlook.Etag;
        return Ok(MakeUpResponse.Of(outcome, !request.DryRun));
    }
}
