using Scheduling.Domain.Admissions;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Tests.Planning;

namespace Scheduling.Domain.Tests.Admissions;

public sealed class AdmissionPlannerTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Plan_RandomList_IsLegalAndNeverWorseThanFirstComeNorBetterThanTheBound(int seed)
    {
        var request = WaitingList.Make(seed);

        var plan = AdmissionPlanner.Plan(request, null, TestContext.Current.CancellationToken);

        Assert.Empty(Problems(request, plan));
        Assert.Equal(request.Candidates.Select(c => c.Id), plan.Decisions.Select(d => d.CandidateId));
        Assert.Equal(plan.Cost, plan.Decisions.Sum(d => d.Cost));
        Assert.All(plan.Decisions, d => Assert.Equal(d.Option is null, d.WhyNot is not null));
        Assert.True(plan.Cost <= FirstCome(request), $"seed {seed}: {plan.Cost} against {FirstCome(request)}");
        Assert.Equal(FirstCome(request), plan.FirstComeCost);
        Assert.InRange(plan.Bound, 0, plan.Cost);
    }

    /// <summary>Every admitted course is at its exact best beside the others.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Plan_RandomList_LeavesNothingForP1ToImprove(int seed)
    {
        var request = WaitingList.Make(seed);

        var plan = AdmissionPlanner.Plan(request, null, TestContext.Current.CancellationToken);

        foreach (var (candidate, decision) in request.Candidates.Zip(plan.Decisions))
        {
            var alone = CoursePlanner.Plan(Beside(request, plan, candidate));
            Assert.True(alone.Options.Count == 0 || Math.Min(Rejection(candidate), alone.Options[0].Score) >= decision.Cost, $"seed {seed}: candidate {candidate.Id}");
        }
    }

    /// <summary>A list of one is P1: the pricing of the bound and P1 agree on all that both know.</summary>
    [Theory]
    [MemberData(nameof(OfOne))]
    public void Plan_ListOfOne_EqualsP1(int seed)
    {
        var course = RandomCourse.Make(seed) with { MaxShortfalls = 0 };
        var request = new AdmissionRequest { Candidates = [new AdmissionCandidate { Id = Clinic.Id(7, 1), Course = course }], TimeLimit = TimeSpan.FromHours(1), StepLimit = 10 };

        var plan = AdmissionPlanner.Plan(request, null, TestContext.Current.CancellationToken);

        var options = CoursePlanner.Plan(course).Options;
        var best = options.Count > 0 ? Math.Min(options[0].Score, Rejection(request.Candidates[0])) : Rejection(request.Candidates[0]);
        Assert.Equal(best, plan.Cost);
        Assert.True(plan.Bound <= best, $"seed {seed}: bound {plan.Bound}, best {best}");
        Assert.Equal(options.Count == 0 ? AdmissionRefusal.FitsNowhere : best < options[0].Score ? AdmissionRefusal.TooDear : null, plan.Decisions[0].WhyNot);
    }

    public static TheoryData<int> OfOne => [.. Enumerable.Range(1, 60)];

    [Fact]
    public void Plan_SameSeedAndSteps_GivesTheSameAnswer()
    {
        var (first, second) = (AdmissionPlanner.Plan(WaitingList.Make(5, 9), null, TestContext.Current.CancellationToken), AdmissionPlanner.Plan(WaitingList.Make(5, 9), null, TestContext.Current.CancellationToken));

        Assert.Equal((first.Cost, first.Bound, first.Steps), (second.Cost, second.Bound, second.Steps));
        Assert.Equal(Starts(first), Starts(second));
    }

    [Fact]
    public void Plan_CancelledAtOnce_AnswersWithALegalPlan()
    {
        var request = WaitingList.Make(3);

        var plan = AdmissionPlanner.Plan(request, null, new CancellationToken(canceled: true));

        Assert.Empty(Problems(request, plan));
        Assert.Equal(request.Candidates.Count, plan.Decisions.Count);
    }

    [Fact]
    public void Plan_CancelledWhileItSearches_AnswersWithItsBestSoFar()
    {
        var request = WaitingList.Make(8, 9) with { StepLimit = 100_000_000 };
        using var cancel = new CancellationTokenSource();
        var told = new List<AdmissionProgress>();

        var plan = AdmissionPlanner.Plan(request, new Told(p =>
        {
            told.Add(p);
            cancel.Cancel();
        }), cancel.Token);

        Assert.Empty(Problems(request, plan));
        Assert.True(plan.Cost <= told[0].Cost);
        Assert.True(plan.Cost <= plan.FirstComeCost);
    }

    [Fact]
    public void Plan_TwoForOnePlace_AdmitsTheHigherPriority()
    {
        var request = OnePlace(c => c, c => c with { Priority = 2 });

        var plan = AdmissionPlanner.Plan(request, null, TestContext.Current.CancellationToken);

        Assert.Equal(AdmissionRefusal.NoPlaceLeft, plan.Decisions[0].WhyNot);
        Assert.NotNull(plan.Decisions[1].Option);
        Assert.True(plan.Cost < plan.FirstComeCost);
        Assert.Equal(plan.Bound, plan.Cost);
    }

    [Fact]
    public void Plan_OtherOrder_CostsTheSame()
    {
        var request = OnePlace(c => c, c => c with { Priority = 2 });

        var turned = AdmissionPlanner.Plan(request with { Candidates = [.. request.Candidates.Reverse()] }, null, TestContext.Current.CancellationToken);

        Assert.Equal(AdmissionPlanner.Plan(request, null, TestContext.Current.CancellationToken).Cost, turned.Cost);
    }

    [Fact]
    public void Plan_LatestStart_IsKept()
    {
        var request = OnePlace(c => c with { HorizonEnd = c.HorizonEnd.AddDays(7) }, c => c with { StartOnOrBefore = c.StartOnOrAfter.AddDays(1), HorizonEnd = c.HorizonEnd.AddDays(7) });

        var plan = AdmissionPlanner.Plan(request, null, TestContext.Current.CancellationToken);

        Assert.All(plan.Decisions, d => Assert.NotNull(d.Option));
        Assert.True(plan.Decisions[1].Option!.StartsOn <= request.Candidates[1].Course.StartOnOrBefore);
        Assert.Equal(7, plan.Decisions[0].Option!.StartsOn.DayNumber - plan.Decisions[1].Option!.StartsOn.DayNumber);
    }

    [Fact]
    public void Plan_PatientTwice_IsRefused()
    {
        var request = WaitingList.Make(1, 1);

        Assert.Throws<ArgumentException>(() => AdmissionPlanner.Plan(request with { Candidates = [request.Candidates[0], request.Candidates[0] with { Id = Clinic.Id(7, 99) }] }, null, TestContext.Current.CancellationToken));
    }

    // One technician and one device, open for just one visit a day; courses of five visits in one week.
    private static AdmissionRequest OnePlace(Func<CoursePlanRequest, CoursePlanRequest> first, Func<CoursePlanRequest, CoursePlanRequest> second)
    {
        var clinic = new Clinic(days: 12).WithTechnician(1).WithDevice(1).WithHours([.. Clinic.Week(9, 10).Select(w => w with { Until = new TimeOnly(9, 30) })]);
        var protocol = Protocols.Templates.Get("rtms_10hz_19");
        var facts = clinic.Facts();
        CoursePlanRequest Course(int number) => clinic.Plan(protocol) is var plan ? plan with
        {
            Sites = [facts],
            Remaining = [new PhaseSessions(protocol.Phases[0].Name, 5)],
            FirstSessionNumber = 2,
            Patient = plan.Patient with { Id = Clinic.Id(6, number) },
            HorizonEnd = plan.StartOnOrAfter.AddDays(4),
        } : throw new InvalidOperationException();
        return new AdmissionRequest
        {
            Candidates = [new AdmissionCandidate { Id = Clinic.Id(7, 1), Course = first(Course(1)) }, new AdmissionCandidate { Id = Clinic.Id(7, 2), Course = second(Course(2)) }],
            TimeLimit = TimeSpan.FromHours(1),
            StepLimit = 500,
        };
    }

    private static decimal Rejection(AdmissionCandidate candidate) => candidate.Course.Weights.Unplaced * candidate.Course.Remaining.Sum(r => r.Sessions) * candidate.Course.Priority;

    private static List<(Guid, DateTimeOffset)> Starts(AdmissionPlan plan) => [.. plan.Decisions.SelectMany(d => d.Option?.Sessions.Select(s => (d.CandidateId, s.Start)) ?? [])];

    // One after another in the order of the list, each by P1 beside those before.
    private static decimal FirstCome(AdmissionRequest request)
    {
        var cost = 0m;
        var decisions = new List<AdmissionDecision>();
        foreach (var candidate in request.Candidates)
        {
            var soFar = new AdmissionPlan { Decisions = decisions, Cost = 0, Bound = 0, FirstComeCost = 0, Steps = 0 };
            var option = CoursePlanner.Plan(Beside(request, soFar, candidate)).Options is [var found, ..] ? found : null;
            option = option?.Score < Rejection(candidate) ? option : null;
            cost += option?.Score ?? Rejection(candidate);
            decisions.Add(new AdmissionDecision(candidate.Id, option, 0, null));
        }
        return cost;
    }

    private static IEnumerable<string> Problems(AdmissionRequest request, AdmissionPlan plan) => request.Candidates.Zip(plan.Decisions)
        .Where(x => x.Second.Option is not null)
        .SelectMany(x => PlanChecker.Problems(Beside(request, plan, x.First), x.Second.Option!).Select(p => $"{x.First.Id}: {p}"));

    // The candidate's request with all that the others of the plan take.
    private static CoursePlanRequest Beside(AdmissionRequest request, AdmissionPlan plan, AdmissionCandidate candidate)
    {
        var takes = plan.Decisions.Where(d => d.CandidateId != candidate.Id && d.Option is not null).SelectMany(d => d.Option!.Sessions).SelectMany(s => s.Takes).Where(t => t.Exclusive).ToList();
        IReadOnlyList<Occupation> With(IReadOnlyList<Occupation> taken, Guid id) => [.. taken, .. takes.Where(t => t.Resource.Id == id).Select(t => new Occupation(t.Lane!.Value, t.Range, Clinic.Id(9, 9)))];
        return candidate.Course with
        {
            Alternatives = false,
            Sites = [.. candidate.Course.Sites.Select(f => f with
            {
                Staff = [.. f.Staff.Select(s => s with { Taken = With(s.Taken, s.Id) })],
                Devices = [.. f.Devices.Select(d => d with { Taken = With(d.Taken, d.Id) })],
                Rooms = [.. f.Rooms.Select(r => r with { Taken = With(r.Taken, r.Id) })],
            })],
        };
    }

    private sealed class Told(Action<AdmissionProgress> then) : IProgress<AdmissionProgress>
    {
        public void Report(AdmissionProgress value) => then(value);
    }
}
