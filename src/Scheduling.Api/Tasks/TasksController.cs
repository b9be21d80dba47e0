using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Tasks;

namespace Scheduling.Api.Tasks;

/// <summary>What people must do: opened by rules, taken by somebody, closed with what came of it.</summary>
[Route("v1/tasks")]
[Tags("Tasks")]
public sealed class TasksController(StaffTasks tasks) : ApiController
{
    /// <summary>List tasks by when they are due.</summary>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000002">Only at this site.</param>
    /// <param name="role" example="front_desk">Only for this role.</param>
    /// <param name="kind" example="needs_new_time">Only of this kind.</param>
    /// <param name="state" example="open">Only in this state.</param>
    /// <param name="dueBefore" example="2027-02-23T00:00:00-05:00">Only those due before this instant.</param>
    /// <param name="assigneeId" example="01936f5e-8c00-7000-8000-000000000005">Only those that this member of staff has taken.</param>
    /// <param name="patientId" example="01936f5e-8c00-7000-8000-000000000001">Only about this patient.</param>
    /// <param name="courseId" example="01936f5e-8c00-7000-8000-000000000010">Only about this course.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listTasks")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<TaskResponse>>> List(
        [FromQuery] Guid? siteId,
        [FromQuery] TaskRole? role,
        [FromQuery] TaskKind? kind,
        [FromQuery] TaskState? state,
        [FromQuery] DateTimeOffset? dueBefore,
        [FromQuery] Guid? assigneeId,
        [FromQuery] Guid? patientId,
        [FromQuery] Guid? courseId,
        [FromQuery] PageRequest page,
        CancellationToken cancellationToken)
    {
        var filter = new TaskFilter { SiteId = siteId, Role = role, Kind = kind, State = state, DueBefore = dueBefore, AssigneeId = assigneeId, PatientId = patientId, CourseId = courseId };
        return (await tasks.ListAsync(filter, page, cancellationToken)).Select(TaskResponse.Of);
    }

    /// <summary>Read a task.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000040">The task.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getTask")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<TaskResponse>> Get(Guid id, CancellationToken cancellationToken) => Describe(await tasks.GetAsync(id, cancellationToken));

    /// <summary>Give a task to a member of staff, or take it back from them.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000040">The task.</param>
    /// <param name="request">Who takes it.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/assign", Name = "assignTask")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state", "unknown_reference", "unprocessable")]
    public async Task<ActionResult<TaskResponse>> Assign(Guid id, AssignTaskRequest request, ExpectedVersion expected, CancellationToken cancellationToken) =>
        Describe(await tasks.AssignAsync(id, request.AssigneeId, expected.Require, cancellationToken));

    /// <summary>Close a task with what came of it. A task that another call does, such as `decide-partial`, is closed by that call.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000040">The task.</param>
    /// <param name="request">What came of it.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/close", Name = "closeTask")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state", "actor_required", "actor_not_allowed")]
    public async Task<ActionResult<TaskResponse>> Close(Guid id, CloseTaskRequest request, ExpectedVersion expected, CancellationToken cancellationToken) =>
        Describe(await tasks.CloseAsync(id, request.Outcome, expected.Require, cancellationToken));

    private ActionResult<TaskResponse> Describe(StaffTask task) => Versioned(TaskResponse.Of(task), task.Version);
}
