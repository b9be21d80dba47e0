using System.Diagnostics;
using System.Globalization;
using Scheduling.Domain.Planning;

namespace Scheduling.Benchmarks.Planning;

/// <summary>P1: time to place a course of 36 visits exactly, over all nominal times, devices and rooms, by size and load of the site.</summary>
internal static class CourseBenchmark
{
    internal static int Run(IReadOnlyList<string> arguments)
    {
        var quick = arguments.Contains("--quick");
        var only = arguments.FirstOrDefault(a => a.StartsWith("--devices=", StringComparison.Ordinal)) is { } a ? int.Parse(a[10..], CultureInfo.InvariantCulture) : 0;
        var courses = quick ? 40 : 200;
        Console.WriteLine("| devices | staff | load | shape | courses | p50 ms | p95 ms | p99 ms | mean score | proven | allocated KB |");
        Console.WriteLine("|--:|--:|--:|---|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var devices in new[] { 4, 20, 60 }.Where(d => only == 0 || d == only))
        {
            foreach (var load in new[] { .5, .8, .95 })
            {
                Row(devices, load, shredded: false, courses);
            }
            Row(devices, .5, shredded: true, courses);
        }
        return 0;
    }

    private static void Row(int devices, double load, bool shredded, int courses)
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
        var requests = Enumerable.Range(0, courses).Select(_ => clinic.NextPatient(new DateOnly(2027, 1, 6))).ToList();
        foreach (var request in requests.Take(10))
        {
            CoursePlanner.Plan(request);
        }
        var times = new List<double>();
        var (score, found, proven) = (0m, 0, 0);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        foreach (var request in requests)
        {
            var clock = Stopwatch.StartNew();
            var plan = CoursePlanner.Plan(request);
            times.Add(clock.Elapsed.TotalMilliseconds);
            if (plan.Options is [var best, ..])
            {
                score += best.Score;
                found++;
                proven += best.Exact ? 1 : 0;
            }
        }
        allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / courses / 1024;
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {devices} | {devices * 2} | {clinic.Load:P0} | {(shredded ? "shredded" : "courses")} | {found} of {courses} | {At(.5):F1} | {At(.95):F1} | {At(.99):F1} | {(found > 0 ? score / found : 0):F1} | {proven} | {allocated} |"));

        double At(double share) => times[Math.Min(times.Count - 1, (int)(share * times.Count))];
    }
}
