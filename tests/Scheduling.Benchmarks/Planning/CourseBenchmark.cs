using System.Diagnostics;
using System.Globalization;
using Scheduling.Domain.Planning;

namespace Scheduling.Benchmarks.Planning;

/// <summary>
/// P1: time to place a course of 36 visits exactly, over all nominal times, devices and rooms, by size and load of the site; a plain programme
/// beside it, for its time and to see that the prices are equal; and how steady the courses are that fill the clinic.
/// </summary>
internal static class CourseBenchmark
{
    private static readonly DateOnly Start = new(2027, 1, 6);

    internal static int Run(IReadOnlyList<string> arguments)
    {
        var quick = arguments.Contains("--quick");
        var only = arguments.FirstOrDefault(a => a.StartsWith("--devices=", StringComparison.Ordinal)) is { } given ? int.Parse(given[10..], CultureInfo.InvariantCulture) : 0;
        var wrong = 0;
        Console.WriteLine("| devices | staff | load | shape | fit | p50 ms | p95 ms | p99 ms | mean score | proven | KB allocated | plain ms | equal |");
        Console.WriteLine("|--:|--:|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var devices in new[] { 4, 20, 60 }.Where(d => only == 0 || d == only))
        {
            foreach (var (load, shredded) in new[] { (.5, false), (.65, false), (.8, false), (.95, false), (.5, true) })
            {
                wrong += Row(devices, load, shredded, quick);
            }
        }
        Protocols(quick);
        return wrong == 0 ? 0 : 1;
    }

    // Every shipped protocol at the clinic of 20 devices.
    private static void Protocols(bool quick)
    {
        var clinic = new LoadedClinic(20, seed: 7);
        clinic.FillWithCourses(.5);
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| protocol, 20 devices at {clinic.Load:P0} | visits | fit | p50 ms | most ms | proven | greatest gap |"));
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|");
        foreach (var protocol in Application.Protocols.ProtocolTemplates.All)
        {
            var requests = Enumerable.Range(0, quick ? 4 : 20).Select(_ => clinic.NextPatient(protocol, Start)).ToList();
            CoursePlanner.Plan(requests[0]);
            var times = new List<double>();
            var best = new List<PlanOption>();
            foreach (var request in requests)
            {
                var clock = Stopwatch.StartNew();
                best.AddRange(CoursePlanner.Plan(request).Options.Take(1));
                times.Add(clock.Elapsed.TotalMilliseconds);
            }
            times.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {protocol.Code} | {protocol.Phases.Sum(p => p.DefaultSessions)} | {best.Count} of {requests.Count} | {times[times.Count / 2]:F1} | {times[^1]:F1} | {best.Count(o => o.Exact)} | {best.Select(o => o.Bound > 0 ? (o.Score - o.Bound) / o.Bound : 0).DefaultIfEmpty().Max():P1} |"));
        }
    }

    // How many prices differ from the plain programme's.
    private static int Row(int devices, double load, bool shredded, bool quick)
    {
        var clinic = new LoadedClinic(devices, seed: 7);
        if (shredded)
        {
            clinic.Shred(load);
        }
        else
        {
            clinic.FillWithCourses(load);
        }
        var requests = Enumerable.Range(0, quick ? 40 : 200).Select(_ => clinic.NextPatient(Start)).ToList();
        foreach (var request in requests.Take(20))
        {
            CoursePlanner.Plan(request);
        }
        var times = new List<double>();
        var scores = new List<decimal?>();
        var proven = 0;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        foreach (var request in requests)
        {
            var clock = Stopwatch.StartNew();
            var plan = CoursePlanner.Plan(request);
            times.Add(clock.Elapsed.TotalMilliseconds);
            scores.Add(plan.Options is [var best, ..] ? best.Score : null);
            proven += plan.Options is [{ Exact: true }, ..] ? 1 : 0;
        }
        allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / requests.Count / 1024;
        times.Sort();
        // Its work grows with the pairs: at 60 devices one course takes minutes.
        var compared = devices > 4 ? 1 : quick ? 2 : 10;
        var plainClock = Stopwatch.StartNew();
        var equal = requests.Take(compared).Select(PlainProgramme.Best).Zip(scores).Count(x => x.First == x.Second);
        var plain = plainClock.Elapsed.TotalMilliseconds / Math.Max(1, compared);
        var fit = scores.Where(s => s is not null).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {devices} | {devices * 2} | {clinic.Load:P0} | {(shredded ? "shredded" : "courses")} | {fit.Count} of {requests.Count} | {At(.5):F1} | {At(.95):F1} | {At(.99):F1} | {fit.Average():F1} | {proven} | {allocated} | {(compared > 0 ? plain.ToString("F0", CultureInfo.InvariantCulture) : "")} | {equal} of {compared} |"));
        if (clinic.Steadiness is var (median, ninth) && !shredded)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clinic.Courses} courses fill it; a visit lies {median:F0} minutes from its course's usual time at the median, {ninth:F0} at the 90th percentile."));
        }
        return compared - equal;

        double At(double share) => times[Math.Min(times.Count - 1, (int)(share * times.Count))];
    }
}
