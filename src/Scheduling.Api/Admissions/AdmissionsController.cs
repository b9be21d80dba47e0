using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.Admissions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Courses;
using Scheduling.Application.Jobs;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Admissions;
using Scheduling.Domain.Planning;

namespace Scheduling.Api.Admissions;

/// <summary>Batch admissions: who of a waiting list begins when.</summary>
[Route("v1/admissions")]
[Tags("Admissions")]
public sealed class AdmissionsController(
    AdmissionQueue queue, AdmissionBooking booking, PlanAnswers plans, AuditLog audit, AdmissionRuns runs, IOptions<JobsOptions> jobs) : ApiController
{
    /// <summary>Ask who of a waiting list should begin when. A worker searches in the background; nothing is booked.</summary>
    /// <param name="request">The list.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("plan", Name = "planAdmission")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("unknown_reference", "unprocessable", "site_not_allowed")]
    [ProducesResponseType<AdmissionResponse>(StatusCodes.Status202Accepted)]
    public async Task<ActionResult<AdmissionResponse>> Plan(PlanAdmissionRequest request, CancellationToken cancellationToken)
    {
        var question = request.ToQuestion();
        var admission = request.Courses is not null
            ? await queue.AddAsync(question, cancellationToken)
            : await queue.AddWaitingAsync(question, request.ToCourse, request.SiteIds, cancellationToken);
        if (jobs.Value.Enabled)
        {
            // After the answer, and so after the commit. Should it never come to that, the job's next tick finds the list.
            Response.OnCompleted(() =>
            {
                runs.Nudge();
                return Task.CompletedTask;
            });
        }

        Response.Headers.ETag = ETags.Of(admission.Version);
        return Accepted($"/v1/admissions/{admission.Id}", await DescribeAsync(admission, false, null, cancellationToken));
    }

    /// <summary>List batch admissions, the newest first.</summary>
    /// <param name="status" example="done">Only those in this state.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listAdmissions")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<AdmissionSummary>>> List([FromQuery] AdmissionState? status, [FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await queue.ListAsync(status, page, cancellationToken)).Select(Summarize);

    /// <summary>Read a batch admission: how far it is, and what it proposes for each course.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000013">The admission.</param>
    /// <param name="include" example="sessions">`sessions` for the proposed visits.</param>
    /// <param name="courseId" example="01936f5e-8c00-7000-8000-000000000010">Only this course.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getAdmission")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<AdmissionResponse>> Get(Guid id, [FromQuery] AdmissionInclude? include, [FromQuery] Guid? courseId, CancellationToken cancellationToken)
    {
        var admission = await queue.GetAsync(id, cancellationToken);
        audit.Read("admission", id);
        return Versioned(await DescribeAsync(admission, include == AdmissionInclude.Sessions, courseId, cancellationToken), admission.Version);
    }

    /// <summary>End a batch admission: one that runs shows what it has found by then.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000013">The admission.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/cancel", Name = "cancelAdmission")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state")]
    public async Task<ActionResult<AdmissionResponse>> Cancel(Guid id, CancellationToken cancellationToken)
    {
        var admission = await queue.GetAsync(id, cancellationToken);
        await queue.CancelAsync(admission, cancellationToken);
        return Versioned(await DescribeAsync(admission, false, null, cancellationToken), admission.Version);
    }

    /// <summary>Book what a batch admission proposes, all courses or those named: each whole and as shown, or nothing at all.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000013">The admission.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">Which courses.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/apply", Name = "applyAdmission")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state", "plan_outdated")]
    public async Task<ActionResult<AppliedAdmissionResponse>> Apply(Guid id, ExpectedVersion expected, ApplyAdmissionRequest request, CancellationToken cancellationToken)
    {
        var admission = await queue.GetAsync(id, cancellationToken);
        var (version, booked) = await booking.ApplyAsync(admission, expected.Require, request.Courses, cancellationToken);
        return Versioned(
            new AppliedAdmissionResponse(id, ETags.Of(version), [.. booked.Select(b => new AppliedCourse(b.Key, b.Value.Count, b.Value.Min(a => a.LocalDate), b.Value.Max(a => a.LocalDate)))]),
            version);
    }

    private async Task<AdmissionResponse> DescribeAsync(Admission admission, bool sessions, Guid? courseId, CancellationToken cancellationToken)
    {
        var outcomes = AdmissionQueue.OutcomesOf(admission).Where(o => courseId is null || o.CourseId == courseId).ToList();
        var admitted = sessions ? outcomes.Where(o => o.Option is not null).ToList() : [];
        var visits = await plans.SessionsAsync([.. admitted.Select(o => o.Option!)], cancellationToken);
        var shown = admitted.Zip(visits).ToDictionary(x => x.First.CourseId, x => x.Second);
        var summary = Summarize(admission);
        return new AdmissionResponse
        {
            Id = summary.Id,
            Etag = summary.Etag,
            Status = summary.Status,
            Percent = summary.Percent,
            Admitted = summary.Admitted,
            Cost = summary.Cost,
            Bound = summary.Bound,
            Gap = summary.Gap,
            FirstComeCost = summary.FirstComeCost,
            Failure = summary.Failure,
            CreatedAt = summary.CreatedAt,
            StartedAt = summary.StartedAt,
            EndedAt = summary.EndedAt,
            AppliedCourseIds = summary.AppliedCourseIds,
            Courses = [.. outcomes.Select(o => Decide(o, shown.GetValueOrDefault(o.CourseId)))],
        };
    }

    private static AdmissionDecisionResponse Decide(AdmissionOutcome outcome, IReadOnlyList<PlannedSessionResponse>? sessions) => new()
    {
        CourseId = outcome.CourseId,
        Admitted = outcome.Option is not null,
        Cost = outcome.Cost,
        WhyNot = outcome.WhyNot,
        Detail = outcome.Detail,
        SiteId = outcome.Option?.SiteId,
        StartsOn = outcome.Option?.StartsOn,
        EndsOn = outcome.Option?.EndsOn,
        NominalTime = outcome.Option?.NominalTime,
        Terms = outcome.Option?.Terms,
        Figures = outcome.Option is { } option ? PlanFigures.Of(option) : null,
        Sessions = sessions,
    };

    private static AdmissionSummary Summarize(Admission admission) => new()
    {
        Id = admission.Id,
        Etag = ETags.Of(admission.Version),
        Status = admission.State,
        Percent = admission.Percent,
        Admitted = admission.Admitted,
        Cost = admission.Cost,
        Bound = admission.Bound,
        Gap = admission is { Cost: { } cost, Bound: { } bound } ? cost == bound ? 0 : bound > 0 ? Math.Round((cost - bound) / bound, 6) : 1 : null,
        FirstComeCost = admission.FirstComeCost,
        Failure = admission.Failure,
        CreatedAt = admission.CreatedAt,
        StartedAt = admission.StartedAt,
        EndedAt = admission.EndedAt,
        AppliedCourseIds = admission.AppliedCourseIds,
    };
}
