using System.Globalization;
using Npgsql;
using Scheduling.Application.Appointments;
using Scheduling.Testing.Api;
using Scheduling.Testing.Postgres;

namespace Scheduling.Benchmarks.Http;

/// <summary>The service over HTTP on a PostgreSQL of its own that writes through, against bare Npgsql doing the same reads and writes in the same run.</summary>
internal static class HttpBenchmark
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>Runs it. <c>--quick</c>: fewer courses and clients. <c>--growth N</c>: again with 10^6, 10^7, ... up to N allocations.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var quick = args.Contains("--quick");
        var growth = args.SkipWhile(a => a != "--growth").Skip(1).Select(a => long.Parse(a, Invariant)).FirstOrDefault();
        var folder = Path.Combine(Environment.IsPrivilegedProcess ? "/var/tmp" : Path.GetTempPath(), "scheduling-bench-" + Environment.ProcessId.ToString(Invariant));
        var postgres = PostgresFixture.Durable(folder);
        try
        {
            await using var api = await TestApi.StartAsync(postgres, CancellationToken.None, ("Appointments:BookedAtOncePerSite", new AppointmentOptions().BookedAtOncePerSite.ToString(Invariant)));
            await MeasureAsync(api, quick, growth);
        }
        finally
        {
            await postgres.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task MeasureAsync(TestApi api, bool quick, long growth)
    {
        var turns = quick ? 20 : 100;
        int[] clients = quick ? [1, 16] : [1, 2, 4, 8, 16, 32, 64];
        var clinic = await BenchClinic.MakeAsync(api, 20, 40, 0.8, Math.Max(turns, 64), 1);
        List<Guid> courses = [];
        for (var i = 0; i < Math.Max(turns, 64); i++)
        {
            courses.Add(await clinic.Clinic.CreateCourseAsync(i));
        }

        await api.ExecuteAsync("vacuum analyze");
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(api.Database.AppConnectionString) { MaxAutoPrepare = 200 });
        using var planner = new PlannerTime();
        Console.WriteLine($"{Environment.ProcessorCount} cores, {await api.QueryAsync<string>("select version()")}, fsync {await api.QueryAsync<string>("show fsync")}, .NET {Environment.Version}");
        Console.WriteLine(string.Create(Invariant, $"one site, 20 devices, 40 staff, {clinic.Visits} visits booked, devices {clinic.Load:P0} busy; courses of 36 visits over 12 weeks; {turns} turns, in milliseconds"));
        await TurnsAsync(api, clinic, database, planner, courses, quick ? 8 : 15, print: false);
        var small = await TurnsAsync(api, clinic, database, planner, courses, turns, print: true);

        Console.WriteLine();
        Console.WriteLine("clients   bookings/s   floor/s   service of floor   plans a booking   refused");
        foreach (var count in clients)
        {
            planner.TakeRuns();
            var (service, floor, refused) = await new Throughput(clinic, database).RunAsync(count, [.. courses.Take(Math.Max(16, count))]);
            Console.WriteLine(string.Create(Invariant, $"{count,7} {service,12:0.0} {floor,9:0.0} {service / floor,18:0.00} {planner.TakeRuns() / (double)Math.Max(16, count) / Throughput.Rounds,17:0.0} {refused,9}"));
        }

        var history = new History(api, clinic);
        for (var size = 1_000_000L; size <= growth; size *= 10)
        {
            Console.WriteLine(string.Create(Invariant, $"growing to {size:N0} allocations"));
            await history.GrowAsync(size);
            Console.WriteLine("grown");
            await TurnsAsync(api, clinic, database, planner, courses, quick ? 8 : 15, print: false);
            var large = await TurnsAsync(api, clinic, database, planner, courses, turns, print: true);
            Console.WriteLine(string.Create(Invariant, $"against the table as it was: plan {large.Plan.P50 / small.Plan.P50:0.00}, book {large.Book.P50 / small.Book.P50:0.00}, floor of plan {large.PlanFloor.P50 / small.PlanFloor.P50:0.00}, floor of book {large.BookFloor.P50 / small.BookFloor.P50:0.00}, search {large.Search.P50 / small.Search.P50:0.00}"));
        }

        var sisters = new SisterSites(api, clinic);
        await sisters.MakeAsync();
        await api.ExecuteAsync("vacuum analyze");
        await sisters.MeasureAsync([.. courses.Take(8)]);
        var (plan, earliest) = await sisters.MeasureAsync([.. courses.Take(quick ? 10 : 40)]);
        Console.WriteLine();
        Console.WriteLine(string.Create(Invariant, $"plan {plan}   earliest start over {SisterSites.Sites} sites {earliest}   of as many plans {earliest.P50 / plan.P50 / SisterSites.Sites:0.00}"));

        await history.ForgetAsync();
    }

    private static async Task<Measured> TurnsAsync(TestApi api, BenchClinic clinic, NpgsqlDataSource database, PlannerTime planner, List<Guid> courses, int turns, bool print)
    {
        var measured = new Measured(clinic, database, planner);
        for (var i = 0; i < turns; i++)
        {
            await measured.TurnAsync(courses[i], i * 5 % 12);
        }

        if (print)
        {
            Console.WriteLine();
            var allocations = await api.QueryAsync<long>("select count(*) from allocations");
            Console.WriteLine(string.Create(Invariant, $"{allocations:N0} allocations"));
            Console.WriteLine("                p50     p95     p99   floor p50     p95     p99   p50 of floor   planner p50     p99   p50 without it, of floor");
            Row("plan", measured.Plan, measured.PlanFloor, measured.PlanPlanner);
            Row("book", measured.Book, measured.BookFloor, measured.BookPlanner);
            Row("search", measured.Search, measured.SearchFloor, null);
        }

        return measured;
    }

    private static void Row(string name, Sample service, Sample floor, Sample? planner)
    {
        var apart = planner is null ? "" : string.Create(Invariant, $"{planner.P50,13:0.0} {planner.P99,7:0.0} {(service.P50 - planner.P50) / floor.P50,26:0.00}");
        Console.WriteLine(string.Create(Invariant, $"{name,-10} {service}     {floor} {service.P50 / floor.P50,14:0.00} {apart}"));
    }
}
