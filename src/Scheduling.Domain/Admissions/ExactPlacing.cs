using Scheduling.Domain.Planning;

namespace Scheduling.Domain.Admissions;

/// <summary>Places single courses by P1, exact with changes of person and device, beside whatever else is placed.</summary>
internal sealed class ExactPlacing(AdmissionModel model)
{
    /// <summary>The course at its best beside the others; null when it fits nowhere.</summary>
    /// <param name="candidate">Whom to place.</param>
    /// <param name="placed">What everybody takes; the candidate's own place does not count.</param>
    internal Placement? Place(Candidate candidate, IReadOnlyList<Placement?> placed)
    {
        var plan = CoursePlanner.Plan(candidate.Course with { Sites = [.. candidate.Course.Sites.Select(site => Beside(site, candidate.Number, placed))] });
        return plan.Options is [var option, ..] ? Placement.Of(option, Priced(candidate, option)) : null;
    }

    /// <summary>The facts of a site with all that others than one candidate take; its own bookings bear the candidate's id.</summary>
    internal ClinicFacts Beside(ClinicFacts site, int except, IReadOnlyList<Placement?> placed)
    {
        var taken = new Dictionary<Guid, List<Occupation>>();
        var supervising = new Dictionary<Guid, List<Occupation>>();
        for (var i = 0; i < placed.Count; i++)
        {
            foreach (var take in i == except || placed[i] is null ? [] : placed[i]!.Visits.SelectMany(v => v).Where(Placement.Counts))
            {
                var list = take.Exclusive ? taken : supervising;
                if (!list.TryGetValue(take.Resource.Id, out var rows))
                {
                    list[take.Resource.Id] = rows = [];
                }
                rows.Add(new Occupation(take.Lane ?? 0, take.Range, model.Candidates[i].Id));
            }
        }
        IReadOnlyList<Occupation> With(IReadOnlyList<Occupation> before, Guid id) => taken.TryGetValue(id, out var rows) ? [.. before, .. rows] : before;
        return site with
        {
            Staff = [.. site.Staff.Select(s => s with { Taken = With(s.Taken, s.Id), Supervising = supervising.TryGetValue(s.Id, out var rows) ? [.. s.Supervising, .. rows] : s.Supervising })],
            Devices = [.. site.Devices.Select(d => d with { Taken = With(d.Taken, d.Id) })],
            Rooms = [.. site.Rooms.Select(r => r with { Taken = With(r.Taken, r.Id) })],
            Coils = [.. site.Coils.Select(c => c with { Taken = With(c.Taken, c.Id) })],
        };
    }

    // The same course as the search sees it, so that it knows its time of day and what it takes of the capacity.
    private static PricedCourse? Priced(Candidate candidate, PlanOption option)
    {
        var way = candidate.Cases.FirstOrDefault(c => c.Classes[0].Board.Facts.Site.Id == option.SiteId && c.Classes[0].ModelId == option.ModelId);
        if (way is null)
        {
            return null;
        }
        var grids = way.Classes[0].Board.Days.Grids;
        var days = new int[option.Sessions.Count];
        var steps = new int[days.Length];
        for (var i = 0; i < days.Length; i++)
        {
            days[i] = Array.FindIndex(way.Days, d => grids[d].Date == option.Sessions[i].LocalDate);
            steps[i] = (int)((option.Sessions[i].Start - grids[way.Days[days[i]]].Bounds.From).TotalMinutes / DayGrid.StepMinutes);
        }
        var changes = option.Terms.StaffChanges + option.Terms.DeviceChanges;
        return new PricedCourse(way, (int)option.NominalTime.ToTimeSpan().TotalMinutes / DayGrid.StepMinutes, days, steps, (double)((option.Score - changes) * 1000));
    }
}
