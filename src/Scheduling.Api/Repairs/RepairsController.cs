using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Appointments;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Application.Repairs;
using Scheduling.Domain.Repairs;

namespace Scheduling.Api.Repairs;

/// <summary>New places for visits that lost theirs (R15): proposed, looked at, applied whole or for some patients.</summary>
[Route("v1/repairs")]
[Tags("Repairs")]
public sealed class RepairsController(RepairProposals proposals, RepairBooking booking, FreshProposals fresh, RepairAnswers answers, Rehearsal rehearsal, AuditLog audit) : ApiController
{
    /// <summary>Look through a site's visits to come and propose a repair of all that break a rule or have no place.</summary>
    /// <param name="request">Which visits.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost(Name = "proposeRepair")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("unknown_reference", "site_not_allowed", "conflict")]
    public async Task<ActionResult<ProposedRepairResponse>> Propose(ProposeRepairRequest request, CancellationToken cancellationToken)
    {
        var (answer, version) = await rehearsal.RunAsync(
            request.DryRun,
            async () =>
            {
                var (affected, repair) = await proposals.CheckAsync(request.SiteId, request.From, request.Until, request.StaffOfOtherSites, cancellationToken);
                return (new ProposedRepairResponse(affected, await answers.OfAsync(repair, request.DryRun, cancellationToken)), repair?.Version);
            },
            cancellationToken);
        if (!request.DryRun && version is { } stored)
        {
            Response.Headers.ETag = ETags.Of(stored);
        }

        return Ok(answer);
    }

    /// <summary>List repairs, the newest first.</summary>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000001">Only those that concern this site.</param>
    /// <param name="status" example="proposed">Only those in this status, as stored: a stale one is listed as proposed.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listRepairs")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<RepairSummary>>> List([FromQuery] Guid? siteId, [FromQuery] RepairStatus? status, [FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await proposals.ListAsync(siteId, status, page, cancellationToken)).Select(RepairAnswers.Summarize);

    /// <summary>Read a repair: what changes, why, at what cost, and whether it still can be applied.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000030">The repair.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getRepair")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<RepairResponse>> Get(Guid id, CancellationToken cancellationToken) =>
        await DescribeAsync(await proposals.GetAsync(id, cancellationToken), cancellationToken);

    /// <summary>Read whom to call about a repair: each patient once, with the old time and the new one, or none.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000030">The repair.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}/call-list", Name = "getRepairCallList")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<CallList>> CallList(Guid id, CancellationToken cancellationToken)
    {
        var repair = await proposals.GetAsync(id, cancellationToken);
        audit.Read("repair", id, "call_list");
        return await answers.CallListAsync(repair, cancellationToken);
    }

    /// <summary>Make the changes of a repair, all that are left or those of some patients, in one go or not at all.</summary>
    /// <remarks>
    /// Refused with 409 when a visit has changed since, or a place was lost: `appointmentIds` and `conflicts` say which. That refusal, and the 412 of whoever comes
    /// second, carries as `repair` what can be applied now, with id, version and changes: the one that took its place, or a fresh one; null when nothing is left.
    /// </remarks>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000030">The repair.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">Whose changes.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/apply", Name = "applyRepair")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state", "plan_outdated")]
    public async Task<ActionResult<RepairResponse>> Apply(Guid id, ExpectedVersion expected, ApplyRepairRequest request, CancellationToken cancellationToken)
    {
        var repair = await proposals.GetAsync(id, cancellationToken);
        await fresh.OrProposeAsync(id, () => booking.ApplyAsync(repair, expected.Require, request.Patients, request.KeepUncovered, cancellationToken), cancellationToken);
        return await DescribeAsync(repair, cancellationToken);
    }

    /// <summary>Propose a repair anew from the book as it is now; it takes the place of this one. Null when nothing is left to repair.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000030">The repair.</param>
    /// <param name="staffOfOtherSites" example="true">Whether staff of other sites may be used; left out: as the repair was proposed.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/propose-again", Name = "proposeRepairAgain")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state", "conflict")]
    public async Task<ActionResult<RepairAgainResponse>> ProposeAgain(Guid id, [FromQuery] bool? staffOfOtherSites, CancellationToken cancellationToken)
    {
        var again = await proposals.ProposeAgainAsync(await proposals.GetAsync(id, cancellationToken), staffOfOtherSites, cancellationToken);
        return Ok(new RepairAgainResponse(await answers.OfAsync(again, false, cancellationToken)));
    }

    /// <summary>Take an applied repair back, while none of its visits has changed since and their old places still do.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000030">The repair.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/undo", Name = "undoRepair")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state", "plan_outdated")]
    public async Task<ActionResult<RepairResponse>> Undo(Guid id, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        var repair = await proposals.GetAsync(id, cancellationToken);
        await booking.UndoAsync(repair, expected.Require, cancellationToken);
        return await DescribeAsync(repair, cancellationToken);
    }

    private async Task<ActionResult<RepairResponse>> DescribeAsync(Repair repair, CancellationToken cancellationToken)
    {
        audit.Read("repair", repair.Id);
        return Versioned((await answers.OfAsync(repair, false, cancellationToken))!, repair.Version);
    }
}
