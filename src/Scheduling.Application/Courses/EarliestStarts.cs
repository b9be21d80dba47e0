using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Protocols;

namespace Scheduling.Application.Courses;

/// <summary>Answers when a whole course could begin, by site and time of day, as the load stands. Stores nothing and takes no lock.</summary>
public sealed class EarliestStarts(SchedulingDbContext db, ClinicContext context, FactsReader facts, CoursePlanning planning)
{
    /// <summary>The earliest start of each site and time of day that has one, the best first; and the sites that were looked at.</summary>
    /// <exception cref="SchedulingException">unknown_reference; wrong_state when nothing is owed or the course can't be booked.</exception>
    public async Task<EarliestStartsFound> FindAsync(EarliestStartQuestion question, CancellationToken cancellationToken)
    {
        var request = question.CourseId is { } courseId
            ? await OfCourseAsync(courseId, question, cancellationToken)
            : await OfProtocolAsync(question, cancellationToken);
        if (request is null)
        {
            return new EarliestStartsFound([], question.EndOnOrBefore ?? question.StartOnOrAfter, []);
        }

        var found = EarliestStartSearch.Find(request, question.Times, question.StartOnOrBefore);
        return new EarliestStartsFound([.. request.Sites.Select(s => s.Site.Id)], request.HorizonEnd, found);
    }

    private async Task<CoursePlanRequest?> OfCourseAsync(Guid id, EarliestStartQuestion question, CancellationToken cancellationToken)
    {
        var course = await db.Courses.SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (course is null || context.Identity.SiteIds?.Contains(course.SiteId) == false)
        {
            throw Unknown("/courseId");
        }

        var definition = (await db.ProtocolVersions.AsNoTracking().SingleAsync(v => v.Id == course.ProtocolVersionId, cancellationToken)).Definition;
        var sites = await SitesAsync(question, definition, cancellationToken);
        var plan = new PlanQuestion
        {
            StartOnOrAfter = question.StartOnOrAfter,
            EndOnOrBefore = question.EndOnOrBefore,
            Windows = question.Windows,
            Weekdays = question.Weekdays,
            SiteIds = sites,
        };
        return sites.Count == 0 ? null : await planning.RequestAsync(course, plan, cancellationToken);
    }

    private async Task<CoursePlanRequest?> OfProtocolAsync(EarliestStartQuestion question, CancellationToken cancellationToken)
    {
        var protocol = await db.Protocols.AsNoTracking().SingleOrDefaultAsync(p => p.Id == question.ProtocolId, cancellationToken) ?? throw Unknown("/protocolId");
        var number = question.ProtocolVersion ?? protocol.LatestVersion;
        var definition = (await db.PublishedVersions.AsNoTracking().SingleOrDefaultAsync(v => v.ProtocolId == protocol.Id && v.Number == number, cancellationToken)
            ?? throw Unknown("/protocolVersion")).Definition;
        if (question.Indication is { } indication)
        {
            definition = definition with { Indication = indication };
        }

        var targets = CourseSetup.Targets(definition, question.Targets);
        var until = question.EndOnOrBefore ?? CourseTerms.Horizon(definition, CourseProgress.Of(targets, []), question.StartOnOrAfter, []);
        var trip = new RoundTrip(db);
        var asked = (await SitesAsync(question, definition, cancellationToken))
            .Select(site => facts.AskSite(trip, new SiteQuestion(site, question.StartOnOrAfter, until) { WithOwners = false }))
            .ToList();
        await trip.SendAsync(cancellationToken);
        var sites = asked.Select(a => a.Value!.Facts).Select(f => question.Age is null ? AtAnyAge(f) : f).ToList();
        return sites.Count == 0 ? null : new CoursePlanRequest
        {
            Protocol = definition,
            Remaining = [.. targets.Where(t => t.Sessions > 0).Select(t => new PhaseSessions(t.Phase, t.Sessions))],
            Patient = new PatientFacts
            {
                Id = Guid.Empty,
                BornOn = question.Age is { } age ? question.StartOnOrAfter.AddYears(-age) : null,
                Windows = question.Windows ?? [],
            },
            Sites = sites,
            StartOnOrAfter = question.StartOnOrAfter,
            HorizonEnd = until,
            NotBefore = context.Now,
            Weekdays = question.Weekdays,
        };
    }

    // Those asked for, or all in service that the key may see and, where the protocol needs a device, that have one.
    private async Task<IReadOnlyList<Guid>> SitesAsync(EarliestStartQuestion question, ProtocolDefinition definition, CancellationToken cancellationToken)
    {
        var inService = await db.Sites.AsNoTracking().Where(s => s.RetiredAt == null).Select(s => s.Id).ToListAsync(cancellationToken);
        if (question.SiteIds is { } asked)
        {
            for (var i = 0; i < asked.Count; i++)
            {
                if (!inService.Contains(asked[i]))
                {
                    throw Unknown($"/siteIds/{i}");
                }

                context.RequireSite(asked[i]);
            }

            return [.. asked.Distinct()];
        }

        var seen = inService.Where(id => context.Identity.SiteIds?.Contains(id) != false);
        if (definition.DeviceCapability is { } capability)
        {
            var models = (await db.DeviceModels.AsNoTracking().ToListAsync(cancellationToken)).Where(m => m.Capabilities.Contains(capability)).Select(m => m.Id).ToHashSet();
            var devices = await db.Devices.AsNoTracking().Where(d => d.RetiredAt == null).Select(d => new { d.SiteId, d.ModelId }).Distinct().ToListAsync(cancellationToken);
            var able = devices.Where(d => models.Contains(d.ModelId)).Select(d => d.SiteId).ToHashSet();
            seen = seen.Where(able.Contains);
        }

        return [.. seen.Order()];
    }

    private static ClinicFacts AtAnyAge(ClinicFacts site) => site with
    {
        Devices = [.. site.Devices.Select(d => d with { Clearances = [.. d.Clearances.Select(c => c with { MinAge = null, MaxAge = null })] })],
    };

    private static SchedulingException Unknown(string pointer) => new(ProblemCodes.UnknownReference, "An id in the body is unknown: see errors.") { Errors = [new(pointer, "Unknown.")] };
}

/// <summary>The earliest starts, with what was looked at.</summary>
/// <param name="SiteIds">The sites.</param>
/// <param name="Until">Last local date looked at.</param>
/// <param name="Starts">The starts, the best first.</param>
public sealed record EarliestStartsFound(IReadOnlyList<Guid> SiteIds, DateOnly Until, IReadOnlyList<EarliestStart> Starts);
