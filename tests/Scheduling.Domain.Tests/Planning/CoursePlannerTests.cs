using Scheduling.Domain.Planning;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Tests.Protocols;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Planning;

public sealed class CoursePlannerTests
{
    private static readonly DateOnly Monday = new(2027, 1, 4);

    private static Clinic OneOfEach(string zone = "America/New_York", DateOnly? from = null, int days = 120) =>
        new Clinic(zone, from, days).WithTechnician(1).WithPrescriber(1).WithDevice(1);

    private static PlanOption Best(CoursePlanRequest request)
    {
        var plan = CoursePlanner.Plan(request);
        Assert.NotEmpty(plan.Options);
        Assert.All(plan.Options, o => Assert.Empty(PlanChecker.Problems(request, o)));
        return plan.Options[0];
    }

    [Fact]
    public void Plan_EmptyClinic_ThirtySixVisitsOverNineWeeksAtOneTime()
    {
        var option = Best(OneOfEach().Plan(Templates.Get("rtms_10hz_19")));

        Assert.Equal(0, option.Score);
        Assert.Equal([5, 5, 5, 5, 5, 5, 3, 2, 1], option.Sessions.GroupBy(s => (s.LocalDate.DayNumber - Monday.DayNumber) / 7).Select(g => g.Count()));
        Assert.Single(option.Sessions.Select(s => s.LocalTime).Distinct());
        Assert.Equal(Enumerable.Range(1, 36), option.Sessions.Select(s => s.SessionNumber!.Value));
        Assert.Equal("initial", option.Sessions[0].Kind);
        Assert.Contains(option.Sessions[0].Takes, t => t.Role == StaffRole.Prescriber);
        Assert.DoesNotContain(option.Sessions.Skip(1), s => s.Takes.Any(t => t.Role == StaffRole.Prescriber));
    }

    [Theory]
    [InlineData("America/New_York", 2027, 2, 22)]
    [InlineData("America/New_York", 2027, 10, 18)]
    [InlineData("Europe/Berlin", 2027, 3, 8)]
    [InlineData("Australia/Sydney", 2027, 9, 13)]
    public void Plan_OverAChangeOfClocks_KeepsItsLocalTime(string zone, int year, int month, int day)
    {
        var request = OneOfEach(zone, new DateOnly(year, month, day)).Plan(Templates.Get("rtms_10hz_19")) with { PreferredTime = new TimeOnly(9, 0) };

        var option = Best(request);

        Assert.All(option.Sessions, s => Assert.Equal(new TimeOnly(9, 0), s.LocalTime));
        Assert.Equal(2, option.Sessions.Select(s => s.Start.Offset).Distinct().Count());
    }

    [Fact]
    public void Plan_NominalTimeThatIsSkipped_MovesAndSaysWhy()
    {
        // Sundays 2:00-4:00 around 14 March 2027.
        var hours = new[] { new WeeklyWindow(DayOfWeek.Sunday, new TimeOnly(2, 0), new TimeOnly(4, 0)) };
        var clinic = new Clinic(from: new DateOnly(2027, 3, 1), days: 30).WithHours(hours).WithTechnician(1, shifts: hours).WithDevice(1);
        var protocol = Templates.Get("rtms_10hz_19");
        protocol = protocol with { InitialKind = "treatment", Phases = [protocol.Phases[0] with { Weekdays = [], MinSessions = 0, DefaultSessions = 3, Cadence = 1 }] };

        var option = Best(clinic.Plan(protocol) with { PreferredTime = new TimeOnly(2, 30) });

        var moved = Assert.Single(option.Sessions, s => s.MovedBecause is not null);
        Assert.Equal((new DateOnly(2027, 3, 14), new TimeOnly(3, 0), ViolationReasons.TimeSkipped), (moved.LocalDate, moved.LocalTime, moved.MovedBecause!.Reason));
    }

    [Fact]
    public void Plan_CredentialEndsInMidCourse_NoSessionAfterItsLastDay()
    {
        var last = new DateOnly(2027, 1, 20);
        var request = new Clinic().WithTechnician(1, credentialUntil: last).WithTechnician(2, 12, 18).WithPrescriber(1).WithDevice(1).Plan(Templates.Get("rtms_10hz_19"));

        var option = Best(request);

        var byFirst = option.Sessions.Where(s => s.Takes.Any(t => t.Resource.Id == Clinic.Technician(1))).ToList();
        Assert.All(byFirst, s => Assert.True(s.LocalDate <= last));
    }

