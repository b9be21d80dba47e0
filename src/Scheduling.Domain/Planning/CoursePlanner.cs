using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Planning;

/// <summary>
/// Places one course into existing load (P1): definition in, options out. Pure and deterministic; the order of the facts does not matter.
/// </summary>
public static class CoursePlanner
{
    /// <summary>
    /// Plans the course. First as few shortfalls as possible (R7), then the lowest score. Sessions keep their order: what fits nowhere is the course's tail.
    /// </summary>
    /// <exception cref="ArgumentException">When the request contradicts itself: an invalid protocol, an unknown phase or kind, no site, a horizon of more than 400 days.</exception>
    public static CoursePlan Plan(CoursePlanRequest request)
    {
        Validate(request);
        var cases = request.Sites.OrderBy(s => s.Site.Id).SelectMany(site => Cases(request, site)).ToList();
        var costs = SearchCosts.From(request.Weights, request.KeepStaff);
        var count = Best(cases, costs, request, out var best);
        var items = cases[0].Items.Count;
        if (best is null || items - count > request.MaxShortfalls)
        {
            var shown = best?.Course ?? cases[0];
            return new CoursePlan { Options = [], Shortfalls = new ShortfallFinder(shown).Find(best?.Solution, count) };
        }
        var found = new List<(PlanOptionKind Kind, PlanOption Option)> { (PlanOptionKind.Best, Write(best, costs, count, bounded: true)) };
        if (request.Alternatives && count > 0)
        {
            AddAlternatives(found, cases, costs, request, count, best);
        }
        return new CoursePlan { Options = Distinct(found) };
    }

    private sealed record Candidate(CourseCase Course, Solution Solution);

    internal static IEnumerable<CourseCase> Cases(CoursePlanRequest request, ClinicFacts site)
    {
        var board = new LoadBoard(site, request.StartOnOrAfter, request.HorizonEnd);
        return Models(request, site).Select(model => new CourseCase(request, board, model));
    }

    private static List<Guid?> Models(CoursePlanRequest request, ClinicFacts site)
    {
        if (request.Protocol.DeviceCapability is not { } capability)
        {
            return [null];
        }
        if (request.ModelId is { } model)
        {
            return [model];
        }
        var models = site.Devices.Where(d => d.Capabilities.Contains(capability)).Select(d => (Guid?)d.ModelId).Distinct().Order().ToList();
        return models.Count > 0 ? models : [null];
    }

    // The most sessions that any case can place, and the best way to do so.
    private static int Best(List<CourseCase> cases, SearchCosts costs, CoursePlanRequest request, out Candidate? best)
    {
        if (request.MostLost is not null)
        {
            // Losing sessions is then part of the search.
            best = Cheapest(cases, costs, request, cases[0].Items.Count, null);
            return best is null ? 0 : cases[0].Items.Count;
        }
        for (var count = cases.Max(c => c.PlaceableSessions); count > 0; count--)
        {
            best = Cheapest(cases, costs, request, count, null);
            if (best is not null)
            {
                return count;
            }
            // Without regard to gaps over midnight it is quick to tell how many sessions can be placed at most.
            count = Math.Min(count, 1 + cases.Max(c => c.Pairs == 0 ? 0
                : Math.Min(c.PlaceableSessions, CourseGraph.MostPlaced(c, costs, count, c.Days.Length - 1))));
        }
        best = null;
        return 0;
    }

    private static Candidate? Cheapest(List<CourseCase> cases, SearchCosts costs, CoursePlanRequest request, int count, DateOnly? lastDay, long below = long.MaxValue / 4)
    {
        Candidate? best = null;
        foreach (var course in cases.Where(c => c.PlaceableSessions >= count))
        {
            var last = lastDay is { } date ? date.DayNumber - request.StartOnOrAfter.DayNumber : course.Days.Length - 1;
            var solution = new CourseSearch(course, costs, new SearchBudget(request.SearchLimit)).Solve(count, last, best is null ? below : Math.Min(below, best.Solution.Price));
            if (solution is not null && (best is null || solution.Price < best.Solution.Price))
            {
                best = new Candidate(course, solution);
            }
        }
        return best;
    }

