using Scheduling.Benchmarks.Planning;

return args switch
{
    ["p1", .. var rest] => CourseBenchmark.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project tests/Scheduling.Benchmarks -- p1 [--quick]");
    return 2;
}