    [Fact]
    public void Plan_OnlyCredentialEndsInMidCourse_ServesItsLastDayAndNamesTheRestByR3()
    {
        var last = new DateOnly(2027, 1, 20);
        var request = new Clinic().WithTechnician(1, credentialUntil: last).WithPrescriber(1).WithDevice(1).Plan(Templates.Get("rtms_10hz_19"));

        var plan = CoursePlanner.Plan(request);

        Assert.Empty(plan.Options);
        Assert.Equal(Enumerable.Range(14, 23), plan.Shortfalls.Select(s => s.SessionNumber));
        Assert.All(plan.Shortfalls, s => Assert.Equal((Rule.R3, ViolationReasons.CredentialMissing, Clinic.Technician(1)), (s.BlockedBy.Rule, s.BlockedBy.Reason, s.BlockedBy.Resource!.Value.Id)));
        Assert.Equal(new DateOnly(2027, 1, 21), plan.Shortfalls[0].WantedOn);
    }

    [Fact]
    public void Plan_StrictAndTooFew_NothingButEveryShortfallNamed()
    {
        var clinic = OneOfEach(days: 63);
        // Three days without the device, in three weeks.
        var down = new[] { 12, 19, 26 }.Select(d => new TimeRange(clinic.At(Monday.AddDays(d - 4), 0), clinic.At(Monday.AddDays(d - 3), 0))).ToList();
        clinic.ChangeDevice(Clinic.Device(1), d => d with { Closures = down });
        var request = clinic.Plan(Templates.Get("rtms_10hz_19")) with { HorizonEnd = Monday.AddDays(8 * 7 + 4) };

        var strict = CoursePlanner.Plan(request);
        var flexible = CoursePlanner.Plan(request with { MaxShortfalls = 4 });

        Assert.Empty(strict.Options);
        Assert.NotEmpty(strict.Shortfalls);
        Assert.All(strict.Shortfalls, s =>
        {
            Assert.NotNull(s.BlockedBy.Resource);
            Assert.NotNull(s.BlockedBy.Interval);
        });
        Assert.Equal((Rule.R5, ViolationReasons.Closed, new ResourceRef(ResourceRefKind.Device, Clinic.Device(1)), down[0]),
            (strict.Shortfalls[0].BlockedBy.Rule, strict.Shortfalls[0].BlockedBy.Reason, strict.Shortfalls[0].BlockedBy.Resource!.Value, strict.Shortfalls[0].BlockedBy.Interval!.Value));
        var option = flexible.Options[0];
        Assert.Empty(PlanChecker.Problems(request with { MaxShortfalls = 4 }, option));
        Assert.Equal(strict.Shortfalls.Select(s => s.SessionNumber), option.Shortfalls.Select(s => s.SessionNumber));
        Assert.Equal(36, option.Sessions.Count + option.Shortfalls.Count);
        Assert.Equal(option.Shortfalls.Count * 300, option.Terms.Unplaced);
    }

    [Fact]
    public void Plan_AuthorizationEndsEarly_HardItNamesR19AndAPlaceOutside_SoftItWarns()
    {
        var until = Monday.AddDays(60);
        var request = OneOfEach().Plan(Templates.Get("rtms_10hz_19")) with { Coverage = new CoverageLimits { Until = until.AddDays(-14) } };

        var hard = CoursePlanner.Plan(request);
        var soft = Best(request with { Coverage = request.Coverage with { Enforce = false } });

        Assert.Empty(hard.Options);
        Assert.All(hard.Shortfalls, s => Assert.Equal(Rule.R19, s.BlockedBy.Rule));
        Assert.Contains(hard.Shortfalls[0].WouldFit, p => p.Give == "outside_authorization");
        Assert.Equal(hard.Shortfalls.Select(s => s.SessionNumber), Assert.Single(soft.Warnings).SessionNumbers);
    }

    [Fact]
    public void Plan_UnitsRunOut_NamesR19()
    {
        var plan = CoursePlanner.Plan(OneOfEach().Plan(Templates.Get("rtms_10hz_19")) with { Coverage = new CoverageLimits { Sessions = 34 } });

        Assert.Equal([35, 36], plan.Shortfalls.Select(s => s.SessionNumber));
        Assert.All(plan.Shortfalls, s => Assert.Equal((Rule.R19, ViolationReasons.NoUnitLeft), (s.BlockedBy.Rule, s.BlockedBy.Reason)));
    }

    [Fact]
    public void Plan_PatientsWindowsTooNarrow_OffersAnotherHour()
    {
        var request = OneOfEach(days: 70).Plan(Templates.Get("rtms_10hz_19"));
        request = request with { Patient = request.Patient with { Windows = [new WeeklyWindow(DayOfWeek.Monday, new TimeOnly(9, 0), new TimeOnly(11, 0))] } };

        var plan = CoursePlanner.Plan(request);

        Assert.Empty(plan.Options);
        Assert.All(plan.Shortfalls, s => Assert.NotNull(s.BlockedBy.Interval));
        Assert.Equal((Rule.R5, ViolationReasons.OutsideWindows), (plan.Shortfalls[0].BlockedBy.Rule, plan.Shortfalls[0].BlockedBy.Reason));
        Assert.Contains(plan.Shortfalls[0].WouldFit, p => p.Give == "other_hour");
    }

