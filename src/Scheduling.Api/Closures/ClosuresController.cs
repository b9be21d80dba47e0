using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Repairs;
using Scheduling.Application.Resources;

namespace Scheduling.Api.Closures;

/// <summary>Dated unavailability of a site, room, device or member of staff.</summary>
[Route("v1/closures")]
[Tags("Closures")]
public sealed class ClosuresController(ClosureEntry closures, Disruptions disruptions) : ApiController
{
    /// <summary>List closures, by start.</summary>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000001">Of this site and of the rooms and devices in it.</param>
    /// <param name="resourceId" example="01936f5e-8c00-7000-8000-000000000002">Of this room, device or member of staff.</param>
    /// <param name="from" example="2026-12-01T00:00:00Z">Only those that end after it.</param>
    /// <param name="until" example="2027-01-01T00:00:00Z">Only those that start before it.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listClosures")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<ClosureResponse>>> List([FromQuery] Guid? siteId, [FromQuery] Guid? resourceId, [FromQuery] DateTimeOffset? from, [FromQuery] DateTimeOffset? until, [FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await closures.ListAsync(siteId, resourceId, from, until, page, cancellationToken)).Select(ClosureResponse.Of);

    /// <summary>Read one closure.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The closure's id.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getClosure")]
    [RequireScope(Scopes.ScheduleRead)]
    [Refuses("site_not_allowed")]
    public async Task<ActionResult<ClosureResponse>> Get(Guid id, CancellationToken cancellationToken)
    {
        var found = await closures.GetAsync(id, cancellationToken);
        return Versioned(ClosureResponse.Of(found), found.Version);
    }

    /// <summary>Create a closure. Booked visits that it leaves without a place are listed and flagged, and a repair is proposed. With `dryRun` nothing is stored.</summary>
    [HttpPost(Name = "createClosure")]
    [RequireScope(Scopes.Admin)]
    [Refuses("unknown_reference", "site_not_allowed")]
    [ProducesResponseType<ClosureChangeResponse>(StatusCodes.Status201Created)]
    [ProducesResponseType<ClosureChangeResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<ClosureChangeResponse>> Create(CreateClosureRequest request, CancellationToken cancellationToken)
    {
        var (created, affected, repair) = await disruptions.EnterAsync(
            request.DryRun,
            RepairCauses.Closure,
            async () =>
            {
                var (closure, hit) = await closures.CreateAsync(request, cancellationToken);
                return (closure, closure.Id, hit);
            },
            cancellationToken,
            staffOfOtherSites: request.StaffOfOtherSites);
        var answer = new ClosureChangeResponse(ClosureResponse.Of(created), affected, repair);
        return request.DryRun ? Ok(answer) : CreatedVersioned($"/v1/closures/{created.Id}", answer, created.Version);
    }

    /// <summary>Change a closure: what is left out stays; booked visits in it are listed and flagged, and a repair takes the place of the one proposed before. With `dryRun` nothing is stored.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The closure's id.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">The changes.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPatch("{id}", Name = "changeClosure")]
    [RequireScope(Scopes.Admin)]
    [Refuses("site_not_allowed", "conflict")]
    public async Task<ActionResult<ClosureChangeResponse>> Change(Guid id, ExpectedVersion expected, ChangeClosureRequest request, CancellationToken cancellationToken)
    {
        var stored = new StoredVersion(expected, request.DryRun);
        var (changed, affected, repair) = await disruptions.EnterAsync(
            request.DryRun,
            RepairCauses.Closure,
            async () =>
            {
                var (closure, hit) = await closures.ChangeAsync(id, stored.Require, request, cancellationToken);
                return (closure, id, hit);
            },
            cancellationToken);
        var version = stored.After(changed.Version);
        return Versioned(new ClosureChangeResponse(ClosureResponse.Of(changed) with { Etag = ETags.Of(version) }, affected, repair), version);
    }

    /// <summary>Remove a closure. Visits in it lose their flag; a repair that was only proposed is withdrawn, and one is proposed for visits that had lost their place to it.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The closure's id.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpDelete("{id}", Name = "deleteClosure")]
    [RequireScope(Scopes.Admin)]
    [Refuses("site_not_allowed", "conflict")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> Delete(Guid id, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        await closures.RemoveAsync(id, expected.Require, cancellationToken);
        await disruptions.EndAsync(RepairCauses.Closure, id, cancellationToken);
        return NoContent();
    }
}
