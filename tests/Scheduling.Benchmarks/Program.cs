using Scheduling.Benchmarks.Admissions;
using Scheduling.Benchmarks.Http;
using Scheduling.Benchmarks.Judge;
using Scheduling.Benchmarks.Planning;

return args switch
{
    ["p1", .. var rest] => CourseBenchmark.Run(rest),
    ["p2", .. var rest] => AdmissionBenchmark.Run(rest),
    ["p3", .. var rest] => RepairBenchmark.Run(rest),
    ["http", .. var rest] => await HttpBenchmark.RunAsync(rest),
    ["judge", "admit", var instance, .. var rest] => JudgeAdmit.Run(instance, rest),
    ["judge", "repair", .. var rest] => JudgeRepair.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project tests/Scheduling.Benchmarks -- p1 [--quick] | p2 [--quick] | p3 [--quick] | http [--quick] [--growth 10000000]");
    Console.Error.WriteLine("       ... -- judge admit INSTANCE.json [--seconds 10] [--seed 1] [--tech-weight 20] [--out PLAN.json]");
    Console.Error.WriteLine("       ... -- judge repair [--devices 2] [--seconds 600]    (needs the solver cbc on the path)");
    return 2;
}
