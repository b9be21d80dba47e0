using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Authorizations;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;

namespace Scheduling.Api.Authorizations;

/// <summary>Delivered units for the practice's biller: codes by the code map, the authorization used, and what is missing. Not a billing system.</summary>
[Route("v1/units")]
[Tags("Authorizations")]
public sealed class UnitsController(UnitExports exports, AuditLog audit) : ApiController
{
    /// <summary>List delivered visits with code, authorization and what is missing, by start; by `Accept: text/csv` as CSV, the next page in `Link` as everywhere.</summary>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000002">Only of this site.</param>
    /// <param name="courseId" example="01936f5e-8c00-7000-8000-000000000010">Only of this course.</param>
    /// <param name="from" example="2026-01-01">First local date, inclusive.</param>
    /// <param name="until" example="2027-01-01">Last local date, exclusive.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("export", Name = "exportUnits")]
    [RequireScope(Scopes.ScheduleRead)]
    [Refuses("site_not_allowed")]
    [Produces("application/json", "text/csv")]
    public async Task<ActionResult<Page<UnitExportRow>>> Export(
        [FromQuery] Guid? siteId, [FromQuery] Guid? courseId, [FromQuery] DateOnly? from, [FromQuery] DateOnly? until, [FromQuery] PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await exports.ListAsync(siteId, courseId, from, until, page, cancellationToken);
        audit.Read("unit", courseId, "search");
        return rows;
    }
}
