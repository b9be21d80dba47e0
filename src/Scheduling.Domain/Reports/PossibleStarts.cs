using Scheduling.Domain.Planning;

namespace Scheduling.Domain.Reports;

/// <summary>How many whole courses fit into what is free, planned one after another as a front desk would.</summary>
public static class PossibleStarts
{
    /// <summary>The courses that fit, in the order of planning: each takes its best places, and the next finds what is left. Deterministic.</summary>
    /// <param name="course">One such course at one site: its patient stands for many, who can come at any time.</param>
    /// <param name="most">Most courses.</param>
    /// <param name="cancellationToken">Stops between two courses.</param>
    public static IReadOnlyList<PlanOption> Of(CoursePlanRequest course, int most, CancellationToken cancellationToken)
    {
        var site = course.Sites[0];
        List<PlanOption> starts = [];
        while (starts.Count < most)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var owner = WhatIf.New(4, starts.Count);
            var plan = CoursePlanner.Plan(course with { Sites = [site], Patient = course.Patient with { Id = owner }, Alternatives = false, MaxShortfalls = 0 });
            if (plan.Options is not [var best, ..])
            {
                break;
            }

            starts.Add(best);
            site = Taken(site, [.. best.Sessions.SelectMany(v => v.Takes)], owner);
        }

        return starts;
    }

    private static ClinicFacts Taken(ClinicFacts site, List<PlannedTake> takes, Guid owner)
    {
        var by = takes.Where(t => t.Exclusive).ToLookup(t => t.Resource.Id, t => new Occupation(t.Lane ?? 0, t.Range, owner));
        var watching = takes.Where(t => !t.Exclusive).ToLookup(t => t.Resource.Id, t => new Occupation(1, t.Range, owner));
        return site with
        {
            Rooms = [.. site.Rooms.Select(r => r with { Taken = [.. r.Taken, .. by[r.Id]] })],
            Devices = [.. site.Devices.Select(d => d with { Taken = [.. d.Taken, .. by[d.Id]] })],
            Staff = [.. site.Staff.Select(s => s with { Taken = [.. s.Taken, .. by[s.Id]], Supervising = [.. s.Supervising, .. watching[s.Id]] })],
        };
    }
}
