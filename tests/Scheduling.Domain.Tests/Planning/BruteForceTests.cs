using Scheduling.Domain.Planning;

namespace Scheduling.Domain.Tests.Planning;

/// <summary>P1 equals the search that tries everything. A failure names its seed; BRUTE_SEEDS=from-until runs others.</summary>
public sealed class BruteForceTests(ITestOutputHelper output)
{
    private const int Batches = 8;
    private const int PerBatch = 50;

    public static TheoryData<int> BatchNumbers => [.. Enumerable.Range(0, Batches)];

    [Theory]
    [MemberData(nameof(BatchNumbers))]
    public void Plan_RandomTinyCourse_EqualsBruteForce(int batch)
    {
        var (from, until) = (batch * PerBatch, (batch + 1) * PerBatch);
        if (Environment.GetEnvironmentVariable("BRUTE_SEEDS") is { Length: > 0 } range)
        {
            var all = range.Split('-').Select(s => int.Parse(s, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            (from, until) = (all[0] + (all[1] - all[0]) * batch / Batches, all[0] + (all[1] - all[0]) * (batch + 1) / Batches);
        }
        output.WriteLine($"seeds {from} to {until - 1}");
        var (whole, short_, none) = (0, 0, 0);
        for (var seed = from; seed < until; seed++)
        {
            var request = RandomCourse.Make(seed);

            var plan = CoursePlanner.Plan(request);
            var best = BruteForce.Best(request);

            if (best is not { } expected)
            {
                Assert.True(plan.Options.Count == 0, $"seed {seed}: a plan where there is none");
                none++;
                continue;
            }
            Assert.True(plan.Options.Count == 1, $"seed {seed}: no plan, brute force places {expected.Placed} at {expected.Score}");
            var option = plan.Options[0];
            Assert.Empty(PlanChecker.Problems(request, option).Select(p => $"seed {seed}: {p}"));
            var placed = option.Sessions.Count(s => s.SessionNumber is not null);
            Assert.True((placed, option.Score) == expected, $"seed {seed}: planner {placed} at {option.Score}, brute force {expected.Placed} at {expected.Score}");
            Assert.True(option.Exact && option.Bound == option.Score, $"seed {seed}: not proven");
            (whole, short_) = option.Shortfalls.Count == 0 ? (whole + 1, short_) : (whole, short_ + 1);
        }
        output.WriteLine($"whole {whole}, with shortfalls {short_}, nothing fits {none}");
        Assert.True(Environment.GetEnvironmentVariable("BRUTE_SEEDS") is not null || whole >= PerBatch / 5, "too few instances that fit: the generator has gone stale");
    }
}
