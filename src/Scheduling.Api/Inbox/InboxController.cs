using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Messaging;
using Scheduling.Domain.Messages;

namespace Scheduling.Api.Inbox;

/// <summary>What patients wrote, and what about messages a person has to look at. Whom to call about changed visits is at `/v1/messages/call-list`.</summary>
[Route("v1/inbox")]
[Tags("Inbox")]
public sealed class InboxController(InboxBook inbox) : ApiController
{
    /// <summary>List entries, what is urgent first, then by when they came.</summary>
    /// <param name="state" example="open">Only in this state.</param>
    /// <param name="kind" example="reply">Only of this kind.</param>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000002">Only of this site.</param>
    /// <param name="assigneeId" example="01936f5e-8c00-7000-8000-000000000005">Only those that this member of staff has taken.</param>
    /// <param name="patientId" example="01936f5e-8c00-7000-8000-000000000001">Only about this patient.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listInbox")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<InboxEntryResponse>>> List(
        [FromQuery] InboxState? state,
        [FromQuery] InboxKind? kind,
        [FromQuery] Guid? siteId,
        [FromQuery] Guid? assigneeId,
        [FromQuery] Guid? patientId,
        [FromQuery] PageRequest page,
        CancellationToken cancellationToken) =>
        (await inbox.ListAsync(new InboxFilter(state, kind, siteId, assigneeId, patientId), page, cancellationToken)).Select(InboxEntryResponse.Of);

    /// <summary>Read an entry.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000070">The entry.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getInboxEntry")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<InboxEntryResponse>> Get(Guid id, CancellationToken cancellationToken) => Describe(await inbox.GetAsync(id, cancellationToken));

    /// <summary>Give an entry to a member of staff, or take it back from them.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000070">The entry.</param>
    /// <param name="request">Who takes it.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/assign", Name = "assignInboxEntry")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state", "unknown_reference")]
    public async Task<ActionResult<InboxEntryResponse>> Assign(Guid id, AssignInboxEntryRequest request, ExpectedVersion expected, CancellationToken cancellationToken) =>
        Describe(await inbox.AssignAsync(id, request.AssigneeId, expected.Require, cancellationToken));

    /// <summary>Answer by text, to the number that wrote, unless it has opted out. The entry stays open until it is closed.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000070">The entry.</param>
    /// <param name="request">The answer.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/answer", Name = "answerInboxEntry")]
    [RequireScope(Scopes.ScheduleWrite)]
    [RequireActor]
    [Refuses("wrong_state", "unknown_reference", "actor_required")]
    public async Task<ActionResult<InboxEntryResponse>> Answer(Guid id, AnswerInboxEntryRequest request, ExpectedVersion expected, CancellationToken cancellationToken) =>
        Describe(await inbox.AnswerAsync(id, request.Text, request.PatientId, expected.Require, cancellationToken));

    /// <summary>Close an entry with what came of it.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000070">The entry.</param>
    /// <param name="request">What came of it.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/close", Name = "closeInboxEntry")]
    [RequireScope(Scopes.ScheduleWrite)]
    [RequireActor]
    [Refuses("wrong_state", "actor_required")]
    public async Task<ActionResult<InboxEntryResponse>> Close(Guid id, CloseInboxEntryRequest request, ExpectedVersion expected, CancellationToken cancellationToken) =>
        Describe(await inbox.CloseAsync(id, request.Outcome, expected.Require, cancellationToken));

    private ActionResult<InboxEntryResponse> Describe(InboxItem item) => Versioned(InboxEntryResponse.Of(item), item.Entry.Version);
}