    [Fact]
    public void Plan_TwoModels_StaysWithOneAndWithTheCourses()
    {
        var clinic = new Clinic(days: 30).WithTechnician(1).WithTechnician(2, model: Clinic.ModelB).WithPrescriber(1).WithDevice(1).WithDevice(2, Clinic.ModelB);
        var busy = clinic.At(Monday.AddDays(1), 8);
        clinic.Busy(Clinic.Device(1), busy, 600);
        var protocol = Templates.Get("rtms_10hz_19") with { Phases = [Templates.Get("rtms_10hz_19").Phases[0] with { MinSessions = 0, DefaultSessions = 5 }] };

        var free = Best(clinic.Plan(protocol));
        var pinned = Best(clinic.Plan(protocol) with { ModelId = Clinic.ModelA, FirstSessionNumber = 2, MaxShortfalls = 0 });

        Assert.Equal(Clinic.ModelB, free.ModelId);
        Assert.Equal(Clinic.ModelA, pinned.ModelId);
        Assert.All(pinned.Sessions, s => Assert.DoesNotContain(s.Takes, t => t.Resource.Id == Clinic.Device(2)));
    }

    [Fact]
    public void Plan_DayBlockedAtTheNominalTime_SaysWhichBookingMovedIt()
    {
        var clinic = OneOfEach(days: 70);
        var blocked = TimeRange.OfMinutes(clinic.At(Monday.AddDays(8), 9), 60);
        clinic.Busy(Clinic.Device(1), blocked.From, 60);

        var option = Best(clinic.Plan(Templates.Get("rtms_10hz_19")) with { PreferredTime = new TimeOnly(9, 15) });

        var moved = Assert.Single(option.Sessions, s => s.MovedBecause is not null);
        Assert.Equal((Rule.R1, new ResourceRef(ResourceRefKind.Device, Clinic.Device(1)), blocked), (moved.MovedBecause!.Rule, moved.MovedBecause.Resource!.Value, moved.MovedBecause.Interval!.Value));
    }

    [Fact]
    public void Plan_SupervisionAskedFor_NamesSomeoneElseThanTheOperator()
    {
        var clinic = OneOfEach(days: 70);
        clinic.Change(Clinic.Technician(1), p => p with { Roles = [StaffRole.Technician, StaffRole.Supervisor] });
        var request = clinic.Plan(Templates.Get("rtms_10hz_19")) with { Supervision = SupervisionRule.InPerson };

        var option = Best(request);

        Assert.All(option.Sessions, s => Assert.Equal(Clinic.Prescriber(1), Assert.Single(s.Takes, t => t.Role == StaffRole.Supervisor).Resource.Id));
    }

    [Fact]
    public void Plan_MidCourse_GoesOnAfterWhatIsKept()
    {
        var clinic = OneOfEach(days: 90).WithTechnician(2);
        var protocol = Templates.Get("rtms_10hz_19");
        var kept = Enumerable.Range(0, 3).Select(d => new KeptTreatment(Monday.AddDays(d), TimeRange.OfMinutes(clinic.At(Monday.AddDays(d), 10), 30), Clinic.Technician(2), Clinic.Device(1))).ToList();
        var request = clinic.Plan(protocol) with
        {
            Remaining = [new PhaseSessions("acute", 27), new PhaseSessions("taper_3", 3), new PhaseSessions("taper_2", 2), new PhaseSessions("taper_1", 1)],
            FirstSessionNumber = 4,
            Kept = kept,
            ModelId = Clinic.ModelA,
        };

        var option = Best(request);

        Assert.Equal((4, Monday.AddDays(3), "treatment"), (option.Sessions[0].SessionNumber!.Value, option.Sessions[0].LocalDate, option.Sessions[0].Kind));
        Assert.Equal(2, option.Sessions.Count(s => s.LocalDate < Monday.AddDays(7)));
        Assert.All(option.Sessions, s => Assert.Contains(s.Takes, t => t.Resource.Id == Clinic.Technician(2)));
    }

    [Fact]
    public void Plan_WorkLimitReached_AnswersWithABoundBelowItsScore()
    {
        var request = RandomCourse.Make(3) with { SearchLimit = 1 };
        var proven = CoursePlanner.Plan(request with { SearchLimit = 400_000_000 }).Options[0];

        var option = CoursePlanner.Plan(request).Options[0];

        Assert.Empty(PlanChecker.Problems(request, option));
        Assert.False(option.Exact);
        Assert.True(option.Bound <= proven.Score && proven.Score <= option.Score);
    }

