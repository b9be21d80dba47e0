using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Messaging;
using Scheduling.Domain.Messages;

namespace Scheduling.Api.Messages;

/// <summary>What was and will be sent to patients, and why not.</summary>
[Route("v1/messages")]
[Tags("Messages")]
public sealed class MessagesController(MessageBook messages) : ApiController
{
    /// <summary>List messages by when they are due.</summary>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000002">Only of this site.</param>
    /// <param name="patientId" example="01936f5e-8c00-7000-8000-000000000001">Only this patient's.</param>
    /// <param name="appointmentId" example="01936f5e-8c00-7000-8000-000000000020">Only about this visit.</param>
    /// <param name="state" example="failed">Only in this state.</param>
    /// <param name="kind" example="visit_reminder">Only of this kind.</param>
    /// <param name="channel" example="sms">Only over this channel.</param>
    /// <param name="from" example="2027-03-01T00:00:00-05:00">Only those due at or after this instant.</param>
    /// <param name="until" example="2027-03-08T00:00:00-05:00">Only those due before this instant.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listMessages")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<MessageResponse>>> List(
        [FromQuery] Guid? siteId,
        [FromQuery] Guid? patientId,
        [FromQuery] Guid? appointmentId,
        [FromQuery] MessageState? state,
        [FromQuery] MessageKind? kind,
        [FromQuery] MessageChannel? channel,
        [FromQuery] DateTimeOffset? from,
        [FromQuery] DateTimeOffset? until,
        [FromQuery] PageRequest page,
        CancellationToken cancellationToken) =>
        (await messages.ListAsync(new MessageFilter(siteId, patientId, appointmentId, state, kind, channel, from, until), page, cancellationToken)).Select(MessageResponse.Of);

    /// <summary>List whom to call: changes that could not be sent, and urgent ones that nobody has confirmed, the visit that comes first at the top.</summary>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000002">Only of this site.</param>
    /// <param name="until" example="2027-03-09T00:00:00-05:00">Only about visits that begin before this instant.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("call-list", Name = "listCalls")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<CallListResponse>> Calls([FromQuery] Guid? siteId, [FromQuery] DateTimeOffset? until, CancellationToken cancellationToken) =>
        new CallListResponse { Items = [.. (await messages.CallsAsync(siteId, until, cancellationToken)).Select(CallResponse.Of)] };

    /// <summary>Read a message.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000062">The message.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getMessage")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<MessageResponse>> Get(Guid id, CancellationToken cancellationToken) => Describe(await messages.GetAsync(id, cancellationToken));

    /// <summary>Enter that the patient knows: staff told them, or heard it from them. It leaves the call list, and isn't sent any more.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000062">The message.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/confirm", Name = "confirmMessage")]
    [RequireScope(Scopes.ScheduleWrite)]
    [RequireActor]
    [Refuses("wrong_state", "actor_required")]
    public async Task<ActionResult<MessageResponse>> Confirm(Guid id, ExpectedVersion expected, CancellationToken cancellationToken) =>
        Describe(await messages.ConfirmAsync(id, expected.Require, cancellationToken));

    /// <summary>Send a message again that failed, was suppressed, or of which nobody knows whether it left.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000062">The message.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/resend", Name = "resendMessage")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state")]
    public async Task<ActionResult<MessageResponse>> Resend(Guid id, ExpectedVersion expected, CancellationToken cancellationToken) =>
        Describe(await messages.ResendAsync(id, expected.Require, cancellationToken));

    private ActionResult<MessageResponse> Describe(Message message) => Versioned(MessageResponse.Of(message), message.Version);
}
