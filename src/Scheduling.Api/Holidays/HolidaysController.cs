using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Repairs;
using Scheduling.Application.Sites;

namespace Scheduling.Api.Holidays;

/// <summary>Public holidays: days on which a site, or every site, is closed.</summary>
[Route("v1/holidays")]
[Tags("Sites")]
public sealed class HolidaysController(HolidaySetup holidays, Disruptions disruptions) : ApiController
{
    /// <summary>List holidays, by date.</summary>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000001">Of this site and of every site.</param>
    /// <param name="from" example="2026-01-01">First date, inclusive.</param>
    /// <param name="until" example="2027-01-01">Last date, exclusive.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listHolidays")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<HolidayResponse>>> List([FromQuery] Guid? siteId, [FromQuery] DateOnly? from, [FromQuery] DateOnly? until, [FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await holidays.ListAsync(siteId, from, until, page, cancellationToken)).Select(HolidayResponse.Of);

    /// <summary>Read one holiday.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The holiday's id.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getHoliday")]
    [RequireScope(Scopes.ScheduleRead)]
    [Refuses("site_not_allowed")]
    public async Task<ActionResult<HolidayResponse>> Get(Guid id, CancellationToken cancellationToken)
    {
        var found = await holidays.GetAsync(id, cancellationToken);
        return Versioned(HolidayResponse.Of(found), found.Version);
    }

    /// <summary>Create a holiday. Booked visits that it leaves without a place are listed and flagged, and a repair is proposed. With `dryRun` nothing is stored.</summary>
    [HttpPost(Name = "createHoliday")]
    [RequireScope(Scopes.Admin)]
    [Refuses("already_exists", "unknown_reference", "site_not_allowed")]
    [ProducesResponseType<HolidayChangeResponse>(StatusCodes.Status201Created)]
    [ProducesResponseType<HolidayChangeResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<HolidayChangeResponse>> Create(CreateHolidayRequest request, CancellationToken cancellationToken)
    {
        var (created, affected, repair) = await disruptions.EnterAsync(
            request.DryRun,
            RepairCauses.Holiday,
            async () =>
            {
                var (holiday, hit) = await holidays.CreateAsync(request, cancellationToken);
                return (holiday, holiday.Id, hit);
            },
            cancellationToken);
        var answer = new HolidayChangeResponse(HolidayResponse.Of(created), affected, repair);
        return request.DryRun ? Ok(answer) : CreatedVersioned($"/v1/holidays/{created.Id}", answer, created.Version);
    }

    /// <summary>Change a holiday: what is left out stays; booked visits that the change leaves without a place are listed and flagged, and a repair takes the place of the one proposed before. With `dryRun` nothing is stored.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The holiday's id.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">The changes.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPatch("{id}", Name = "changeHoliday")]
    [RequireScope(Scopes.Admin)]
    [Refuses("already_exists", "site_not_allowed", "conflict")]
    public async Task<ActionResult<HolidayChangeResponse>> Change(Guid id, ExpectedVersion expected, ChangeHolidayRequest request, CancellationToken cancellationToken)
    {
        var stored = new StoredVersion(expected, request.DryRun);
        var (changed, affected, repair) = await disruptions.EnterAsync(
            request.DryRun,
            RepairCauses.Holiday,
            async () =>
            {
                var (holiday, hit) = await holidays.ChangeAsync(id, stored.Require, request, cancellationToken);
                return (holiday, id, hit);
            },
            cancellationToken);
        var version = stored.After(changed.Version);
        return Versioned(new HolidayChangeResponse(HolidayResponse.Of(changed) with { Etag = ETags.Of(version) }, affected, repair), version);
    }

    /// <summary>Remove a holiday. Visits on it lose their flag; a repair that was only proposed is withdrawn, and one is proposed for visits that had lost their place to it.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The holiday's id.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpDelete("{id}", Name = "deleteHoliday")]
    [RequireScope(Scopes.Admin)]
    [Refuses("site_not_allowed", "conflict")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> Delete(Guid id, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        await holidays.RemoveAsync(id, expected.Require, cancellationToken);
        await disruptions.EndAsync(RepairCauses.Holiday, id, cancellationToken);
        return NoContent();
    }
}
