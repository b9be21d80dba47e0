using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Repairs;
using Scheduling.Application.Staffing;

namespace Scheduling.Api.Staffing;

/// <summary>Members of staff: roles, credentials, shifts.</summary>
[Route("v1/staff")]
[Tags("Staff")]
public sealed class StaffController(StaffSetup staff, Disruptions disruptions) : ApiController
{
    /// <summary>List staff who are here, by name.</summary>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listStaff")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<StaffResponse>>> List([FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await staff.ListAsync(page, cancellationToken)).Select(StaffResponse.Of);

    /// <summary>Read one member of staff.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The person's id.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getStaff")]
    [RequireScope(Scopes.ScheduleRead)]
    [Refuses("site_not_allowed")]
    public async Task<ActionResult<StaffResponse>> Get(Guid id, CancellationToken cancellationToken)
    {
        var found = await staff.GetAsync(id, cancellationToken);
        return Versioned(StaffResponse.Of(found), found.Version);
    }

    /// <summary>Create a member of staff.</summary>
    [HttpPost(Name = "createStaff")]
    [RequireScope(Scopes.Admin)]
    [Refuses("unknown_reference", "site_not_allowed")]
    [ProducesResponseType<StaffResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<StaffResponse>> Create(CreateStaffRequest request, CancellationToken cancellationToken)
    {
        var created = await staff.CreateAsync(request, cancellationToken);
        return CreatedVersioned($"/v1/staff/{created.Id}", StaffResponse.Of(created), created.Version);
    }

    /// <summary>Change a member of staff: what is left out stays; booked visits that the change leaves without a place are listed and flagged, and a repair is proposed. With `dryRun` nothing is stored.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The person's id.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">The changes.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPatch("{id}", Name = "changeStaff")]
    [RequireScope(Scopes.Admin)]
    [Refuses("unknown_reference", "in_use", "site_not_allowed", "wrong_state", "conflict")]
    public async Task<ActionResult<StaffChangeResponse>> Change(Guid id, ExpectedVersion expected, ChangeStaffRequest request, CancellationToken cancellationToken)
    {
        var stored = new StoredVersion(expected, request.DryRun);
        var (changed, affected, repair) = await disruptions.EnterAsync(
            request.DryRun,
            RepairCauses.Staff,
            async () =>
            {
                var (person, hit) = await staff.ChangeAsync(id, stored.Require, request, cancellationToken);
                return (person, id, hit);
            },
            cancellationToken);
        var version = stored.After(changed.Version);
        return Versioned(new StaffChangeResponse(StaffResponse.Of(changed) with { Etag = ETags.Of(version) }, affected, repair), version);
    }

    /// <summary>Read the credentials of a member of staff.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The person's id.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}/credentials", Name = "getStaffCredentials")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<StaffCredentials>> Credentials(Guid id, CancellationToken cancellationToken)
    {
        var found = await staff.GetAsync(id, cancellationToken);
        return Versioned(new StaffCredentials(StaffResponse.Of(found).Credentials), found.Version);
    }

    /// <summary>Replace the credentials of a member of staff; booked visits that this leaves without a place are listed and flagged, and a repair is proposed. With `dryRun` nothing is stored.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The person's id.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">The whole list.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPut("{id}/credentials", Name = "replaceStaffCredentials")]
    [RequireScope(Scopes.Admin)]
    [Refuses("unknown_reference", "site_not_allowed", "wrong_state", "conflict")]
    public Task<ActionResult<StaffChangeResponse>> ReplaceCredentials(Guid id, ExpectedVersion expected, ReplaceCredentialsRequest request, CancellationToken cancellationToken) =>
        Change(id, expected, new ChangeStaffRequest { Credentials = request.Credentials, DryRun = request.DryRun }, cancellationToken);

    /// <summary>Read the shifts of a member of staff.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The person's id.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}/shifts", Name = "getStaffShifts")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<StaffShifts>> Shifts(Guid id, CancellationToken cancellationToken)
    {
        var found = await staff.GetAsync(id, cancellationToken);
        var all = StaffResponse.Of(found);
        return Versioned(new StaffShifts(all.Shifts, all.ShiftExceptions), found.Version);
    }

    /// <summary>Replace the shifts of a member of staff; booked visits that this leaves without a place are listed and flagged, and a repair is proposed. With `dryRun` nothing is stored.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The person's id.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">Weekly pattern and dated exceptions, both whole.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPut("{id}/shifts", Name = "replaceStaffShifts")]
    [RequireScope(Scopes.Admin)]
    [Refuses("unknown_reference", "site_not_allowed", "wrong_state", "conflict")]
    public Task<ActionResult<StaffChangeResponse>> ReplaceShifts(Guid id, ExpectedVersion expected, ReplaceShiftsRequest request, CancellationToken cancellationToken) =>
        Change(id, expected, new ChangeStaffRequest { Shifts = request.Shifts, ShiftExceptions = request.ShiftExceptions, DryRun = request.DryRun }, cancellationToken);

    /// <summary>Take a person off the staff. Refused while they are booked.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The person's id.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpDelete("{id}", Name = "deleteStaff")]
    [RequireScope(Scopes.Admin)]
    [Refuses("in_use", "site_not_allowed", "wrong_state", "conflict")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> Delete(Guid id, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        await staff.RetireAsync(id, expected.Require, cancellationToken);
        return NoContent();
    }
}
