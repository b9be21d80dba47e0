using Scheduling.Domain.Planning;
using Scheduling.Domain.Tests.Protocols;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Planning;

/// <summary>Alternatives are what they promise, compared with the search that tries everything. A failure names its seed.</summary>
public sealed class AlternativesTests(ITestOutputHelper output)
{
    private const decimal Dominating = 1_000_000_000m;
    private static readonly DateOnly Monday = new(2027, 1, 4);

    public static TheoryData<int> Batches => [.. Enumerable.Range(0, 4)];

    [Theory]
    [MemberData(nameof(Batches))]
    public void Plan_RandomTinyCourse_EachAlternativeHasTheLeastOfItsFigureThenTheLeastScore(int batch)
    {
        output.WriteLine($"seeds {5000 + batch * 30} to {5000 + batch * 30 + 29}");
        var differ = 0;
        for (var seed = 5000 + batch * 30; seed < 5000 + batch * 30 + 30; seed++)
        {
            var request = RandomCourse.Make(seed) with { Alternatives = true, Priority = 1 };
            var plan = CoursePlanner.Plan(request);
            if (plan.Options.Count == 0)
            {
                continue;
            }
            var best = plan.Options[0];
            PlanOption Of(PlanOptionKind kind) => plan.Options.Single(o => o.Kinds.Contains(kind));
            Assert.All(plan.Options, o => Assert.Empty(PlanChecker.Problems(request, o).Select(p => $"seed {seed}: {p}")));

            var first = Of(PlanOptionKind.EarliestFinish);
            var earliest = Earliest(request, best);
            Assert.True(first.EndsOn == earliest.EndsOn && first.Score == earliest.Score, $"seed {seed}: ends {first.EndsOn} at {first.Score}, brute force {earliest}");

            var latest = best.EndsOn.AddDays(7) < request.HorizonEnd ? best.EndsOn.AddDays(7) : request.HorizonEnd;
            var weights = request.Weights with { StaffChange = request.Weights.StaffChange * (request.KeepStaff ? 10 : 1) };
            var bounded = request with { HorizonEnd = latest, KeepStaff = false };
            var steady = Of(PlanOptionKind.Steadiest);
            var expected = BruteForce.Best(bounded with { Weights = weights with { NominalMinute = weights.NominalMinute + Dominating } })!.Value.Score;
            var minutes = PlanFigures.Of(steady).TotalMinutesOff;
            Assert.True(Math.Floor(expected / Dominating) == minutes, $"seed {seed}: steadiest {minutes}, brute force {expected}");
            // The best is measured from its own nominal time, which need not be its usual one.
            Assert.True(steady == best || expected == Dominating * minutes + steady.Score, $"seed {seed}: steadiest {minutes} at {steady.Score}, brute force {expected}");
            var few = Of(PlanOptionKind.FewestStaffChanges);
            expected = BruteForce.Best(bounded with { Weights = weights with { StaffChange = weights.StaffChange + Dominating } })!.Value.Score;
            Assert.True(expected == Dominating * few.Terms.StaffChangeCount + few.Score, $"seed {seed}: fewest changes {few.Terms.StaffChangeCount} at {few.Score}, brute force {expected}");

            Assert.All(plan.Options.Skip(1), o => Assert.True(
                o.Kinds.All(k => k switch
                {
                    PlanOptionKind.EarliestFinish => o.EndsOn < best.EndsOn,
                    PlanOptionKind.Steadiest => PlanFigures.Of(o).TotalMinutesOff < PlanFigures.Of(best).TotalMinutesOff,
                    _ => o.Terms.StaffChangeCount < best.Terms.StaffChangeCount,
                }), $"seed {seed}: {string.Join(' ', o.Kinds)} is no better than the best in its own figure"));
            Assert.All(plan.Options, o => Assert.True(o.Score >= best.Score, $"seed {seed}"));
            Assert.Equal(plan.Options.Count, plan.Options.Select(o => string.Join(';', o.Sessions.SelectMany(s => s.Takes.Select(t => $"{s.Start:O} {t.Resource} {t.Lane}")))).Distinct().Count());
            differ += plan.Options.Count > 1 ? 1 : 0;
        }
        output.WriteLine($"{differ} instances with alternatives");
        Assert.True(differ >= 1, "too few instances whose alternatives differ: the generator has gone stale");
    }

