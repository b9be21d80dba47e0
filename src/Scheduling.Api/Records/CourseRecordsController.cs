using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Records;

namespace Scheduling.Api.Records;

/// <summary>Motor thresholds and adverse events of a course.</summary>
[Route("v1/courses/{id}")]
[Tags("Clinical record")]
public sealed class CourseRecordsController(MotorThresholds thresholds, AdverseEvents adverse) : ApiController
{
    /// <summary>List a course's motor thresholds, the newest first.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("motor-thresholds", Name = "listMotorThresholds")]
    [RequireScope(Scopes.ClinicalRead)]
    public async Task<ActionResult<Page<ThresholdResponse>>> Thresholds(Guid id, [FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await thresholds.ListAsync(id, page, cancellationToken)).Select(ThresholdResponse.Of);

    /// <summary>Enter a motor threshold. It closes the tasks that asked for one: after a change of medication, after a gap, or weekly.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="request">What was determined.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("motor-thresholds", Name = "recordMotorThreshold")]
    [RequireScope(Scopes.ClinicalWrite)]
    [Refuses("unprocessable", "unknown_reference")]
    [ProducesResponseType<ThresholdResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<ThresholdResponse>> AddThreshold(Guid id, RecordThresholdRequest request, CancellationToken cancellationToken)
    {
        var wanted = new NewMotorThreshold(request.Coil, request.Side, request.PercentOfOutput, request.Reason, request.AppointmentId, request.DeviceId, request.MeasuredAt);
        return Created($"/v1/courses/{id}/motor-thresholds", ThresholdResponse.Of(await thresholds.AddAsync(id, wanted, cancellationToken)));
    }

    /// <summary>List a course's adverse events, the newest first.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("adverse-events", Name = "listAdverseEvents")]
    [RequireScope(Scopes.ClinicalRead)]
    public async Task<ActionResult<Page<AdverseEventResponse>>> Events(Guid id, [FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await adverse.ListAsync(id, page, cancellationToken)).Select(AdverseEventResponse.Of);

    /// <summary>
    /// Enter an adverse event. It is followed up by a task; a seizure, or one that is serious, puts the course on hold, asks for a prescriber today, and for a
    /// report where the site has to make one (R16).
    /// </summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="request">What happened.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("adverse-events", Name = "recordAdverseEvent")]
    [RequireScope(Scopes.ClinicalWrite)]
    [RequireActor]
    [Refuses("unprocessable", "unknown_reference")]
    [ProducesResponseType<AdverseEventResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<AdverseEventResponse>> AddEvent(Guid id, RecordAdverseEventRequest request, CancellationToken cancellationToken)
    {
        var wanted = new NewAdverseEvent(request.Kind, request.Serious, request.Description, request.OccurredAt, request.AppointmentId);
        var entered = await adverse.AddAsync(id, wanted, cancellationToken);
        return CreatedVersioned($"/v1/courses/{id}/adverse-events/{entered.Id}", AdverseEventResponse.Of(entered), entered.Version);
    }

    /// <summary>Read one adverse event.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="eventId" example="01936f5e-8c00-7000-8000-000000000070">The event.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("adverse-events/{eventId}", Name = "getAdverseEvent")]
    [RequireScope(Scopes.ClinicalRead)]
    public async Task<ActionResult<AdverseEventResponse>> Event(Guid id, Guid eventId, CancellationToken cancellationToken)
    {
        var found = await adverse.GetAsync(id, eventId, cancellationToken);
        return Versioned(AdverseEventResponse.Of(found), found.Version);
    }

    /// <summary>Follow an adverse event up: that it is serious after all, which stops the course as if it had been from the first (R16), or what became of it.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="eventId" example="01936f5e-8c00-7000-8000-000000000070">The event.</param>
    /// <param name="request">What was found out.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("adverse-events/{eventId}/follow-up", Name = "followUpAdverseEvent")]
    [RequireScope(Scopes.ClinicalWrite)]
    [RequireActor]
    public async Task<ActionResult<AdverseEventResponse>> FollowUp(Guid id, Guid eventId, FollowUpRequest request, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        var found = await adverse.FollowUpAsync(id, eventId, request.Serious, request.Outcome, expected.Require, cancellationToken);
        return Versioned(AdverseEventResponse.Of(found), found.Version);
    }
}
