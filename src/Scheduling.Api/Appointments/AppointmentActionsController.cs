using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Appointments;
using Scheduling.Application.Courses;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Appointments;

/// <summary>Moves, swaps and cancellations: of one visit, or of several of its course.</summary>
[Route("v1/appointments/{id}")]
[Tags("Appointments")]
[RequireScope(Scopes.ScheduleWrite)]
public sealed class AppointmentActionsController(
    ClinicContext clinic,
    AppointmentAnswers answers,
    BookedVisits visits,
    VisitChanges changes,
    ScopedMoves moves,
    ScopedCancellations cancellations,
    PlaceSwaps swaps,
    CourseOutlooks outlooks,
    FreeStarts free,
    Rehearsal rehearsal) : ApiController
{
    /// <summary>
    /// Move a visit, it and all later ones of its course, or all still to come, to another time or other resources (R12). A refused move leaves everything as it was
    /// and names every conflict.
    /// </summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="request">Where to.</param>
    /// <param name="expected">The version that was read: the appointment's, for a scope other than `this` the course's.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("move", Name = "moveAppointment")]
    [Refuses("unknown_reference", "unprocessable", "local_time_skipped", "local_time_ambiguous", "offset_not_of_site", "wrong_state", "place_taken", "rule_broken", "actor_required", "site_not_allowed")]
    public Task<ActionResult<VisitChangeResponse>> Move(Guid id, MoveAppointmentRequest request, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        if (request.ShiftMinutes % 5 != 0 && request.ShiftMinutes is not null)
        {
            throw SchedulingException.Invalid("/shiftMinutes", "must be a multiple of 5");
        }

        if (request.SiteId is not null && request.Scope != ChangeScope.This)
        {
            throw SchedulingException.Invalid("/siteId", "only goes with scope this; the rest of a course changes its site by an amendment");
        }

        var move = new VisitMove
        {
            Start = request.Start,
            ShiftMinutes = request.ShiftMinutes,
            LocalTime = request.LocalTime,
            SiteId = request.SiteId,
            Resources = request.Resources?.ToResources("/resources"),
            Reason = request.Reason,
            Override = request.Override?.ToOverride(clinic),
            IgnorePatientWindows = request.IgnorePatientWindows,
        };
        return request.Scope == ChangeScope.This
            ? ChangeAsync(id, request.DryRun, false, () => changes.MoveAsync(id, move, Expect(expected), cancellationToken), cancellationToken)
            : ChangeScopeAsync(
                request.DryRun, false, () => moves.MoveAsync(id, request.Scope, move, ExpectCourse(expected), request.DryRun, cancellationToken), cancellationToken);
    }

    /// <summary>Cancel a visit, it and all later ones of its course, or all still to come; their sessions are owed again (R10). A patient's cancellation at short notice is flagged.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="request">Who and why.</param>
    /// <param name="expected">The version that was read: the appointment's, for a scope other than `this` the course's.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("cancel", Name = "cancelAppointment")]
    [Refuses("unprocessable", "wrong_state", "site_not_allowed")]
    public Task<ActionResult<VisitChangeResponse>> Cancel(Guid id, CancelAppointmentRequest request, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        var byPatient = request.By == CancelledBy.Patient;
        return request.Scope == ChangeScope.This
            ? ChangeAsync(id, request.DryRun, request.MakeUp, () => changes.CancelAsync(id, byPatient, request.Reason, Expect(expected), cancellationToken), cancellationToken)
            : ChangeScopeAsync(
                request.DryRun,
                request.MakeUp,
                () => cancellations.CancelAsync(id, request.Scope, byPatient, request.Reason, ExpectCourse(expected), cancellationToken),
                cancellationToken);
    }

    /// <summary>
    /// Put somebody else on a visit, its technician unless another role is named; or let it and another patient's visit take each other's places, both under
    /// the rules, or neither.
    /// </summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="request">Who takes which role, or the other visit.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("swap", Name = "swapAppointment")]
    [Refuses("unknown_reference", "unprocessable", "wrong_state", "place_taken", "rule_broken", "actor_required", "site_not_allowed")]
    public async Task<ActionResult<VisitChangeResponse>> Swap(Guid id, SwapRequest request, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        await visits.ReadAsync(id, cancellationToken);
        var waiver = request.Override?.ToOverride(clinic);
        if (request is { StaffId: { } staffId, WithAppointmentId: null, ThenAppointmentIds.Count: 0, WithEtags: null })
        {
            return await ChangeAsync(
                id, request.DryRun, false, () => changes.SwapAsync(id, request.Role, staffId, request.Reason, waiver, Expect(expected), cancellationToken), cancellationToken);
        }

        if (request is not { WithAppointmentId: { } other, StaffId: null, Role: null })
        {
            throw SchedulingException.Invalid("/staffId", "either staffId, with or without role, or withAppointmentId is required");
        }

        List<Guid> ring = [id, other, .. request.ThenAppointmentIds];
        if (ring.Distinct().Count() < ring.Count)
        {
            throw SchedulingException.Invalid("/withAppointmentId", "a visit is named twice");
        }

        if (request.WithEtags is { } tags && tags.Count != ring.Count - 1)
        {
            throw SchedulingException.Invalid("/withEtags", "must have one for each of the other visits");
        }

        return await ChangeScopeAsync(
            request.DryRun,
            false,
            () => swaps.SwapAsync(ring, request.Reason, waiver, request.IgnorePatientWindows, (visit, place) => ExpectOneOf(visit, place, request, expected), request.DryRun, cancellationToken),
            cancellationToken,
            tagOfVisit: true);
    }

    private void ExpectOneOf(Appointment visit, int place, SwapRequest request, ExpectedVersion expected)
    {
        if (place == 0)
        {
            Expect(expected)(visit);
            return;
        }

        clinic.RequireSite(visit.SiteId);
        if (request.WithEtags is { } tags && tags[place - 1] != ETags.Of(visit.Version))
        {
            throw new SchedulingException(ProblemCodes.StaleVersion);
        }
    }

    private async Task<ActionResult<VisitChangeResponse>> ChangeAsync(Guid id, bool dryRun, bool makeUp, Func<Task<Appointment>> change, CancellationToken cancellationToken)
    {
        var before = await answers.OfAsync((await visits.ReadAsync(id, cancellationToken)).Appointment, cancellationToken);
        var (after, makeUps, course) = await rehearsal.RunAsync(
            dryRun,
            async () =>
            {
                var changed = await answers.OfAsync(await change(), cancellationToken);
                return (changed, makeUp ? await free.MakeUpsAsync(id, cancellationToken) : null, await outlooks.FindAsync(changed.CourseId, cancellationToken));
            },
            cancellationToken);
        course = dryRun && course is not null ? await outlooks.AsStoredAsync(course, cancellationToken) : course;
        var response = VisitChangeResponse.Of(before, after, !dryRun) with { MakeUpOptions = makeUps?.Select(FreeStartResponse.Of).ToList(), Course = course };
        Response.Headers.ETag = response.Appointment.Etag;
        return Ok(response);
    }

    private async Task<ActionResult<VisitChangeResponse>> ChangeScopeAsync(bool dryRun, bool makeUp, Func<Task<ScopedOutcome>> change, CancellationToken cancellationToken, bool tagOfVisit = false)
    {
        var (outcome, makeUps) = await rehearsal.RunAsync(
            dryRun,
            async () =>
            {
                var done = await change();
                var first = makeUp ? done.Visits.OrderBy(v => v.Before.Start).Select(v => (Guid?)v.Before.Id).FirstOrDefault() : null;
                return (done, first is { } id ? await free.MakeUpsAsync(id, cancellationToken) : null);
            },
            cancellationToken);
        var response = VisitChangeResponse.Of(outcome, !dryRun) with { MakeUpOptions = makeUps?.Select(FreeStartResponse.Of).ToList() };
        Response.Headers.ETag = tagOfVisit ? response.Appointment.Etag : response.Course?.Etag;
        return Ok(response);
    }

    private static Action<Course> ExpectCourse(ExpectedVersion expected) => course => expected.Require(course.Version);

    private Action<Appointment> Expect(ExpectedVersion expected) => appointment =>
    {
        clinic.RequireSite(appointment.SiteId);
        expected.Require(appointment.Version);
    };
}