    [Fact]
    public void Plan_AnyCourse_SaysOfEveryVisitOffThePreferredTimeWhichRuleResourceAndInterval()
    {
        var said = new HashSet<string>();
        for (var seed = 6000; seed < 6200; seed++)
        {
            var request = RandomCourse.Make(seed);
            foreach (var option in CoursePlanner.Plan(request).Options)
            {
                Check(request, option, $"seed {seed}", said);
            }
        }
        output.WriteLine(string.Join(' ', said.Order()));
        foreach (var code in Templates.Codes)
        {
            var clinic = new Clinic(days: 260).WithTechnician(1).WithPrescriber(1);
            _ = Templates.Get(code).DeviceCapability is { } capability ? clinic.WithDevice(1, capabilities: capability) : clinic.WithRoom(1);
            clinic.WithClosure(new TimeRange(clinic.At(Monday.AddDays(8), 9), clinic.At(Monday.AddDays(8), 11)));
            var request = clinic.Plan(Templates.Get(code)) with { PreferredTime = new TimeOnly(9, 30), MaxShortfalls = 50, Alternatives = false };
            foreach (var option in CoursePlanner.Plan(request).Options)
            {
                Check(request, option, code, said);
            }
        }
        Assert.Contains(ViolationReasons.KeepsNominalTime, said);
        Assert.Contains(ViolationReasons.GapTooShort, said);
    }

    [Fact]
    public void Plan_PreferredTimeBlockedOnMostDays_SaysOnTheOthersThatTheCourseKeepsItsNominalTime()
    {
        var clinic = new Clinic(days: 90).WithTechnician(1).WithPrescriber(1).WithDevice(1);
        var blocked = Enumerable.Range(0, 90).Where(d => d % 7 is 1 or 2 or 3 or 4).Select(d => TimeRange.OfMinutes(clinic.At(Monday.AddDays(d), 9), 60)).ToList();
        clinic.ChangeDevice(Clinic.Device(1), d => d with { Taken = [.. blocked.Select(b => new Occupation(0, b, Clinic.Id(9, 1)))] });

        var option = CoursePlanner.Plan(clinic.Plan(Templates.Get("rtms_10hz_19")) with { PreferredTime = new TimeOnly(9, 30), Alternatives = false }).Options[0];

        var device = new ResourceRef(ResourceRefKind.Device, Clinic.Device(1));
        var monday = option.Sessions.First(s => s.LocalDate.DayOfWeek == DayOfWeek.Monday && s.Kind == "treatment");
        Assert.Equal((Rule.R1, ViolationReasons.KeepsNominalTime, device, blocked[0]), Told(monday));
        var tuesday = option.Sessions.First(s => s.LocalDate.DayOfWeek == DayOfWeek.Tuesday);
        Assert.Equal((Rule.R1, ViolationReasons.Taken, device, blocked[0]), Told(tuesday));
    }

    private static (Rule, string, ResourceRef, TimeRange) Told(PlannedVisit visit) =>
        (visit.MovedBecause!.Rule, visit.MovedBecause.Reason, visit.MovedBecause.Resource!.Value, visit.MovedBecause.Interval!.Value);

    private static void Check(CoursePlanRequest request, PlanOption option, string where, HashSet<string> said)
    {
        var wish = request.PreferredTime ?? option.NominalTime;
        foreach (var visit in option.Sessions)
        {
            var off = (visit.LocalTime.ToTimeSpan() - wish.ToTimeSpan()).Duration();
            Assert.True(off == TimeSpan.Zero ? visit.MovedBecause is null : off < TimeSpan.FromMinutes(5) || visit.MovedBecause is { Resource: not null, Interval: not null }, $"{where}: {visit}");
            if (visit.MovedBecause is { } because)
            {
                said.Add(because.Reason);
            }
        }
    }

    // The least last day by which as many fit, and the least score by then.
    private static (DateOnly EndsOn, decimal Score) Earliest(CoursePlanRequest request, PlanOption best)
    {
        var placed = best.Sessions.Count(s => s.SessionNumber is not null);
        for (var last = request.StartOnOrAfter; ; last = last.AddDays(1))
        {
            if (BruteForce.Best(request with { HorizonEnd = last }) is { } found && found.Placed == placed)
            {
                return (last, found.Score);
            }
        }
    }
}
