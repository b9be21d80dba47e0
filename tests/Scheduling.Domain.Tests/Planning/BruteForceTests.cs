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
    public void Plan_RandomTinyCourse_EqualsBruteForce(int batch) => Compare(batch, r => r);

    /// <summary>The same with a latest start, and where weeks lose what they can't hold instead of carrying it on.</summary>
    [Theory]
    [MemberData(nameof(BatchNumbers))]
    public void Plan_RandomTinyCourseThatLosesSessions_EqualsBruteForce(int batch) => Compare(batch, request =>
    {
        var number = request.Patient.BornOn?.DayNumber + request.Remaining.Sum(r => r.Sessions) + request.HorizonEnd.DayNumber ?? 1;
        var loses = request.Kept.Count == 0 && request.Coverage.Sessions is null && request.Protocol.Phases.All(p => p.WeeklyCap is not null);
        return request with
        {
            StartOnOrBefore = number % 3 == 0 ? request.StartOnOrAfter.AddDays(number % 5) : null,
            MostLost = loses ? number % 4 : null,
        };
    });

    private void Compare(int batch, Func<CoursePlanRequest, CoursePlanRequest> change)
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
            var request = change(RandomCourse.Make(seed));

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
            var placed = request.MostLost is null ? option.Sessions.Count(s => s.SessionNumber is not null) : expected.Placed;
            Assert.Equal(request.Remaining.Sum(r => r.Sessions), option.Sessions.Count(s => s.SessionNumber is not null) + option.Shortfalls.Count);
            Assert.True((placed, option.Score) == expected, $"seed {seed}: planner {placed} at {option.Score}, brute force {expected.Placed} at {expected.Score}");
            Assert.True(option.Exact && option.Bound == option.Score, $"seed {seed}: not proven");
            (whole, short_) = option.Shortfalls.Count == 0 ? (whole + 1, short_) : (whole, short_ + 1);
        }
        output.WriteLine($"whole {whole}, with shortfalls {short_}, nothing fits {none}");
        Assert.True(Environment.GetEnvironmentVariable("BRUTE_SEEDS") is not null || whole >= PerBatch / 5, "too few instances that fit: the generator has gone stale");
    }
}