    [Fact]
    public void Plan_PermutedFacts_GiveTheSamePlan()
    {
        for (var seed = 2000; seed < 2060; seed++)
        {
            var request = RandomCourse.Make(seed);
            var facts = request.Sites[0];
            var turned = request with
            {
                Sites = [facts with { Staff = [.. facts.Staff.Reverse().Select(s => s with { Taken = [.. s.Taken.Reverse()], Shifts = [.. s.Shifts.Reverse()] })], Devices = [.. facts.Devices.Reverse()], Rooms = [.. facts.Rooms.Reverse()] }],
            };

            Assert.True(Text(CoursePlanner.Plan(request)) == Text(CoursePlanner.Plan(turned)), $"seed {seed}");
        }
    }

    [Fact]
    public void Plan_UnusableResourcesAdded_ChangeNothing()
    {
        for (var seed = 3000; seed < 3060; seed++)
        {
            var request = RandomCourse.Make(seed);
            var facts = request.Sites[0];
            var more = facts with
            {
                Staff = [.. facts.Staff, new StaffFacts { Id = Clinic.Technician(77), Roles = [StaffRole.Technician], Shifts = facts.Staff[0].Shifts }],
                Devices = [.. facts.Devices, facts.Devices[0] with { Id = Clinic.Device(77), Capabilities = ["other"], RoomId = null }],
            };

            Assert.True(Text(CoursePlanner.Plan(request)) == Text(CoursePlanner.Plan(request with { Sites = [more] })), $"seed {seed}");
        }
    }

    [Fact]
    public void Plan_ZoneRelabelledByOneWithTheSameRules_IsTheSamePlan()
    {
        var twins = new Dictionary<string, string> { ["America/New_York"] = "America/Detroit", ["Europe/Berlin"] = "Europe/Paris", ["Asia/Kolkata"] = "Asia/Colombo" };
        for (var seed = 5000; seed < 5060; seed++)
        {
            var request = RandomCourse.Make(seed);
            var facts = request.Sites[0];
            var relabelled = facts with { Site = facts.Site with { Clock = SiteClock.ForZone(twins[facts.Site.Clock.ZoneId]) } };

            Assert.True(Text(CoursePlanner.Plan(request)) == Text(CoursePlanner.Plan(request with { Sites = [relabelled] })), $"seed {seed}");
        }
    }

    [Fact]
    public void Plan_EverythingAWeekLater_IsTheSamePlanAWeekLater()
    {
        Assert.Equal(
            [.. Best(Shifted(0)).Sessions.Select(s => (s.LocalDate.AddDays(7), s.LocalTime, Who(s)))],
            Best(Shifted(7)).Sessions.Select(s => (s.LocalDate, s.LocalTime, Who(s))));

        static string Who(PlannedVisit visit) => string.Join(' ', visit.Takes.Select(t => t.Resource.Id));

        static CoursePlanRequest Shifted(int days)
        {
            var from = new DateOnly(2027, 5, 3).AddDays(days);
            var clinic = new Clinic(from: from, days: 90).WithTechnician(1).WithTechnician(2).WithPrescriber(1).WithDevice(1).WithDevice(2);
            var random = new Random(5);
            for (var i = 0; i < 400; i++)
            {
                var at = clinic.At(from.AddDays(random.Next(90)), 8).AddMinutes(5 * random.Next(110));
                clinic.Busy(random.Next(2) == 0 ? Clinic.Technician(random.Next(1, 3)) : Clinic.Device(random.Next(1, 3)), at, 5 * random.Next(3, 20));
            }
            return clinic.Plan(Templates.Get("rtms_10hz_19"));
        }
    }

    [Fact]
    public void Plan_AddedBooking_NeverImprovesTheScore()
    {
        for (var seed = 4000; seed < 4060; seed++)
        {
            var request = RandomCourse.Make(seed);
            var plan = CoursePlanner.Plan(request);
            if (plan.Options.Count == 0)
            {
                continue;
            }
            var visit = plan.Options[0].Sessions[0];
            var tighter = request with { Patient = request.Patient with { Taken = [.. request.Patient.Taken, new Occupation(0, new TimeRange(visit.Start, visit.End), Clinic.Id(9, 3))] } };

            var other = CoursePlanner.Plan(tighter);

            Assert.True(other.Options.Count == 0 || other.Options[0].Shortfalls.Count > plan.Options[0].Shortfalls.Count
                || (other.Options[0].Shortfalls.Count == plan.Options[0].Shortfalls.Count && other.Options[0].Score >= plan.Options[0].Score), $"seed {seed}");
        }
    }

    private static string Text(CoursePlan plan) => System.Text.Json.JsonSerializer.Serialize(plan);
}
