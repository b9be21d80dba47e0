using Scheduling.Domain.Repairs;

namespace Scheduling.Domain.Tests.Repairs;

/// <summary>P3 equals the search that tries everything. A failure names its seed; BRUTE_SEEDS=from-until runs others.</summary>
public sealed class ExhaustiveRepairTests(ITestOutputHelper output)
{
    private const int Batches = 4;
    private const int PerBatch = 100;

    public static TheoryData<int> BatchNumbers => [.. Enumerable.Range(0, Batches)];

    [Theory]
    [MemberData(nameof(BatchNumbers))]
    public void Plan_RandomTinyBook_EqualsTryingEverything(int batch) => Equal(batch, units: false);

    /// <summary>R19, R22: the same after a payer's decision, where sessions without a unit go to dates that have one, or nowhere.</summary>
    [Theory]
    [MemberData(nameof(BatchNumbers))]
    public void Plan_RandomTinyBookWithUnits_EqualsTryingEverything(int batch) => Equal(batch, units: true);

    private void Equal(int batch, bool units)
    {
        var count = Count(units);
        var (from, until) = (1000 + batch * count, 1000 + (batch + 1) * count);
        if (Environment.GetEnvironmentVariable("BRUTE_SEEDS") is { Length: > 0 } range)
        {
            var all = range.Split('-').Select(s => int.Parse(s, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            (from, until) = (all[0] + (all[1] - all[0]) * batch / Batches, all[0] + (all[1] - all[0]) * (batch + 1) / Batches);
        }
        output.WriteLine($"seeds {from} to {until - 1}");
        var (hit, lost, gaveWay, told, covered) = (0, 0, 0, 0, 0);
        for (var seed = from; seed < until; seed++)
        {
            var request = RandomBook.Make(seed, units);

            var plan = RepairPlanner.Plan(request);
            var heuristic = RepairPlanner.Plan(request with { Effort = 20 });

            var best = ExhaustiveRepair.Best(request);
            Assert.True(plan.Cost == best, $"seed {seed}: planner {plan.Cost}, all tried {best}");
            Assert.True(plan.Proven && plan.Bound == plan.Cost, $"seed {seed}: not proven");
            AssertConsistent(request, plan, seed);
            AssertConsistent(request, heuristic, seed);
            Assert.True(heuristic.Bound <= best, $"seed {seed}: bound {heuristic.Bound} above {best}");
            hit += request.Visits.Any(v => v.Affected) ? 1 : 0;
            lost += plan.Cost.Lost;
            told += plan.Cost.Told;
            covered += plan.Changes.Count(c => c.After is not null && request.Visits.Single(v => v.Id == c.VisitId).WithoutUnit is not null);
            gaveWay += plan.Changes.Count(c => !request.Visits.Single(v => v.Id == c.VisitId).Affected && c.Cost != RepairCost.Zero);
        }
        output.WriteLine($"books hit {hit}, visits lost {lost}, patients told {told}, gave way {gaveWay}, moved to a unit {covered}");
        Assert.True(Environment.GetEnvironmentVariable("BRUTE_SEEDS") is not null || (hit > count / 2 && lost > 0 && (units ? covered > 0 : gaveWay > 0)), "the generator has gone stale");
    }

    /// <summary>The bound of a search that stops before everything was tried is never above the best.</summary>
    [Theory]
    [MemberData(nameof(BatchNumbers))]
    public void Bound_RandomTinyBook_IsNeverAboveTheBest(int batch) => Bounded(batch, units: false);

    /// <summary>Also where sessions are lost for want of units.</summary>
    [Theory]
    [MemberData(nameof(BatchNumbers))]
    public void Bound_RandomTinyBookWithUnits_IsNeverAboveTheBest(int batch) => Bounded(batch, units: true);

    private void Bounded(int batch, bool units)
    {
        var (positive, tight, count) = (0, 0, Count(units));
        for (var seed = 1000 + batch * count; seed < 1000 + (batch + 1) * count; seed++)
        {
            var request = RandomBook.Make(seed, units);
            var bound = RepairPlanner.BoundOf(request);

            var best = ExhaustiveRepair.Best(request);

            Assert.True(bound <= best, $"seed {seed}: bound {bound}, best {best}");
            positive += bound > RepairCost.Zero ? 1 : 0;
            tight += bound.Lost == best.Lost && bound.Moved == best.Moved && bound.Told == best.Told ? 1 : 0;
        }
        output.WriteLine($"above nothing {positive}, equal in lost, moved and told {tight} of {count}");
        Assert.True(positive > count / 5 && tight > count / 2);
    }

    // Where most places are too many for the units, there is more to try.
    private static int Count(bool units) => units ? PerBatch / 4 : PerBatch;

    // The diff says where everybody is in the end: nothing overlaps, no rule is broken, and it costs what it says.
    private static void AssertConsistent(RepairRequest request, RepairPlan plan, int seed)
    {
        var changes = plan.Changes.ToDictionary(c => c.VisitId);
        var places = request.Visits.Select(v => changes.TryGetValue(v.Id, out var change) ? change.After : v.Place).ToList();
        Assert.True(ExhaustiveRepair.IsLegal(request, places), $"seed {seed}: not legal");
        var cost = RepairCost.Zero;
        for (var i = 0; i < places.Count; i++)
        {
            var visit = request.Visits[i];
            cost += places[i] is { } place ? ExhaustiveRepair.CostOf(request, visit, place) : ExhaustiveRepair.LostCost(request, visit);
            Assert.True(places[i] is not { } at || (at == visit.Place && !visit.Affected) || !ExhaustiveRepair.Check(request, visit, at, []).Any(), $"seed {seed}: visit {visit.Id} breaks a rule");
        }
        var sum = plan.Changes.Aggregate(RepairCost.Zero, (a, c) => a + c.Cost);
        Assert.True(sum == plan.Cost && sum with { Told = 0 } == cost, $"seed {seed}: {sum}, {plan.Cost}, {cost}");
        Assert.Equal(plan.Cost.Told, request.Visits.Where((v, i) => places[i]?.Start != v.Place.Start).Select(v => v.PatientId).Distinct().Count());
    }
}
