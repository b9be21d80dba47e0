using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Messaging;
using Scheduling.Domain.Messages;

namespace Scheduling.Api.Messages;

/// <summary>The words of messages.</summary>
[Route("v1/message-texts")]
[Tags("Messages")]
public sealed class MessageTextsController(MessageTexts texts) : ApiController
{
    /// <summary>List the words in use: the clinic's own, and the shipped ones for everything else.</summary>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listMessageTexts")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<MessageTextsResponse>> List(CancellationToken cancellationToken)
    {
        var own = await texts.OwnAsync(cancellationToken);
        var shipped = ShippedTexts.All.Where(s => !own.Any(o => (o.Kind, o.Channel, o.Language) == (s.Kind, s.Channel, s.Language)));
        return new MessageTextsResponse { Items = [.. own.Select(MessageTextResponse.Of), .. shipped.Select(MessageTextResponse.Of)] };
    }

    /// <summary>Set the clinic's own words. What says what a visit is for is refused, and a text that is longer than one message or doesn't say how to opt out.</summary>
    /// <param name="kind" example="visit_reminder">What the message is about.</param>
    /// <param name="channel" example="sms">How it goes.</param>
    /// <param name="language" example="en">`en` or `es`.</param>
    /// <param name="request">The words.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{kind}/{channel}/{language}", Name = "setMessageText")]
    [RequireScope(Scopes.Admin)]
    public async Task<ActionResult<MessageTextResponse>> Set(MessageKind kind, MessageChannel channel, string language, SetMessageTextRequest request, CancellationToken cancellationToken)
    {
        var text = await texts.SetAsync(kind, channel, language, request.Subject, request.Body, cancellationToken);
        return Versioned(MessageTextResponse.Of(text), text.Version);
    }

    /// <summary>Go back to the shipped words.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000061">The clinic's own words.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpDelete("{id}", Name = "dropMessageText")]
    [RequireScope(Scopes.Admin)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> Drop(Guid id, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        await texts.DropAsync(id, expected.Require, cancellationToken);
        return NoContent();
    }
}
