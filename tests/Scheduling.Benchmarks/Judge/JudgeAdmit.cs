using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Scheduling.Domain.Admissions;
using Scheduling.Domain.Planning;

namespace Scheduling.Benchmarks.Judge;

/// <summary>The door for an outside judge: reads an instance, plans it through <see cref="AdmissionPlanner"/>, writes the plan.</summary>
internal static class JudgeAdmit
{
    internal static int Run(string instanceFile, string[] args)
    {
        var began = Process.GetCurrentProcess().StartTime.ToUniversalTime();
        string Argument(string name, string otherwise) => Array.IndexOf(args, name) is var i and >= 0 && i + 1 < args.Length ? args[i + 1] : otherwise;
        var seconds = double.Parse(Argument("--seconds", "10"), CultureInfo.InvariantCulture);
        var technician = decimal.Parse(Argument("--tech-weight", "20"), CultureInfo.InvariantCulture);
        using var document = JsonDocument.Parse(File.ReadAllText(instanceFile));
        var instance = new JudgeInstance(document.RootElement, technician);
        // The time asked for includes the start of the program.
        var time = TimeSpan.FromSeconds(seconds) - (DateTime.UtcNow - began);
        var request = instance.Request(int.Parse(Argument("--seed", "1"), CultureInfo.InvariantCulture), time > TimeSpan.Zero ? time : TimeSpan.FromMilliseconds(1));

        var plan = AdmissionPlanner.Plan(request, null, CancellationToken.None);

        if (Argument("--out", "") is { Length: > 0 } file)
        {
            File.WriteAllText(file, JsonSerializer.Serialize(new { cost = plan.Cost, plans = plan.Decisions.Select(d => d.Option is { } option ? Written(request.Candidates.Single(c => c.Id == d.CandidateId), option) : null) }));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cost {plan.Cost:0.#} bound {plan.Bound:0.#} gap {plan.Gap:P2} first come {plan.FirstComeCost:0.#} admitted {plan.Decisions.Count(d => d.Option is not null)} of {plan.Decisions.Count} steps {plan.Steps} seconds {(DateTime.UtcNow - began).TotalSeconds:0.0}"));
        return 0;
    }

    private static object Written(AdmissionCandidate candidate, PlanOption option)
    {
        var week = (JudgeInstance.Day(option.StartsOn) / 5);
        return new
        {
            id = JudgeInstance.Number(candidate.Id),
            anchor = JudgeInstance.SlotOf(option.NominalTime),
            startWeek = week,
            cost = option.Score,
            sessions = option.Sessions.Select(s => (int[])
            [
                JudgeInstance.Day(s.LocalDate), JudgeInstance.SlotOf(s.LocalTime), (int)(s.End - s.Start).TotalMinutes / 5,
                Resource(s, ResourceRefKind.Staff), Resource(s, ResourceRefKind.Device),
            ]),
        };
    }

    private static int Resource(PlannedVisit visit, ResourceRefKind kind) => JudgeInstance.Number(visit.Takes.First(t => t.Resource.Kind == kind).Resource.Id);
}
