using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;

namespace Scheduling.Api.Events;

/// <summary>Every change, in order, to pull.</summary>
[Route("v1/events")]
[Tags("Events")]
[RequireScope(Scopes.ScheduleRead)]
public sealed class EventsController(SchedulingDbContext db, ClinicContext clinic) : ApiController
{
    /// <summary>List changes in order.</summary>
    /// <remarks>
    /// An event appears once every transaction that began before its own has ended, so none is ever inserted behind a cursor that was given out.
    /// `next` is always given: ask again with it, later, for what has happened since.
    /// </remarks>
    /// <param name="after">`next` of the answer before; leave it out to start at the beginning.</param>
    /// <param name="limit" example="50">How many events at most, 1 to 200.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listEvents")]
    [Refuses("invalid_cursor")]
    public async Task<ActionResult<EventsResponse>> List([StringLength(200, MinimumLength = 1)] string? after, CancellationToken cancellationToken, [Range(1, 200)] int limit = 50)
    {
        var scope = $"{clinic.ClinicId}\nevents";
        var place = after is null ? new Place(0, 0) : Cursor.Read<Place>(scope, after);
        var siteIds = clinic.Identity.SiteIds;
        // The oldest running transaction bounds what is complete; xid8 compares as a number.
        var rows = await db.Events
            .FromSql($"select * from events where (xid, id) > ({place.Xid.ToString(CultureInfo.InvariantCulture)}::xid8, {place.Id}) and xid < pg_snapshot_xmin(pg_current_snapshot())")
            .AsNoTracking()
            .Where(e => siteIds == null || e.SiteId == null || siteIds.Contains(e.SiteId.Value))
            .OrderBy(e => e.Xid).ThenBy(e => e.Id)
            .Take(limit)
            .ToListAsync(cancellationToken);
        var last = rows.Count > 0 ? new Place(rows[^1].Xid, rows[^1].Id) : place;
        return new EventsResponse([.. rows.Select(Describe)], Cursor.Write(scope, last));
    }

    private static EventResponse Describe(EventEntry e) => new()
    {
        Id = e.Id,
        At = e.At,
        Kind = e.Kind,
        SubjectKind = e.SubjectKind,
        SubjectId = e.SubjectId,
        SiteId = e.SiteId,
        Actor = e.Actor,
        Payload = JsonSerializer.Deserialize<JsonElement>(e.Payload),
    };

    private sealed record Place(ulong Xid, long Id);
}
