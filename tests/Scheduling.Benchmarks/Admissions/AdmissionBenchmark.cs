using System.Diagnostics;
using System.Globalization;
using Scheduling.Benchmarks.Planning;
using Scheduling.Domain.Admissions;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Staffing;

namespace Scheduling.Benchmarks.Admissions;

/// <summary>
/// P2: waiting lists of 36-visit courses with real lengths, rooms and prescribers, on devices of two models that not every technician may
/// operate; patients start over three weeks and wait at most two. Cost, what first come, first served costs, bound and gap by size.
/// </summary>
internal static class AdmissionBenchmark
{
    private static readonly DateOnly Start = new(2027, 1, 4);
    private static readonly Guid OtherModel = new(2, 1, 0, new byte[8]);

    internal static int Run(IReadOnlyList<string> arguments)
    {
        var seconds = arguments.Contains("--quick") ? 5 : 60;
        Console.WriteLine("| devices | patients | weeks | seconds | cost | first come | bound | gap | admitted | by first come |");
        Console.WriteLine("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        var worse = 0;
        foreach (var (devices, patients) in new[] { (2, 20), (4, 60), (10, 200) })
        {
            var request = List(devices, patients) with { TimeLimit = TimeSpan.FromSeconds(seconds) };
            var clock = Stopwatch.StartNew();
            var plan = AdmissionPlanner.Plan(request, null, CancellationToken.None);
            worse += plan.Cost > plan.FirstComeCost ? 1 : 0;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {devices} | {patients} | 12 | {clock.Elapsed.TotalSeconds:F1} | {plan.Cost:F0} | {plan.FirstComeCost:F0} | {plan.Bound:F0} | {plan.Gap:P1} | {plan.Decisions.Count(d => d.Option is not null)} | {plan.FirstComeCost / plan.Cost:F2} x |"));
        }
        return worse == 0 ? 0 : 1;
    }

    private static AdmissionRequest List(int devices, int patients)
    {
        var clinic = new LoadedClinic(devices, seed: 11);
        var courses = Enumerable.Range(0, patients).Select(i => clinic.NextPatient(Start.AddDays(7 * (i % 3)))).ToList();
        var facts = Mixed(courses[0].Sites[0]);
        return new AdmissionRequest
        {
            Candidates = [.. courses.Select((course, i) => new AdmissionCandidate
            {
                Id = course.Patient.Id,
                Course = course with
                {
                    Sites = [facts],
                    StartOnOrBefore = course.StartOnOrAfter.AddDays(13),
                    HorizonEnd = Start.AddDays(12 * 7 - 1),
                    Priority = i % 4 == 0 ? 2 : 1,
                },
            })],
            TimeLimit = TimeSpan.FromSeconds(1),
        };
    }

    // Every third device is of another model, which two technicians of three may operate too.
    private static ClinicFacts Mixed(ClinicFacts facts) => facts with
    {
        Devices = [.. facts.Devices.Select((d, i) => i % 3 == 2 ? d with { ModelId = OtherModel } : d)],
        Staff = [.. facts.Staff.Select((s, i) => i % 3 == 0 ? s : s with { Credentials = [.. s.Credentials, new Credential(VisitRules.OperatorCredential, OtherModel, Start.AddYears(-1), null)] })],
    };
}
