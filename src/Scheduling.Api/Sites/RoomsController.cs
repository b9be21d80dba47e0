using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Sites;

namespace Scheduling.Api.Sites;

/// <summary>Rooms of the sites.</summary>
[Route("v1/rooms")]
[Tags("Sites")]
public sealed class RoomsController(RoomSetup rooms) : ApiController
{
    /// <summary>List rooms in service, by name.</summary>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000001">Only of this site.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listRooms")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<RoomResponse>>> List([FromQuery] Guid? siteId, [FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await rooms.ListAsync(siteId, page, cancellationToken)).Select(RoomResponse.Of);

    /// <summary>Read one room.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The room's id.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getRoom")]
    [RequireScope(Scopes.ScheduleRead)]
    [Refuses("site_not_allowed")]
    public async Task<ActionResult<RoomResponse>> Get(Guid id, CancellationToken cancellationToken)
    {
        var found = await rooms.GetAsync(id, cancellationToken);
        return Versioned(RoomResponse.Of(found), found.Version);
    }

    /// <summary>Create a room.</summary>
    [HttpPost(Name = "createRoom")]
    [RequireScope(Scopes.Admin)]
    [Refuses("already_exists", "unknown_reference", "site_not_allowed")]
    [ProducesResponseType<RoomResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<RoomResponse>> Create(CreateRoomRequest request, CancellationToken cancellationToken)
    {
        var created = await rooms.CreateAsync(request, cancellationToken);
        return CreatedVersioned($"/v1/rooms/{created.Id}", RoomResponse.Of(created), created.Version);
    }

    /// <summary>Change a room: what is left out stays.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The room's id.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">The changes.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPatch("{id}", Name = "changeRoom")]
    [RequireScope(Scopes.Admin)]
    [Refuses("already_exists", "in_use", "site_not_allowed", "wrong_state", "conflict")]
    public async Task<ActionResult<RoomResponse>> Change(Guid id, ExpectedVersion expected, ChangeRoomRequest request, CancellationToken cancellationToken)
    {
        var changed = await rooms.ChangeAsync(id, expected.Require, request, cancellationToken);
        return Versioned(RoomResponse.Of(changed), changed.Version);
    }

    /// <summary>Take a room out of service. Refused while it is booked or devices stand in it.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The room's id.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpDelete("{id}", Name = "deleteRoom")]
    [RequireScope(Scopes.Admin)]
    [Refuses("in_use", "site_not_allowed", "wrong_state", "conflict")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> Delete(Guid id, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        await rooms.RetireAsync(id, expected.Require, cancellationToken);
        return NoContent();
    }
}
