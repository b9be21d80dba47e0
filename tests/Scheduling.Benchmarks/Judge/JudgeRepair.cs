using System.Globalization;
using Scheduling.Benchmarks.Planning;
using Scheduling.Domain.Repairs;

namespace Scheduling.Benchmarks.Judge;

/// <summary>
/// The repairs of <c>p3</c> beside an exact solver from outside, CBC: the same book as a mixed-integer programme (<see cref="RepairProgramme"/>), solved term by
/// term in the order of <see cref="RepairCost"/>. What the solver proves no repair can go below stands beside what the planner's repair costs.
/// </summary>
internal static class JudgeRepair
{
    internal static int Run(IReadOnlyList<string> args)
    {
        string? Argument(string name) => args.SkipWhile(a => a != name).Skip(1).FirstOrDefault();
        var seconds = int.Parse(Argument("--seconds") ?? "600", CultureInfo.InvariantCulture);
        var sizes = Argument("--devices") is { } asked ? [int.Parse(asked, CultureInfo.InvariantCulture)] : (int[])[2, 4, 8];
        Console.WriteLine("| devices | visits hit | columns | rows | lost, moved, told: planner | its bound | solver's bound | minutes: planner | its bound | solver's bound |");
        Console.WriteLine("|--:|--:|--:|--:|---|---|---|--:|--:|--:|");
        var below = 0;
        foreach (var devices in sizes)
        {
            below += Row(devices, TimeSpan.FromSeconds(seconds));
        }
        return below == 0 ? 0 : 1;
    }

    private static int Row(int devices, TimeSpan time)
    {
        var request = RepairBenchmark.Down(new LoadedClinic(devices, seed: 7).BookCourses(12 * devices));
        var plan = RepairPlanner.Plan(request);
        var programme = new RepairProgramme(request);
        var solver = new CbcSolver(time);

        var moved = solver.Least(programme, programme.Moved, []);
        var told = solver.Least(programme, programme.Told, [(programme.Moved, plan.Cost.Moved)]);
        // Minutes are compared only after all that comes before them: among the repairs that move and tell as few as the planner's.
        var minutes = solver.Least(programme, programme.Minutes, [(programme.Moved, plan.Cost.Moved), (programme.Told, plan.Cost.Told)]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {devices} | {request.Visits.Count(v => v.Affected)} | {programme.Columns} | {programme.Rows} | {RepairBenchmark.Few(plan.Cost)} | {RepairBenchmark.Few(plan.Bound)} | 0, {moved}, {told} | {plan.Cost.Minutes} | {plan.Bound.Minutes} | {minutes} |"));
        // A repair cheaper than what can't be gone below would be one that breaks a rule.
        return plan.Cost.Moved < moved.Value || plan.Cost.Told < told.Value || plan.Cost.Minutes < minutes.Value ? 1 : 0;
    }
}
