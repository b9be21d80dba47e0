using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Requests;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Calendars;
using Scheduling.Application.Lists;

namespace Scheduling.Api.Calendars;

/// <summary>Calendars of sites, devices and staff that other programs subscribe to.</summary>
[Tags("Calendars")]
[Route("v1/calendar-feeds")]
public sealed class CalendarFeedsController(CalendarFeeds feeds) : ApiController
{
    /// <summary>Make a calendar to subscribe to; its path is shown this once.</summary>
    /// <param name="request">Whose calendar.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost(Name = "createCalendarFeed")]
    [RequireScope(Scopes.Admin)]
    [SecretInAnswer("path")]
    [Refuses("unknown_reference", "site_not_allowed")]
    [ProducesResponseType<CreatedCalendarFeedResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<CreatedCalendarFeedResponse>> Create(CreateCalendarFeedRequest request, CancellationToken cancellationToken)
    {
        var (feed, token) = await feeds.AddAsync(request.Name, request.SiteId, request.DeviceId, request.StaffId, request.WithNames, cancellationToken);
        var body = CalendarFeedResponse.Of(feed);
        return CreatedVersioned($"/v1/calendar-feeds/{feed.Id}", new CreatedCalendarFeedResponse
        {
            Id = body.Id,
            Name = body.Name,
            SiteId = body.SiteId,
            DeviceId = body.DeviceId,
            StaffId = body.StaffId,
            WithNames = body.WithNames,
            Etag = body.Etag,
            Path = $"/v1/calendars/{token}.ics",
        }, feed.Version);
    }

    /// <summary>List calendar feeds that work, newest first.</summary>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listCalendarFeeds")]
    [RequireScope(Scopes.Admin)]
    public async Task<ActionResult<Page<CalendarFeedResponse>>> List([FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await feeds.ListAsync(page, cancellationToken)).Select(CalendarFeedResponse.Of);

    /// <summary>Take a calendar feed back: its path stops working at once.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000070">The feed.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpDelete("{id}", Name = "revokeCalendarFeed")]
    [RequireScope(Scopes.Admin)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> Revoke(Guid id, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        await feeds.RevokeAsync(id, expected.Require, cancellationToken);
        return NoContent();
    }

    /// <summary>What calendar programs read.</summary>
    [HttpGet("/v1/calendars/{token}.ics")]
    [ByToken(TokenKind.Feed)]
    [ApiExplorerSettings(IgnoreApi = true)]
    public async Task<IActionResult> Read(CancellationToken cancellationToken) =>
        Content(await feeds.ReadAsync(HttpContext.Features.GetRequiredFeature<OpenedByToken>().Id, cancellationToken), "text/calendar; charset=utf-8");
}
