using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Courses;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Application.Requests;
using Scheduling.Application.Sites;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Reports;

namespace Scheduling.Application.Reports;

/// <summary>Plans courses into facts that aren't so: with more devices, staff or hours. Stores nothing and takes no lock.</summary>
public sealed class Scenarios(SchedulingDbContext db, ClinicContext context, FactsReader facts)
{
    /// <summary>Most courses planned for one answer.</summary>
    public const int MostStarts = 30;

    // A plan that is not proved the best will do: it is counted and thrown away.
    private const long SearchLimit = 4_000_000;

    /// <summary>Compares what fits as things are with what would fit.</summary>
    /// <exception cref="SchedulingException">unknown_reference; site_not_allowed; invalid_request for hours that are none.</exception>
    public async Task<ScenarioResponse> CompareAsync(ScenarioRequest request, CancellationToken cancellationToken)
    {
        var models = await db.DeviceModels.AsNoTracking().ToDictionaryAsync(m => m.Id, cancellationToken);
        var checks = new FieldChecks();
        LocalWindow.Check(checks, request.Hours, "/hours");
        checks.Reference(await db.IsSiteInServiceAsync(request.SiteId, cancellationToken), "/siteId");
        for (var i = 0; i < request.Devices.Count; i++)
        {
            checks.Reference(models.ContainsKey(request.Devices[i].DeviceModelId), FieldChecks.At("/devices", i, "deviceModelId"));
        }

        checks.ThrowIfAny();
        context.RequireSite(request.SiteId);
        var protocol = await CapacityReport.ProtocolAsync(db, request.ProtocolId, "/protocolId", cancellationToken);
        var last = request.StartOnOrAfter.AddDays((7 * request.Weeks) - 1);
        var targets = CourseSetup.Targets(protocol, []);
        var horizon = CourseTerms.Horizon(protocol, CourseProgress.Of(targets, []), last, []);
        var until = request.StartOnOrAfter.AddDays(Math.Min(horizon.DayNumber - request.StartOnOrAfter.DayNumber, CourseTerms.LongestHorizonDays));
        var site = await facts.ReadSiteAsync(request.SiteId, request.StartOnOrAfter, until, null, cancellationToken);
        var added = new WhatIf
        {
            Devices = [.. request.Devices.SelectMany(d => Enumerable.Repeat(models[d.DeviceModelId], d.Count))],
            Staff = [.. request.Staff.SelectMany(s => Enumerable.Repeat(s.Role, s.Count))],
            Hours = LocalWindow.ToDomain(request.Hours),
        };
        return new ScenarioResponse(Figures(site), Figures(added.On(site, request.StartOnOrAfter, until)));

        ScenarioFigures Figures(ClinicFacts clinic)
        {
            var starts = PossibleStarts.Of(
                new CoursePlanRequest
                {
                    Protocol = protocol,
                    Remaining = [.. targets.Where(t => t.Sessions > 0).Select(t => new PhaseSessions(t.Phase, t.Sessions))],
                    Patient = new PatientFacts { Id = Guid.Empty },
                    Sites = [AtAnyAge(clinic)],
                    StartOnOrAfter = request.StartOnOrAfter,
                    StartOnOrBefore = last,
                    HorizonEnd = until,
                    NotBefore = context.Now,
                    SearchLimit = SearchLimit,
                },
                MostStarts,
                cancellationToken);
            return new ScenarioFigures
            {
                Starts = starts.Count,
                OrMore = starts.Count == MostStarts,
                StartsPerWeek = (Math.Floor(10m * starts.Count / request.Weeks) / 10) + 0.0m,
                Courses = [.. starts.Select(s => new ScenarioStart(s.StartsOn, s.EndsOn))],
            };
        }
    }

    private static ClinicFacts AtAnyAge(ClinicFacts site) => site with
    {
        Devices = [.. site.Devices.Select(d => d with { Clearances = [.. d.Clearances.Select(c => c with { MinAge = null, MaxAge = null })] })],
    };
}
