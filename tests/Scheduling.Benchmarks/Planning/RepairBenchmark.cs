using System.Diagnostics;
using System.Globalization;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Repairs;
using Scheduling.Domain.Time;

namespace Scheduling.Benchmarks.Planning;

/// <summary>
/// P3: a device down for a week, with about 60 visits of 12 courses on it. The time of the repair beside that of 20 whole-course plans of the same clinic in
/// the same run (mark: at most 1), and how far its cost is from the bound.
/// </summary>
internal static class RepairBenchmark
{
    private const int Visits = 60;
    internal static readonly DateOnly Monday = new(2027, 1, 18);

    internal static int Run(IReadOnlyList<string> arguments)
    {
        var rounds = arguments.Contains("--quick") ? 3 : 15;
        var slow = 0;
        var effort = arguments.SkipWhile(a => a != "--effort").Skip(1).Select(e => long.Parse(e, CultureInfo.InvariantCulture)).FirstOrDefault(new RepairRequest { Sites = [], Patients = [], Visits = [], From = Monday, Until = Monday }.Effort);
        Console.WriteLine("| devices | courses | visits hit | of courses | repair p50 ms | most ms | 20 plans p50 ms | ratio p50 | most | lost, moved, told: cost | bound | minutes: cost | bound | proven |");
        Console.WriteLine("|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|---|--:|--:|---|");
        foreach (var (devices, courses) in new[] { (2, 24), (4, 48), (8, 96) })
        {
            slow += Row(devices, courses, rounds, effort);
        }
        return slow == 0 ? 0 : 1;
    }

    private static int Row(int devices, int courses, int rounds, long effort)
    {
        var clinic = new LoadedClinic(devices, seed: 7);
        var booked = clinic.BookCourses(courses);
        var request = Down(booked) with { Effort = effort };
        var hitCourses = request.Visits.Where(v => v.Affected).Select(v => v.CourseId).Distinct().Count();
        var patients = Enumerable.Range(0, 20).Select(_ => clinic.NextPatient(Monday)).ToList();
        List<double> repair = [], plans = [], ratios = [];
        RepairPlan plan = null!;
        for (var round = 0; round <= rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            plan = RepairPlanner.Plan(request);
            var own = clock.Elapsed.TotalMilliseconds;
            clock.Restart();
            foreach (var patient in patients)
            {
                CoursePlanner.Plan(patient);
            }
            var twenty = clock.Elapsed.TotalMilliseconds;
            // The first round warms up.
            if (round > 0)
            {
                repair.Add(own);
                plans.Add(twenty);
                ratios.Add(own / twenty);
            }
        }
        repair.Sort();
        plans.Sort();
        ratios.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {devices} | {courses} | {request.Visits.Count(v => v.Affected)} | {hitCourses} | {Middle(repair):F0} | {repair[^1]:F0} | {Middle(plans):F0} | {Middle(ratios):F2} | {ratios[^1]:F2} | {Few(plan.Cost)} | {Few(plan.Bound)} | {plan.Cost.Minutes} | {plan.Bound.Minutes} | {(plan.Proven ? "yes" : "no")} |"));
        return Middle(ratios) <= 1 ? 0 : 1;
    }

    // The device with about sixty visits that week, closed for all of it.
    internal static RepairRequest Down(RepairRequest booked)
    {
        var facts = booked.Sites[0];
        var clock = facts.Site.Clock;
        var week = new TimeRange(clock.DayBounds(Monday).From, clock.DayBounds(Monday.AddDays(6)).Until);
        var device = booked.Visits.Where(v => week.Contains(v.Place.Start)).GroupBy(v => v.Place.DeviceId!.Value).OrderBy(g => Math.Abs(g.Count() - Visits)).ThenBy(g => g.Key).First().Key;
        return booked with
        {
            Sites = [facts with { Devices = [.. facts.Devices.Select(d => d.Id == device ? d with { Closures = [week] } : d)] }],
            Visits = [.. booked.Visits.Select(v => v with { Affected = v.Place.DeviceId == device && week.Contains(v.Place.Start) })],
            EarliestMove = week.From,
        };
    }

    private static double Middle(List<double> sorted) => sorted[sorted.Count / 2];

    internal static string Few(RepairCost cost) => string.Create(CultureInfo.InvariantCulture, $"{cost.Lost}, {cost.Moved}, {cost.Told}");
}
