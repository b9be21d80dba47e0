using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Appointments;
using Scheduling.Application.Authorizations;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Application.Repairs;
using Scheduling.Domain.Authorizations;

namespace Scheduling.Api.Authorizations;

/// <summary>What payers approve: states, lines of units, and the ledger that says which visit has which unit (R19-R22).</summary>
[Route("v1/authorizations")]
[Tags("Authorizations")]
public sealed class AuthorizationsController(
    AuthorizationBook book, AuthorizationSteps steps, UnitAnswers units, RepairAnswers repairs, Rehearsal rehearsal, AuditLog audit) : ApiController
{
    /// <summary>List authorizations, the newest first.</summary>
    /// <param name="courseId" example="01936f5e-8c00-7000-8000-000000000010">Only of this course.</param>
    /// <param name="patientId" example="01936f5e-8c00-7000-8000-000000000001">Only of this patient.</param>
    /// <param name="payerId" example="01936f5e-8c00-7000-8000-000000000060">Only of this payer.</param>
    /// <param name="state" example="submitted">Only in this state.</param>
    /// <param name="dueBy" example="2027-12-31">Only those whose next step is due by this local date.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listAuthorizations")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<AuthorizationResponse>>> List(
        [FromQuery] Guid? courseId,
        [FromQuery] Guid? patientId,
        [FromQuery] Guid? payerId,
        [FromQuery] AuthorizationState? state,
        [FromQuery] DateOnly? dueBy,
        [FromQuery] PageRequest page,
        CancellationToken cancellationToken)
    {
        var found = await book.ListAsync(courseId, patientId, payerId, state, dueBy, page, cancellationToken);
        audit.Read("authorization", null, "search");
        return new Page<AuthorizationResponse>(await book.DescribeAsync(found.Items, cancellationToken), found.Next);
    }

    /// <summary>Enter an authorization: a draft with what is to be asked for.</summary>
    [HttpPost(Name = "createAuthorization")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("unknown_reference", "site_not_allowed", "wrong_state")]
    [ProducesResponseType<AuthorizationResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<AuthorizationResponse>> Create(CreateAuthorizationRequest request, CancellationToken cancellationToken)
    {
        var made = await book.CreateAsync(request, cancellationToken);
        return CreatedVersioned($"/v1/authorizations/{made.Id}", await DescribeAsync(made, cancellationToken), made.Version);
    }

    /// <summary>Read an authorization with the counts of its lines.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000061">The authorization.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getAuthorization")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<AuthorizationResponse>> Get(Guid id, CancellationToken cancellationToken)
    {
        var found = await book.GetAsync(id, cancellationToken);
        audit.Read("authorization", id);
        return Versioned(await DescribeAsync(found, cancellationToken), found.Version);
    }

    /// <summary>Change what is noted about an authorization: number, providers, documents, due dates. States and units are changed by events.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000061">The authorization.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">The changes.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPatch("{id}", Name = "changeAuthorization")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("unknown_reference")]
    public async Task<ActionResult<AuthorizationResponse>> Change(Guid id, ExpectedVersion expected, ChangeAuthorizationRequest request, CancellationToken cancellationToken)
    {
        var changed = await book.ChangeAsync(id, expected.Require, request, cancellationToken);
        return Versioned(await DescribeAsync(changed, cancellationToken), changed.Version);
    }

    /// <summary>
    /// Say what happened to an authorization. An approval makes tentative visits firm and reserves their units; what is left without a unit is tagged, and once nobody
    /// may approve it any more a repair is proposed (R22). With `dryRun` nothing is stored.
    /// </summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000061">The authorization.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">What happened.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/events", Name = "noteAuthorizationEvent")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state", "unknown_reference", "unprocessable")]
    public async Task<ActionResult<AuthorizationEventResponse>> Note(Guid id, ExpectedVersion expected, AuthorizationEventRequest request, CancellationToken cancellationToken)
    {
        var (answer, version) = await rehearsal.RunAsync(
            request.DryRun,
            async () =>
            {
                var (authorization, affected, repair) = await steps.ApplyAsync(id, request, expected.Require, cancellationToken);
                var response = new AuthorizationEventResponse(
                    await DescribeAsync(authorization, cancellationToken),
                    await units.OfAsync(authorization.CourseId, cancellationToken),
                    affected,
                    await repairs.OfAsync(repair, request.DryRun, cancellationToken));
                return (response, authorization.Version);
            },
            cancellationToken);
        if (request.DryRun)
        {
            var stored = await book.GetAsync(id, cancellationToken);
            return Versioned(answer with { Authorization = answer.Authorization with { Etag = ETags.Of(stored.Version) } }, stored.Version);
        }

        return Versioned(answer, version);
    }

    /// <summary>List the ledger of an authorization, in order: every unit granted, reserved, used and given back.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000061">The authorization.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}/ledger", Name = "listUnits")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<UnitEntryResponse>>> Ledger(Guid id, [FromQuery] PageRequest page, CancellationToken cancellationToken)
    {
        _ = await book.GetAsync(id, cancellationToken);
        audit.Read("authorization", id);
        return (await book.LedgerAsync(id, page, cancellationToken)).Select(UnitEntryResponse.Of);
    }

    private async Task<AuthorizationResponse> DescribeAsync(Authorization authorization, CancellationToken cancellationToken) =>
        (await book.DescribeAsync([authorization], cancellationToken))[0];
}
