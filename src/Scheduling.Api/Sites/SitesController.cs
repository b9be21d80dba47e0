using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Repairs;
using Scheduling.Application.Sites;

namespace Scheduling.Api.Sites;

/// <summary>The places of the clinic.</summary>
[Route("v1/sites")]
[Tags("Sites")]
public sealed class SitesController(SiteSetup sites, Disruptions disruptions) : ApiController
{
    /// <summary>List sites in service, by name.</summary>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listSites")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<SiteResponse>>> List([FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await sites.ListAsync(page, cancellationToken)).Select(SiteResponse.Of);

    /// <summary>Read one site.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The site's id.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getSite")]
    [RequireScope(Scopes.ScheduleRead)]
    [Refuses("site_not_allowed")]
    public async Task<ActionResult<SiteResponse>> Get(Guid id, CancellationToken cancellationToken)
    {
        var found = await sites.GetAsync(id, cancellationToken);
        return Versioned(SiteResponse.Of(found), found.Version);
    }

    /// <summary>Create a site.</summary>
    [HttpPost(Name = "createSite")]
    [RequireScope(Scopes.Admin)]
    [Refuses("already_exists", "site_not_allowed")]
    [ProducesResponseType<SiteResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<SiteResponse>> Create(CreateSiteRequest request, CancellationToken cancellationToken)
    {
        var created = await sites.CreateAsync(request, cancellationToken);
        return CreatedVersioned($"/v1/sites/{created.Id}", SiteResponse.Of(created), created.Version);
    }

    /// <summary>Change a site: what is left out stays; booked visits that the change leaves without a place are listed and flagged, and a repair is proposed. With `dryRun` nothing is stored.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The site's id.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">The changes.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPatch("{id}", Name = "changeSite")]
    [RequireScope(Scopes.Admin)]
    [Refuses("already_exists", "site_not_allowed", "wrong_state", "conflict")]
    public async Task<ActionResult<SiteChangeResponse>> Change(Guid id, ExpectedVersion expected, ChangeSiteRequest request, CancellationToken cancellationToken)
    {
        var stored = new StoredVersion(expected, request.DryRun);
        var (changed, affected, repair) = await disruptions.EnterAsync(
            request.DryRun,
            RepairCauses.SiteHours,
            async () =>
            {
                var (site, hit) = await sites.ChangeAsync(id, stored.Require, request, cancellationToken);
                return (site, id, hit);
            },
            cancellationToken);
        var version = stored.After(changed.Version);
        return Versioned(new SiteChangeResponse(SiteResponse.Of(changed) with { Etag = ETags.Of(version) }, affected, repair), version);
    }

    /// <summary>Take a site out of service. Refused while it has visits to come, rooms or devices.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The site's id.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpDelete("{id}", Name = "deleteSite")]
    [RequireScope(Scopes.Admin)]
    [Refuses("in_use", "site_not_allowed", "wrong_state", "conflict")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> Delete(Guid id, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        await sites.RetireAsync(id, expected.Require, cancellationToken);
        return NoContent();
    }
}