    private static void AddAlternatives(List<(PlanOptionKind Kind, PlanOption Option)> found, List<CourseCase> cases, SearchCosts costs, CoursePlanRequest request, int count, Candidate best)
    {
        var end = found[0].Option.EndsOn;
        for (var last = EarliestEnd(cases, costs, count, end); last <= end; last = last.AddDays(1))
        {
            var early = last == end ? best : Cheapest(cases, costs, request, count, last);
            if (early is not null)
            {
                found.Add((PlanOptionKind.EarliestFinish, Write(early, costs, count, bounded: false)));
                break;
            }
        }
        // A course that waits for the ideal hour for months is no alternative: these may end a little later than the best, no more.
        var latest = end.DayNumber + AlternativeCosts.DaysLater < request.HorizonEnd.DayNumber ? end.AddDays(AlternativeCosts.DaysLater) : request.HorizonEnd;
        var least = new AlternativeCosts(cases, costs, count, latest);
        var (minutes, changes) = (least.Minutes(), least.Changes());
        found.Add(Least(PlanOptionKind.Steadiest, minutes, minutes.NominalMinute - costs.NominalMinute, f => f.TotalMinutesOff));
        found.Add(Least(PlanOptionKind.FewestStaffChanges, changes, changes.StaffChange - costs.StaffChange, f => f.StaffChanges));

        (PlanOptionKind Kind, PlanOption Option) Least(PlanOptionKind kind, SearchCosts dominated, long weight, Func<PlanFigures, int> figure)
        {
            var known = figure(PlanFigures.Of(found[0].Option));
            // One less of it outweighs everything else, so what is not better in it costs no less than this.
            var candidate = known == 0 ? null : Cheapest(cases, dominated, request, count, latest, weight * known);
            var option = candidate is null ? null : Write(candidate, costs, count, bounded: false);
            return (kind, option is not null && figure(PlanFigures.Of(option)) < known ? option : found[0].Option);
        }
    }

    private static DateOnly EarliestEnd(List<CourseCase> cases, SearchCosts costs, int count, DateOnly end)
    {
        var ends = cases.Where(c => c.Pairs > 0 && c.PlaceableSessions >= count)
            .Select(c => (Course: c, Graph: CourseGraph.Build(c, costs, count, c.DayIndex(end), long.MaxValue / 4)))
            .Where(x => x.Graph.CanEnd)
            .Select(x => x.Course.Days[x.Graph.FirstEnd].Date);
        return ends.Min();
    }

    private static PlanOption Write(Candidate candidate, SearchCosts costs, int count, bool bounded)
    {
        var option = new PlanWriter(candidate.Course, costs).Write(candidate.Solution);
        var shortfalls = candidate.Course.Pattern is { } pattern ? new ShortfallFinder(candidate.Course).Lost(candidate.Solution, pattern)
            : count < candidate.Course.Items.Count ? new ShortfallFinder(candidate.Course).Find(candidate.Solution, count) : [];
        var bound = bounded && !option.Exact
            ? Math.Min(option.Score, SearchCosts.Minutes(candidate.Solution.Bound) * candidate.Course.Request.Priority + (candidate.Course.Pattern is null ? option.Terms.Unplaced : 0))
            : option.Score;
        return option with { Shortfalls = shortfalls, Bound = bound };
    }

    private static List<PlanOption> Distinct(List<(PlanOptionKind Kind, PlanOption Option)> found)
    {
        var options = new List<PlanOption>();
        foreach (var (kind, option) in found)
        {
            var same = options.FindIndex(o => Same(o, option));
            if (same >= 0)
            {
                options[same] = options[same] with { Kinds = [.. options[same].Kinds, kind] };
            }
            else
            {
                options.Add(option with { Option = options.Count + 1, Kinds = [kind] });
            }
        }
        return options;
    }

    private static bool Same(PlanOption a, PlanOption b) => a.SiteId == b.SiteId && a.ModelId == b.ModelId && a.Sessions.Count == b.Sessions.Count
        && a.Sessions.Zip(b.Sessions).All(p => p.First.Start == p.Second.Start && p.First.Takes.SequenceEqual(p.Second.Takes));

    /// <summary>Refuses a request that contradicts itself.</summary>
    internal static void Validate(CoursePlanRequest request)
    {
        if (ProtocolValidation.Validate(request.Protocol) is [var error, ..])
        {
            throw new ArgumentException($"The protocol is not valid: {error.Path}: {error.Message}", nameof(request));
        }
        foreach (var phase in request.Remaining)
        {
            if (request.Protocol.Phase(phase.Phase) is null || phase.Sessions < 0)
            {
                throw new ArgumentException($"Not a phase of the protocol, or a negative number: {phase.Phase}.", nameof(request));
            }
        }
        if (request.FirstKind is { } kind && request.Protocol.Kind(kind) is not { CountsAsTreatment: true })
        {
            throw new ArgumentException($"Not a treatment of the protocol: {kind}.", nameof(request));
        }
        if (request.Sites.Count == 0)
        {
            throw new ArgumentException("At least one site.", nameof(request));
        }
        if (request.HorizonEnd < request.StartOnOrAfter || request.HorizonEnd.DayNumber - request.StartOnOrAfter.DayNumber > 400)
        {
            throw new ArgumentException("The horizon ends on or after its start and spans at most 400 days.", nameof(request));
        }
        if (request.MostLost is not null && (request.MostLost < 0 || request.Kept.Count > 0 || request.Protocol.Phases.Any(p => p.WeeklyCap is null)))
        {
            throw new ArgumentException("A course that loses sessions has weekly phases and nothing kept, and loses no negative number.", nameof(request));
        }
        if (request.Priority <= 0 || request.MaxShortfalls < 0 || request.FirstSessionNumber < 1)
        {
            throw new ArgumentException("Priority and first session number are positive, shortfalls not negative.", nameof(request));
        }
    }
}
