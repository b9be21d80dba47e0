using Scheduling.Benchmarks.Http;
using Scheduling.Benchmarks.Planning;

return args switch
{
    ["p1", .. var rest] => CourseBenchmark.Run(rest),
    ["http", .. var rest] => await HttpBenchmark.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project tests/Scheduling.Benchmarks -- p1 [--quick] | http [--quick] [--growth 10000000]");
    return 2;
}
