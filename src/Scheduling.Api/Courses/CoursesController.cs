using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Courses;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Courses;

/// <summary>Courses of treatment.</summary>
[Route("v1/courses")]
[Tags("Courses")]
public sealed class CoursesController(SchedulingDbContext db, ClinicContext clinic, CourseSetup setup, CourseOutlooks outlooks, AuditLog audit) : ApiController
{
    /// <summary>List courses, newest first.</summary>
    /// <param name="patientId" example="01936f5e-8c00-7000-8000-000000000001">Only this patient's.</param>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000002">Only of this home site.</param>
    /// <param name="state" example="active">Only in this state.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listCourses")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<CourseResponse>>> List(
        [FromQuery] Guid? patientId, [FromQuery] Guid? siteId, [FromQuery] CourseState? state, [FromQuery] PageRequest page, CancellationToken cancellationToken)
    {
        var query = Allowed().AsNoTracking();
        query = patientId is { } patient ? query.Where(c => c.PatientId == patient) : query;
        query = siteId is { } site ? query.Where(c => c.SiteId == site) : query;
        query = state is { } wanted ? query.Where(c => c.State == wanted) : query;
        var courses = await query.ToPageAsync(c => c.CreatedAt, c => c.Id, page, cancellationToken, descending: true);
        // The filter may name anything; only a patient of whom something is shown was read.
        audit.Read("course", courses.Items.Count > 0 ? patientId : null, "search");
        return courses.Select(Describe);
    }

    /// <summary>Create a course: a draft, waiting for the payer, or ready to book (R8: one open course for a patient and modality).</summary>
    [HttpPost(Name = "createCourse")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("unknown_reference", "unprocessable", "rule_broken", "actor_required", "site_not_allowed")]
    [ProducesResponseType<CourseResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<CourseResponse>> Create(CreateCourseRequest request, CancellationToken cancellationToken)
    {
        clinic.RequireSite(request.SiteId);
        for (var i = 0; i < request.Orders.Count; i++)
        {
            if (!OrderKinds.All.Contains(request.Orders[i].Kind))
            {
                throw SchedulingException.Invalid($"/orders/{i}/kind", "must be one of " + string.Join(", ", OrderKinds.All));
            }
        }

        var course = await setup.CreateAsync(
            new NewCourse
            {
                PatientId = request.PatientId,
                SiteId = request.SiteId,
                ProtocolId = request.ProtocolId,
                ProtocolVersion = request.ProtocolVersion,
                Targets = [.. request.Targets.Select(t => new PhaseTarget(t.Phase, t.Sessions))],
                Indication = request.Indication,
                Coverage = ToCoverage(request.Coverage),
                PreferredTime = request.PreferredTime,
                Priority = request.Priority,
                Draft = request.Draft,
                Orders = [.. request.Orders.Select(o => new NewOrder(o.Kind, o.Reason, o.From, o.Until))],
                PriorCourseId = request.PriorCourseId,
            },
            cancellationToken);
        return CreatedVersioned($"/v1/courses/{course.Id}", await WithProgressAsync(course, cancellationToken), course.Version);
    }

    /// <summary>Read a course with its progress.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getCourse")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<CourseResponse>> Get(Guid id, CancellationToken cancellationToken)
    {
        var course = await FindAsync(id, cancellationToken);
        audit.Read("course", course.Id);
        return Versioned(await WithProgressAsync(course, cancellationToken), course.Version);
    }

    /// <summary>Change what is agreed about a course: targets, coverage, preferred time, priority; open a draft.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="request">What to change.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPatch("{id}", Name = "changeCourse")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state", "rule_broken")]
    public async Task<ActionResult<CourseResponse>> Change(Guid id, ChangeCourseRequest request, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        var course = await FindAsync(id, cancellationToken);
        expected.Require(course.Version);
        await setup.ChangeAsync(
            course,
            new CourseChange
            {
                Targets = request.Targets?.Select(t => new PhaseTarget(t.Phase, t.Sessions)).ToList(),
                Coverage = ToCoverage(request.Coverage),
                PreferredTime = request.PreferredTime,
                Priority = request.Priority,
                Open = request.Open,
            },
            cancellationToken);
        return Versioned(await WithProgressAsync(course, cancellationToken), course.Version);
    }

    private async Task<Course> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await Allowed().SingleOrDefaultAsync(c => c.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();

    private IQueryable<Course> Allowed() => clinic.Identity.SiteIds is { } sites ? db.Courses.Where(c => sites.Contains(c.SiteId)) : db.Courses;

    private async Task<CourseResponse> WithProgressAsync(Course course, CancellationToken cancellationToken)
    {
        var (outlook, progress) = await outlooks.OfAsync(course, cancellationToken);
        return Describe(course) with
        {
            Progress = progress,
            Steps = clinic.ReadsClinical() ? course.Steps : null,
            GapDays = outlook.GapDays,
            Gap = outlook.Gap,
            EndsAfterCoverage = outlook.EndsAfterCoverage,
            InitialMissed = outlook.InitialMissed,
            RedeterminationOwedFrom = outlook.RedeterminationOwedFrom,
        };
    }

    internal static Coverage? ToCoverage(CoverageContract? coverage)
    {
        if (coverage is null)
        {
            return null;
        }

        return coverage.Window is { From: { } from, Until: { } until } && until < from
            ? throw SchedulingException.Invalid("/coverage/window/until", "must not be before from")
            : new Coverage(coverage.Kind, [.. coverage.Supervision.Distinct()], coverage.Window?.From, coverage.Window?.Until, coverage.Units, coverage.MaxPerDay);
    }

    private CourseResponse Describe(Course course) => new()
    {
        Id = course.Id,
        Etag = ETags.Of(course.Version),
        PatientId = course.PatientId,
        SiteId = course.SiteId,
        Homes = course.Homes,
        ProtocolId = course.ProtocolId,
        ProtocolVersionId = course.ProtocolVersionId,
        Modality = course.Modality,
        Indication = course.Indication,
        State = course.State,
        StateReason = CourseReasons.Shown(course, clinic.ReadsClinical()),
        HoldCause = course.HoldCause,
        Targets = course.Targets,
        Coverage = course.Coverage is not { } coverage ? null : new CoverageContract
        {
            Kind = coverage.Kind,
            Supervision = coverage.Supervision,
            Window = coverage.WindowFrom is null && coverage.WindowUntil is null ? null : new DateWindowContract { From = coverage.WindowFrom, Until = coverage.WindowUntil },
            Units = coverage.Units,
            MaxPerDay = coverage.MaxPerDay,
        },
        PreferredTime = course.PreferredTime,
        Priority = course.Priority,
        Orders = clinic.ReadsClinical() ? course.Orders : [.. course.Orders.Select(o => o with { Reason = null })],
        DeviceModelId = course.DeviceModelId,
        PriorCourseId = course.PriorCourseId,
    };
}
