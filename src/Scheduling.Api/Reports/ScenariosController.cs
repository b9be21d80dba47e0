using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Requests;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Reports;

namespace Scheduling.Api.Reports;

/// <summary>What would fit with more devices, staff or hours.</summary>
[Route("v1/scenarios")]
[Tags("Reports")]
public sealed class ScenariosController(Scenarios scenarios) : ApiController
{
    /// <summary>Compare how many whole courses could begin as things are and with more devices, staff or hours. Stores nothing.</summary>
    /// <param name="request">The site, the protocol, and what is added.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost(Name = "compareScenario")]
    [Search]
    [RequireScope(Scopes.ScheduleRead)]
    [Refuses("unknown_reference", "site_not_allowed")]
    public async Task<ActionResult<ScenarioResponse>> Compare(ScenarioRequest request, CancellationToken cancellationToken) => await scenarios.CompareAsync(request, cancellationToken);
}
