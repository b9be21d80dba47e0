using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Authorizations;
using Scheduling.Application.Lists;

namespace Scheduling.Api.Authorizations;

/// <summary>Payers, and what comes of visits that they have not approved (R20).</summary>
[Route("v1/payers")]
[Tags("Authorizations")]
public sealed class PayersController(PayerSetup payers) : ApiController
{
    /// <summary>List payers, by name.</summary>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listPayers")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<PayerResponse>>> List([FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await payers.ListAsync(page, cancellationToken)).Select(PayerResponse.Of);

    /// <summary>Read one payer.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000060">The payer.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getPayer")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<PayerResponse>> Get(Guid id, CancellationToken cancellationToken)
    {
        var payer = await payers.GetAsync(id, cancellationToken);
        return Versioned(PayerResponse.Of(payer), payer.Version);
    }

    /// <summary>Create a payer. Left out, its policy is to warn when planning and two business days before, and to block at check-in.</summary>
    [HttpPost(Name = "createPayer")]
    [RequireScope(Scopes.Admin)]
    [Refuses("already_exists")]
    [ProducesResponseType<PayerResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<PayerResponse>> Create(CreatePayerRequest request, CancellationToken cancellationToken)
    {
        var payer = await payers.CreateAsync(request, cancellationToken);
        return CreatedVersioned($"/v1/payers/{payer.Id}", PayerResponse.Of(payer), payer.Version);
    }

    /// <summary>Change a payer: what is left out stays. It holds for what is planned, booked and checked in from now on.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000060">The payer.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">The changes.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPatch("{id}", Name = "changePayer")]
    [RequireScope(Scopes.Admin)]
    [Refuses("already_exists")]
    public async Task<ActionResult<PayerResponse>> Change(Guid id, ExpectedVersion expected, ChangePayerRequest request, CancellationToken cancellationToken)
    {
        var payer = await payers.ChangeAsync(id, expected.Require, request, cancellationToken);
        return Versioned(PayerResponse.Of(payer), payer.Version);
    }
}
