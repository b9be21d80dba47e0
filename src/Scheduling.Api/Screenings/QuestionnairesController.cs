using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Requests;
using Scheduling.Application.Screenings;
using Scheduling.Domain.Screenings;

namespace Scheduling.Api.Screenings;

/// <summary>Safety questionnaires: the shipped ones, and versions that a clinic makes for itself.</summary>
[Route("v1/questionnaires")]
[Tags("Screening")]
public sealed class QuestionnairesController(QuestionnaireCatalogue catalogue) : ApiController
{
    /// <summary>List the questionnaires, each in its newest version. They hold what is asked, and nobody's answers.</summary>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listQuestionnaires")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<QuestionnaireList>> List(CancellationToken cancellationToken) =>
        new QuestionnaireList([.. (await catalogue.NewestAsync(cancellationToken)).Select(QuestionnaireResponse.Of)]);

    /// <summary>Read a questionnaire in its newest version.</summary>
    /// <param name="code" example="tms_safety">Its code.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{code}", Name = "getQuestionnaire")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<QuestionnaireResponse>> Get([StringLength(64, MinimumLength = 1), RegularExpression(Patterns.Code)] string code, CancellationToken cancellationToken) =>
        QuestionnaireResponse.Of(await catalogue.GetAsync(code, null, cancellationToken));

    /// <summary>Read one version; it never changes.</summary>
    /// <param name="code" example="tms_safety">Its code.</param>
    /// <param name="number" example="1">The version's number, from 1.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{code}/versions/{number}", Name = "getQuestionnaireVersion")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<QuestionnaireResponse>> Version(
        [StringLength(64, MinimumLength = 1), RegularExpression(Patterns.Code)] string code, [Range(1, 1_000_000)] int number, CancellationToken cancellationToken) =>
        QuestionnaireResponse.Of(await catalogue.GetAsync(code, number, cancellationToken));

    /// <summary>Add a version of the clinic's own: of a shipped code, the next one, or of a new code, the first. New screenings are made on it; those that are there keep theirs.</summary>
    /// <param name="definition">The whole questionnaire. What contraindicates a treatment is part of it, since lists differ by device.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost(Name = "createQuestionnaireVersion")]
    [RequireScope(Scopes.ClinicalWrite)]
    [RequireScope(Scopes.Admin)]
    [RequireActor]
    [Refuses("already_exists", "site_not_allowed")]
    [ProducesResponseType<QuestionnaireResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<QuestionnaireResponse>> Create(Questionnaire definition, CancellationToken cancellationToken)
    {
        var added = await catalogue.AddAsync(definition, cancellationToken);
        return Created($"/v1/questionnaires/{added.Definition.Code}/versions/{added.Number}", QuestionnaireResponse.Of(added));
    }
}
