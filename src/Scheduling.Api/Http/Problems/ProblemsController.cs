using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Http.Problems;

/// <summary>What the <c>type</c> of a problem leads to.</summary>
[Route("problems")]
[AllowAnonymous]
[Tags("Problems")]
public sealed class ProblemsController : ApiController
{
    /// <summary>List every kind of problem.</summary>
    [HttpGet(Name = "listProblems")]
    public ActionResult<IReadOnlyList<ProblemTypeResponse>> List() => Ok(ProblemCodes.All.Select(Describe).ToList());

    /// <summary>Explain one kind of problem.</summary>
    /// <param name="code" example="place-taken">The last part of the problem's `type`.</param>
    [HttpGet("{code}", Name = "getProblem")]
    public ActionResult<ProblemTypeResponse> Get(string code) =>
        Describe(ProblemCodes.All.FirstOrDefault(p => p.Type == "/problems/" + code) ?? throw SchedulingException.NotFound());

    private static ProblemTypeResponse Describe(ProblemCode p) => new(p.Type, p.Code, p.Status, p.Title, p.Meaning);
}

/// <summary>One kind of problem.</summary>
/// <param name="Type" example="/problems/place-taken">The `type` of such a problem.</param>
/// <param name="Code" example="place_taken">The `code` of such a problem.</param>
/// <param name="Status" example="409">Its HTTP status.</param>
/// <param name="Title">The same for every occurrence.</param>
/// <param name="Meaning">What it means and what to do.</param>
public sealed record ProblemTypeResponse(string Type, string Code, int Status, string Title, string Meaning);
