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

/// <summary>Makes of devices, what they can do and what they are cleared for.</summary>
[Route("v1/device-models")]
[Tags("Devices")]
public sealed class DeviceModelsController(DeviceModelSetup models, Disruptions disruptions) : ApiController
{
    /// <summary>List device models, by name.</summary>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listDeviceModels")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<DeviceModelResponse>>> List([FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await models.ListAsync(page, cancellationToken)).Select(DeviceModelResponse.Of);

    /// <summary>Read one device model.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The model's id.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getDeviceModel")]
    [RequireScope(Scopes.ScheduleRead)]
    [Refuses("site_not_allowed")]
    public async Task<ActionResult<DeviceModelResponse>> Get(Guid id, CancellationToken cancellationToken)
    {
        var found = await models.GetAsync(id, cancellationToken);
        return Versioned(DeviceModelResponse.Of(found), found.Version);
    }

    /// <summary>Create a device model.</summary>
    [HttpPost(Name = "createDeviceModel")]
    [RequireScope(Scopes.Admin)]
    [Refuses("already_exists", "site_not_allowed")]
    [ProducesResponseType<DeviceModelResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<DeviceModelResponse>> Create(CreateDeviceModelRequest request, CancellationToken cancellationToken)
    {
        var created = await models.CreateAsync(request, cancellationToken);
        return CreatedVersioned($"/v1/device-models/{created.Id}", DeviceModelResponse.Of(created), created.Version);
    }

    /// <summary>Change a device model: what is left out stays; booked visits that the change leaves without a place are listed and flagged, and a repair is proposed. With `dryRun` nothing is stored.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The model's id.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">The changes.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPatch("{id}", Name = "changeDeviceModel")]
    [RequireScope(Scopes.Admin)]
    [Refuses("already_exists", "site_not_allowed", "conflict")]
    public async Task<ActionResult<DeviceModelChangeResponse>> Change(Guid id, ExpectedVersion expected, ChangeDeviceModelRequest request, CancellationToken cancellationToken)
    {
        var stored = new StoredVersion(expected, request.DryRun);
        var (changed, affected, repair) = await disruptions.EnterAsync(
            request.DryRun,
            RepairCauses.DeviceModel,
            async () =>
            {
                var (model, hit) = await models.ChangeAsync(id, stored.Require, request, cancellationToken);
                return (model, id, hit);
            },
            cancellationToken);
        var version = stored.After(changed.Version);
        return Versioned(new DeviceModelChangeResponse(DeviceModelResponse.Of(changed) with { Etag = ETags.Of(version) }, affected, repair), version);
    }

    /// <summary>Remove a device model. Refused while there are devices of it, in service or not.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The model's id.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpDelete("{id}", Name = "deleteDeviceModel")]
    [RequireScope(Scopes.Admin)]
    [Refuses("in_use", "site_not_allowed", "conflict")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> Delete(Guid id, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        await models.RemoveAsync(id, expected.Require, cancellationToken);
        return NoContent();
    }
}
