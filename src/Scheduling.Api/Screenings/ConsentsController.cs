using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Screenings;

namespace Scheduling.Api.Screenings;

/// <summary>What patients agreed to. Only ever added to: the last word counts.</summary>
[Route("v1/patients/{id}/consents")]
[Tags("Screening")]
public sealed class ConsentsController(ConsentBook book) : ApiController
{
    /// <summary>List a patient's consents, the last word first.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The patient.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listConsents")]
    [RequireScope(Scopes.ClinicalRead)]
    public async Task<ActionResult<Page<ConsentResponse>>> List(Guid id, [FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await book.ListAsync(id, page, cancellationToken)).Select(ConsentResponse.Of);

    /// <summary>Enter that a patient, or a minor's guardian, agreed to a treatment or took that back (R18).</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The patient.</param>
    /// <param name="request">What was agreed to.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost(Name = "recordConsent")]
    [RequireScope(Scopes.ClinicalWrite)]
    [Refuses("unprocessable")]
    [ProducesResponseType<ConsentResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<ConsentResponse>> Create(Guid id, RecordConsentRequest request, CancellationToken cancellationToken)
    {
        var wanted = new NewConsent(request.Kind, request.Modality, request.Granted, request.GivenBy, request.Wording, request.Source, request.At);
        var consent = await book.AddAsync(id, wanted, cancellationToken);
        return Created($"/v1/patients/{id}/consents", ConsentResponse.Of(consent));
    }
}
