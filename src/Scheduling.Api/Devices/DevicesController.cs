using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Devices;
using Scheduling.Application.Lists;
using Scheduling.Application.Repairs;

namespace Scheduling.Api.Devices;

/// <summary>The devices of the sites.</summary>
[Route("v1/devices")]
[Tags("Devices")]
public sealed class DevicesController(DeviceSetup devices, Disruptions disruptions) : ApiController
{
    /// <summary>List devices in service, by name.</summary>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000001">Only of this site.</param>
    /// <param name="modelId" example="01936f5e-8c00-7000-8000-000000000002">Only of this model.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listDevices")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<DeviceResponse>>> List([FromQuery] Guid? siteId, [FromQuery] Guid? modelId, [FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await devices.ListAsync(siteId, modelId, page, cancellationToken)).Select(DeviceResponse.Of);

    /// <summary>Read one device.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The device's id.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getDevice")]
    [RequireScope(Scopes.ScheduleRead)]
    [Refuses("site_not_allowed")]
    public async Task<ActionResult<DeviceResponse>> Get(Guid id, CancellationToken cancellationToken)
    {
        var found = await devices.GetAsync(id, cancellationToken);
        return Versioned(DeviceResponse.Of(found), found.Version);
    }

    /// <summary>Create a device.</summary>
    [HttpPost(Name = "createDevice")]
    [RequireScope(Scopes.Admin)]
    [Refuses("already_exists", "unknown_reference", "site_not_allowed")]
    [ProducesResponseType<DeviceResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<DeviceResponse>> Create(CreateDeviceRequest request, CancellationToken cancellationToken)
    {
        var created = await devices.CreateAsync(request, cancellationToken);
        return CreatedVersioned($"/v1/devices/{created.Id}", DeviceResponse.Of(created), created.Version);
    }

    /// <summary>Change a device: what is left out stays; booked visits that the change leaves without a place are listed and flagged, and a repair is proposed. With `dryRun` nothing is stored.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The device's id.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">The changes.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPatch("{id}", Name = "changeDevice")]
    [RequireScope(Scopes.Admin)]
    [Refuses("already_exists", "unknown_reference", "site_not_allowed", "wrong_state", "conflict")]
    public async Task<ActionResult<DeviceChangeResponse>> Change(Guid id, ExpectedVersion expected, ChangeDeviceRequest request, CancellationToken cancellationToken)
    {
        var stored = new StoredVersion(expected, request.DryRun);
        var (changed, affected, repair) = await disruptions.EnterAsync(
            request.DryRun,
            RepairCauses.Device,
            async () =>
            {
                var (device, hit) = await devices.ChangeAsync(id, stored.Require, request, cancellationToken);
                return (device, id, hit);
            },
            cancellationToken);
        var version = stored.After(changed.Version);
        return Versioned(new DeviceChangeResponse(DeviceResponse.Of(changed) with { Etag = ETags.Of(version) }, affected, repair), version);
    }

    /// <summary>Take a device out of service for good. Refused while it is booked; one that only needs repair gets a closure.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The device's id.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpDelete("{id}", Name = "deleteDevice")]
    [RequireScope(Scopes.Admin)]
    [Refuses("in_use", "site_not_allowed", "wrong_state", "conflict")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> Delete(Guid id, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        await devices.RetireAsync(id, expected.Require, cancellationToken);
        return NoContent();
    }
}
