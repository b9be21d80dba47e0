using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Screenings;
using Scheduling.Domain.Screenings;

namespace Scheduling.Api.Screenings;

/// <summary>Answers to safety questionnaires, and what prescribers decide on them.</summary>
[Route("v1/patients/{id}/screenings")]
[Tags("Screening")]
public sealed class ScreeningsController(ScreeningBook book) : ApiController
{
    /// <summary>List a patient's screenings, the newest answers first.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The patient.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listScreenings")]
    [RequireScope(Scopes.ClinicalRead)]
    public async Task<ActionResult<Page<ScreeningResponse>>> List(Guid id, [FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await book.ListAsync(id, page, cancellationToken)).Select(ScreeningResponse.Of);

    /// <summary>Enter a patient's answers. They never change: who has to correct them enters them anew, and the newest count. They wait for a prescriber.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The patient.</param>
    /// <param name="request">The answers.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost(Name = "recordScreening")]
    [RequireScope(Scopes.ClinicalWrite)]
    [Refuses("unprocessable")]
    [ProducesResponseType<ScreeningResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<ScreeningResponse>> Create(Guid id, RecordScreeningRequest request, CancellationToken cancellationToken)
    {
        var screening = await book.RecordAsync(
            id, request.Questionnaire, request.Version, [.. request.Answers.Select(a => new GivenAnswer(a.Question, a.Answer, a.Note))], request.AnsweredAt, cancellationToken);
        return CreatedVersioned($"/v1/patients/{id}/screenings/{screening.Id}", ScreeningResponse.Of(screening), screening.Version);
    }

    /// <summary>Read one screening.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The patient.</param>
    /// <param name="screeningId" example="01936f5e-8c00-7000-8000-000000000060">The screening.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{screeningId}", Name = "getScreening")]
    [RequireScope(Scopes.ClinicalRead)]
    public async Task<ActionResult<ScreeningResponse>> Get(Guid id, Guid screeningId, CancellationToken cancellationToken)
    {
        var screening = await book.GetAsync(id, screeningId, cancellationToken);
        return Versioned(ScreeningResponse.Of(screening), screening.Version);
    }

    /// <summary>Decide on a screening for the prescriber: accepted, refused, or needs more. It may be decided again; the last decision counts (R18).</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The patient.</param>
    /// <param name="screeningId" example="01936f5e-8c00-7000-8000-000000000060">The screening.</param>
    /// <param name="request">The decision.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{screeningId}/decide", Name = "decideScreening")]
    [RequireScope(Scopes.ClinicalWrite)]
    [RequireActor]
    [Refuses("actor_not_allowed", "unprocessable", "rule_broken")]
    public async Task<ActionResult<ScreeningResponse>> Decide(Guid id, Guid screeningId, DecideScreeningRequest request, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        var decision = new NewScreeningDecision(request.Decision, request.Reason, request.ValidUntil, request.SetAside, request.DecidedAt);
        var screening = await book.DecideAsync(id, screeningId, decision, expected.Require, cancellationToken);
        return Versioned(ScreeningResponse.Of(screening), screening.Version);
    }
}
