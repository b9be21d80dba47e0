using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Staffing;

namespace Scheduling.Api.Staffing;

/// <summary>Certificates of staff that end.</summary>
[Route("v1/credential-expiries")]
[Tags("Staff")]
[RequireScope(Scopes.ScheduleRead)]
public sealed class CredentialExpiriesController(CredentialWatch watch) : ApiController
{
    /// <summary>List certificates that end soon and are not renewed, with the visits to come that they hit, soonest first. One that is over is listed while it hits visits.</summary>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000002">Only at this site.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <param name="within" example="60">Days from the site's today to the last valid day.</param>
    [HttpGet(Name = "listCredentialExpiries")]
    public async Task<ActionResult<CredentialExpiryList>> List([FromQuery] Guid? siteId, CancellationToken cancellationToken, [FromQuery, Range(0, 365)] int within = 60) =>
        new CredentialExpiryList(await watch.ListAsync(siteId, within, cancellationToken));
}
