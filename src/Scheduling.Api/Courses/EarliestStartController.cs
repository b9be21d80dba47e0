using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Requests;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Courses;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Planning;

namespace Scheduling.Api.Courses;

/// <summary>First dates on which a whole course would fit.</summary>
[Route("v1/earliest-start")]
[Tags("Courses")]
public sealed class EarliestStartController(SchedulingDbContext db, EarliestStarts starts, AuditLog audit) : ApiController
{
    /// <summary>Find the first dates on which a whole course fits, by site and time of day, at today's load. Needs no patient, stores nothing.</summary>
    /// <param name="request">Which course, at which sites and when in the day.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost(Name = "findEarliestStart")]
    [Search]
    [RequireScope(Scopes.ScheduleRead)]
    [Refuses("unknown_reference", "wrong_state", "site_not_allowed")]
    public async Task<ActionResult<EarliestStartsResponse>> Find(EarliestStartRequest request, CancellationToken cancellationToken)
    {
        var question = request.ToQuestion();
        var found = await starts.FindAsync(question, cancellationToken);
        if (request.CourseId is { } course)
        {
            audit.Read("course", course, "earliest-start");
        }

        var names = await db.Sites.Where(s => found.SiteIds.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name, cancellationToken);
        var none = found.SiteIds.SelectMany(site => question.Times.Select(time => (Site: site, Time: time)))
            .Where(x => !found.Starts.Any(s => s.SiteId == x.Site && s.Time == x.Time));
        return new EarliestStartsResponse
        {
            LookedUntil = found.Until,
            Starts = [.. found.Starts.Select(s => Describe(names, s.SiteId, s.Time, s)), .. none.Select(x => Describe(names, x.Site, x.Time, null))],
        };
    }

    private static EarliestStartResponse Describe(Dictionary<Guid, string> names, Guid site, TimeOfDay time, EarliestStart? start) => new()
    {
        SiteId = site,
        SiteName = names[site],
        Time = new TimeOfDayContract { From = time.From, Until = time.Until },
        StartsOn = start?.StartsOn,
        FirstTreatmentOn = start?.FirstTreatmentOn,
        EndsOn = start?.EndsOn,
        NominalTime = start?.NominalTime,
        Figures = start is null ? null : new EarliestStartFigures(start.TreatmentDays, start.GreatestMinutesOff, start.MedianMinutesOff, start.TotalMinutesOff),
        DeviceModelId = start?.ModelId,
    };
}
