using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.PatientPages;
using Scheduling.Domain.Appointments;

namespace Scheduling.Api.Appointments;

/// <summary>Patients who ask on their page for another time, or to be called.</summary>
[Route("v1/time-requests")]
[Tags("Appointments")]
public sealed class TimeRequestsController(TimeRequests requests) : ApiController
{
    /// <summary>List requests, oldest first.</summary>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000002">Only of visits at this site.</param>
    /// <param name="state" example="open">Only in this state.</param>
    /// <param name="patientId" example="01936f5e-8c00-7000-8000-000000000001">Only this patient's.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listTimeRequests")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<TimeRequestResponse>>> List(
        [FromQuery] Guid? siteId, [FromQuery] TimeRequestState? state, [FromQuery] Guid? patientId, [FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await requests.ListAsync(siteId, state, patientId, page, cancellationToken)).Select(TimeRequestResponse.Of);

    /// <summary>Read a request.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000071">The request.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getTimeRequest")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<TimeRequestResponse>> Get(Guid id, CancellationToken cancellationToken) => Describe(await requests.GetAsync(id, cancellationToken));

    /// <summary>Move the visit to the time asked for. The patient is told as of any change.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000071">The request.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/accept", Name = "acceptTimeRequest")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state", "place_taken", "rule_broken", "site_not_allowed")]
    public async Task<ActionResult<TimeRequestResponse>> Accept(Guid id, ExpectedVersion expected, CancellationToken cancellationToken) =>
        Describe(await requests.AcceptAsync(id, expected.Require, cancellationToken));

    /// <summary>Say no, or that it was settled with the patient otherwise. The visit stays as it is, and nobody is told by itself.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000071">The request.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/decline", Name = "declineTimeRequest")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state")]
    public async Task<ActionResult<TimeRequestResponse>> Decline(Guid id, ExpectedVersion expected, CancellationToken cancellationToken) =>
        Describe(await requests.DeclineAsync(id, expected.Require, cancellationToken));

    private ActionResult<TimeRequestResponse> Describe(TimeRequest request) => Versioned(TimeRequestResponse.Of(request), request.Version);
}
