using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Outcomes;

namespace Scheduling.Api.Outcomes;

/// <summary>Scored scales of a course. No score ever stops one (R17).</summary>
[Route("v1/courses/{id}/assessments")]
[Tags("Outcomes")]
public sealed class AssessmentsController(Assessments assessments) : ApiController
{
    /// <summary>List a course's assessments, the newest first.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="instrument" example="phq9">Only by this instrument.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listAssessments")]
    [RequireScope(Scopes.ClinicalRead)]
    public async Task<ActionResult<Page<AssessmentResponse>>> List(
        Guid id, [FromQuery, StringLength(64, MinimumLength = 1)] string? instrument, [FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await assessments.ListAsync(id, instrument, page, cancellationToken)).Select(AssessmentResponse.Of);

    /// <summary>Enter a scored scale. It closes the task that asked for it; item 9 of the PHQ-9 above 0 asks for a clinician today (R24).</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="request">The points.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost(Name = "recordAssessment")]
    [RequireScope(Scopes.ClinicalWrite)]
    [Refuses("unprocessable")]
    [ProducesResponseType<AssessmentResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<AssessmentResponse>> Create(Guid id, RecordAssessmentRequest request, CancellationToken cancellationToken)
    {
        var wanted = new NewAssessment(request.Instrument, request.On, request.Items, request.Total);
        return Created($"/v1/courses/{id}/assessments", AssessmentResponse.Of(await assessments.AddAsync(id, wanted, cancellationToken)));
    }

    /// <summary>Read a course's curves: by instrument its baseline, and each assessment with sessions delivered, per cent below the baseline, and response by the published cut-offs.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("curve", Name = "getOutcomeCurves")]
    [RequireScope(Scopes.ClinicalRead)]
    public async Task<ActionResult<CurveList>> Curve(Guid id, CancellationToken cancellationToken) => new CurveList(await assessments.CurvesAsync(id, cancellationToken));

    /// <summary>List the instruments with their ranges and cut-offs; each names its sources.</summary>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("/v1/instruments", Name = "listInstruments")]
    [RequireScope(Scopes.ScheduleRead)]
    public ActionResult<InstrumentList> All(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new InstrumentList(Instruments.All);
    }
}
