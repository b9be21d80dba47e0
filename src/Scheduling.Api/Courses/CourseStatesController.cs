using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Appointments;
using Scheduling.Application.Courses;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Courses;

namespace Scheduling.Api.Courses;

/// <summary>Pause, hold, resume, discontinue, complete and amend a course.</summary>
[Route("v1/courses/{id}")]
[Tags("Courses")]
[RequireScope(Scopes.ScheduleWrite)]
[RequireActor]
public sealed class CourseStatesController(CourseStates states, CourseAmendments amendments, Rehearsal rehearsal, ClinicContext clinic) : ApiController
{
    /// <summary>
    /// Keep dates free of visits: those in it are placed after it, at the end of their phase, or wait for a new time. The pause is kept as an absence of the
    /// patient that the person named agreed to, so it is no lapse (R14).
    /// </summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="request">From, until and why.</param>
    /// <param name="expected">The course's version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("pause", Name = "pauseCourse")]
    [Refuses("wrong_state", "rule_broken", "course_does_not_fit", "place_taken", "unprocessable")]
    public Task<ActionResult<CourseDiffResponse>> Pause(Guid id, PauseCourseRequest request, ExpectedVersion expected, CancellationToken cancellationToken) => ChangeAsync(
        request.DryRun, () => states.PauseAsync(id, request.From, request.Until, request.Reason, request.Place, Expect(expected), cancellationToken), cancellationToken);

    /// <summary>Put a course on hold: nothing new is booked until it is resumed, and what is booked stays as it is.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="request">Why.</param>
    /// <param name="expected">The course's version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("hold", Name = "holdCourse")]
    [Refuses("wrong_state")]
    public Task<ActionResult<CourseDiffResponse>> Hold(Guid id, ChangeCourseStateRequest request, ExpectedVersion expected, CancellationToken cancellationToken) =>
        ChangeAsync(request.DryRun, () => states.HoldAsync(id, request.Reason, Expect(expected), cancellationToken), cancellationToken);

    /// <summary>Resume a course that is on hold, by a prescriber. After a gap that its protocol holds for, the next visit determines the motor threshold anew (R14).</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="request">Why.</param>
    /// <param name="expected">The course's version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("resume", Name = "resumeCourse")]
    [Refuses("wrong_state", "actor_not_allowed", "rule_broken", "course_does_not_fit", "place_taken")]
    public Task<ActionResult<CourseDiffResponse>> Resume(Guid id, ChangeCourseStateRequest request, ExpectedVersion expected, CancellationToken cancellationToken) =>
        ChangeAsync(request.DryRun, () => states.ResumeAsync(id, request.Reason, Expect(expected), cancellationToken), cancellationToken);

    /// <summary>End a course early: what is to come is cancelled.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="request">Why.</param>
    /// <param name="expected">The course's version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("discontinue", Name = "discontinueCourse")]
    [Refuses("wrong_state")]
    public Task<ActionResult<CourseDiffResponse>> Discontinue(Guid id, ChangeCourseStateRequest request, ExpectedVersion expected, CancellationToken cancellationToken) =>
        ChangeAsync(request.DryRun, () => states.DiscontinueAsync(id, request.Reason, Expect(expected), cancellationToken), cancellationToken);

    /// <summary>End a course as complete, once nothing of it is open.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="request">Why, where sessions are left.</param>
    /// <param name="expected">The course's version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("complete", Name = "completeCourse")]
    [Refuses("wrong_state")]
    public Task<ActionResult<CourseDiffResponse>> Complete(Guid id, CompleteCourseRequest request, ExpectedVersion expected, CancellationToken cancellationToken) =>
        ChangeAsync(request.DryRun, () => states.CompleteAsync(id, request.Reason, Expect(expected), cancellationToken), cancellationToken);

    /// <summary>
    /// Amend a running course. Its target in named phases (R13): what is added is placed at the end of the phase and later phases shift; what is taken away are the
    /// last sessions of the phase. Fewer sessions a week: visits that are too many for their week go to the end of their phase. Another time of day from a date on.
    /// Phases of its own, or a newer version of its protocol, which the remaining sessions follow. Another site from a date on: the same course, a new motor threshold where the device model differs (R23). All of it or nothing, with the projected end against the coverage.
    /// </summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="request">What changes, and why.</param>
    /// <param name="expected">The course's version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("amendments", Name = "amendCourse")]
    [Refuses("wrong_state", "actor_not_allowed", "unprocessable", "rule_broken", "course_does_not_fit", "place_taken", "unknown_reference", "site_not_allowed")]
    public Task<ActionResult<CourseDiffResponse>> Amend(Guid id, AmendCourseRequest request, ExpectedVersion expected, CancellationToken cancellationToken) => ChangeAsync(
        request.DryRun,
        () => amendments.AmendAsync(id, request.ToAmendment(), Expect(expected), cancellationToken),
        cancellationToken);

    private static Action<Course> Expect(ExpectedVersion expected) => course => expected.Require(course.Version);

    private async Task<ActionResult<CourseDiffResponse>> ChangeAsync(bool dryRun, Func<Task<CourseDiff>> change, CancellationToken cancellationToken)
    {
        var response = CourseDiffResponse.Of(await rehearsal.RunAsync(dryRun, change, cancellationToken), !dryRun, clinic.ReadsClinical());
        Response.Headers.ETag = response.Course.Etag;
        return Ok(response);
    }
}
