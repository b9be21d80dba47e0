using Scheduling.Domain.Devices;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Tests.Protocols;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Planning;

/// <summary>The rules for one visit, one at a time: a visit that is fine, and one change that breaks exactly one rule.</summary>
public sealed class VisitCheckTests
{
    private static readonly DateOnly Monday = new(2027, 1, 4);
    private static readonly Guid Other = Clinic.Id(9, 1);
    private static readonly ProtocolDefinition Protocol = Templates.Get("rtms_10hz_19");

    private static Clinic Usual() => new Clinic(days: 30).WithTechnician(1).WithPrescriber(1).WithDevice(1);

    private static PatientFacts Patient => new() { Id = Clinic.Id(6, 1), BornOn = new DateOnly(1980, 5, 17) };

    private static VisitToCheck Treatment(Clinic clinic, DateOnly? date = null, int hour = 9, int minute = 0, string kind = "treatment") => new()
    {
        Kind = Protocol.Kind(kind)!,
        Start = clinic.At(date ?? Monday, hour, minute),
        Staff = new Dictionary<StaffRole, Guid> { [StaffRole.Technician] = Clinic.Technician(1), [StaffRole.Prescriber] = Clinic.Prescriber(1) },
        DeviceId = Clinic.Device(1),
        RoomId = Clinic.Room(1),
    };

    private static (Rule, string)[] Check(Clinic clinic, VisitToCheck visit, VisitContext? context = null, PatientFacts? patient = null) =>
        [.. VisitCheck.Check(clinic.Facts(), patient ?? Patient, visit, context ?? VisitContext.For(Protocol)).Select(v => (v.Rule, v.Reason))];

    [Fact]
    public void Check_EverythingInPlace_FindsNothing()
    {
        Assert.Empty(Check(Usual(), Treatment(Usual())));
        Assert.Empty(Check(Usual(), Treatment(Usual(), kind: "initial")));
    }

    [Fact]
    public void R1_ABookingInTheWay_IsNamedWithItsInterval_AndItsOwnTakingIsNot()
    {
        var clinic = Usual();
        clinic.Busy(Clinic.Device(1), clinic.At(Monday, 9, 30), 30);

        var found = Assert.Single(VisitCheck.Check(clinic.Facts(), Patient, Treatment(clinic), VisitContext.For(Protocol)));

        // 9:00 to 9:30 and 5 minutes of turnover meet the booking at 9:30.
        Assert.Equal(new RuleViolation(Rule.R1, ViolationReasons.Taken, new ResourceRef(ResourceRefKind.Device, Clinic.Device(1)), TimeRange.OfMinutes(clinic.At(Monday, 9, 30), 30)), found);
        Assert.Empty(Check(clinic, Treatment(clinic) with { OwnerId = Other }));
        Assert.Empty(Check(clinic, Treatment(clinic) with { IgnoredOwnerIds = [Other] }));
        Assert.Empty(Check(clinic, Treatment(clinic, hour: 8, minute: 55)));
    }

    [Fact]
    public void R2_TechnicianTaken_IsR2()
    {
        var clinic = Usual();
        clinic.Busy(Clinic.Technician(1), clinic.At(Monday, 9, 15), 30);

        Assert.Equal([(Rule.R2, ViolationReasons.StaffTaken)], Check(clinic, Treatment(clinic)));
        Assert.Empty(Check(clinic.Change(Clinic.Technician(1), p => p with { Lanes = 2 }), Treatment(clinic)));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public void R3_Credential_IsValidThroughItsLastDay(int daysLeft, bool refused)
    {
        var clinic = new Clinic(days: 30).WithTechnician(1, credentialUntil: Monday.AddDays(daysLeft)).WithDevice(1);

        Assert.Equal(refused ? [(Rule.R3, ViolationReasons.CredentialMissing)] : [], Check(clinic, Treatment(clinic)));
    }

    [Fact]
    public void R3_CredentialOfAnotherModel_IsNone()
    {
        var clinic = new Clinic(days: 30).WithTechnician(1, model: Clinic.ModelB).WithDevice(1);

        Assert.Equal([(Rule.R3, ViolationReasons.CredentialMissing)], Check(clinic, Treatment(clinic)));
    }

    [Theory]
    [InlineData(22, 68, null, false)]
    [InlineData(47, 68, null, true)]
    [InlineData(22, 46, null, false)]
    [InlineData(22, 45, null, true)]
    [InlineData(22, 45, "order", false)]
    public void R3_Clearance_CountsTheAgeOnTheDay(int min, int max, string? order, bool refused)
    {
        // Born on 17 May 1980: 46 on 4 January 2027.
        var clinic = Usual().ChangeDevice(Clinic.Device(1), d => d with { Clearances = [new Clearance("figure8", "mdd", min, max)] });

        Assert.Equal(refused ? [(Rule.R3, ViolationReasons.NotCleared)] : [],
            Check(clinic, Treatment(clinic), VisitContext.For(Protocol) with { OffLabelOrder = order is not null }));
    }

    [Theory]
    [InlineData(1980, 5, 17, 2027, 5, 16, 46)]
    [InlineData(1980, 5, 17, 2027, 5, 17, 47)]
    [InlineData(2004, 2, 29, 2027, 2, 28, 22)]
    [InlineData(2004, 2, 29, 2027, 3, 1, 23)]
    public void AgeOn_CountsBirthdays(int y, int m, int d, int onY, int onM, int onD, int age) =>
        Assert.Equal(age, VisitRules.AgeOn(new DateOnly(y, m, d), new DateOnly(onY, onM, onD)));

    [Fact]
    public void R4_InitialWithoutOrWithTheSamePrescriber_IsRefused()
    {
        var clinic = Usual();
        var initial = Treatment(clinic, kind: "initial");
        clinic.Change(Clinic.Technician(1), p => p with { Roles = [StaffRole.Technician, StaffRole.Prescriber] });

        Assert.Equal([(Rule.R4, ViolationReasons.RoleUnfilled)], Check(clinic, initial with { Staff = new Dictionary<StaffRole, Guid> { [StaffRole.Technician] = Clinic.Technician(1) } }));
        Assert.Contains((Rule.R4, ViolationReasons.PersonTwice), Check(clinic, initial with
        {
            Staff = new Dictionary<StaffRole, Guid> { [StaffRole.Technician] = Clinic.Technician(1), [StaffRole.Prescriber] = Clinic.Technician(1) },
        }));
    }

    [Fact]
    public void R4_PrescriberByVideo_DoesNotDoForTheInitialVisit()
    {
        var clinic = new Clinic(days: 30).WithTechnician(1).WithDevice(1);
        clinic.WithStaff(new StaffFacts { Id = Clinic.Prescriber(1), Roles = [StaffRole.Prescriber], Shifts = clinic.Shifts(Clinic.Week(8, 18), PresenceMode.VirtualAv) });

        Assert.Equal([(Rule.R5, ViolationReasons.OffShift)], Check(clinic, Treatment(clinic, kind: "initial")));
    }

    [Fact]
    public void R4_Supervisor_IsNamedOnShiftNotTheOperatorAndNotFull()
    {
        var clinic = Usual();
        var asked = VisitContext.For(Protocol) with { Supervision = new SupervisionRule { Required = true, MaxAtOnce = 2 } };
        var visit = Treatment(clinic);
        VisitToCheck By(Guid id) => visit with { Staff = new Dictionary<StaffRole, Guid> { [StaffRole.Technician] = Clinic.Technician(1), [StaffRole.Supervisor] = id } };
        Occupation Watching(int minute) => new(0, TimeRange.OfMinutes(clinic.At(Monday, 9, minute), 15), Other);

        Assert.Equal([(Rule.R4, ViolationReasons.SupervisorMissing)], Check(clinic, visit, asked));
        Assert.Empty(Check(clinic, By(Clinic.Prescriber(1)), asked));
        Assert.Contains((Rule.R4, ViolationReasons.SupervisorIsOperator), Check(clinic, By(Clinic.Technician(1)), asked));
        // One after the other is one at a time; two at once are full.
        clinic.Change(Clinic.Prescriber(1), p => p with { Supervising = [Watching(0), Watching(15)] });
        Assert.Empty(Check(clinic, By(Clinic.Prescriber(1)), asked));
        clinic.Change(Clinic.Prescriber(1), p => p with { Supervising = [Watching(0), Watching(10)] });
        Assert.Equal([(Rule.R4, ViolationReasons.SupervisorFull)], Check(clinic, By(Clinic.Prescriber(1)), asked));
    }

    [Fact]
    public void R5_HoursClosuresShiftsWindowsAbsences()
    {
        var clinic = Usual();
        var closed = clinic.DayRange(Monday);

        Assert.Equal([(Rule.R5, ViolationReasons.OffShift), (Rule.R5, ViolationReasons.OutsideHours)], Check(clinic, Treatment(clinic, hour: 17, minute: 45)).Order());
        Assert.Empty(Check(clinic, Treatment(clinic, hour: 17, minute: 30)));
        Assert.Contains((Rule.R5, ViolationReasons.OutsideHours), Check(Usual().WithHoliday(Monday), Treatment(clinic)));
        Assert.Equal([(Rule.R5, ViolationReasons.Closed)], Check(Usual().WithClosure(closed), Treatment(clinic)));
        Assert.Equal([(Rule.R5, ViolationReasons.Closed)], Check(Usual().Change(Clinic.Technician(1), p => p with { Closures = [closed] }), Treatment(clinic)));
        Assert.Equal([(Rule.R5, ViolationReasons.Closed)], Check(Usual().ChangeDevice(Clinic.Device(1), p => p with { Closures = [closed] }), Treatment(clinic)));
        var away = Patient with { Absences = [closed], Windows = [new WeeklyWindow(DayOfWeek.Monday, new TimeOnly(14, 0), new TimeOnly(0, 0))] };
        Assert.Equal([(Rule.R5, ViolationReasons.Absent), (Rule.R5, ViolationReasons.OutsideWindows)], Check(clinic, Treatment(clinic), patient: away).Order());
        Assert.Empty(Check(clinic, Treatment(clinic), VisitContext.For(Protocol) with { CheckPatientWindows = false }, away));
    }

    [Fact]
    public void R5_PartOutsideTheShift_IsTheIntervalTold()
    {
        var clinic = new Clinic(days: 30).WithTechnician(1, 8, 12).WithDevice(1);

        var found = Assert.Single(VisitCheck.Check(clinic.Facts(), Patient, Treatment(clinic, hour: 11, minute: 45), VisitContext.For(Protocol)));

        Assert.Equal(TimeRange.OfMinutes(clinic.At(Monday, 12), 15), found.Interval);
    }

    [Fact]
    public void R6_DayWeekGapAndDaysApart()
    {
        var clinic = Usual();
        CourseTreatment On(int day, ProtocolPhase phase, int hour = 9) => new(Monday.AddDays(day), clinic.At(Monday.AddDays(day), hour), Protocol.Kind("treatment")!, phase);
        VisitContext With(ProtocolPhase phase, params CourseTreatment[] others) => VisitContext.For(Protocol) with { Phase = phase, Others = others };
        var acute = Protocol.Phase("acute")!;
        var taper = Protocol.Phase("taper_2")!;
        var twice = acute with { MaxPerDay = 2, Cadence = 10, MinGapMinutes = 60 };

        Assert.Empty(Check(clinic, Treatment(clinic), With(acute, On(1, acute), On(2, acute), On(3, acute), On(4, acute))));
        Assert.Equal([(Rule.R6, ViolationReasons.DayFull)], Check(clinic, Treatment(clinic), With(acute, On(0, acute, 14))));
        Assert.Equal([(Rule.R6, ViolationReasons.WeekFull)], Check(clinic, Treatment(clinic, Monday.AddDays(4)), With(taper, On(0, taper), On(2, taper))));
        Assert.Equal([(Rule.R6, ViolationReasons.DaysTooClose)], Check(clinic, Treatment(clinic, Monday.AddDays(1)), With(taper, On(0, acute))));
        Assert.Equal([(Rule.R6, ViolationReasons.GapTooShort)], Check(clinic, Treatment(clinic, minute: 55), With(twice, On(0, twice, 11))));
        Assert.Empty(Check(clinic, Treatment(clinic), With(twice, On(0, twice, 11))));
        Assert.Equal([(Rule.R6, ViolationReasons.GapTooShort)], Check(clinic, Treatment(clinic, hour: 12, minute: 25), With(twice, On(0, twice, 11))));
    }

    [Fact]
    public void R23_AnotherModelInMidCourse_IsRefused() =>
        Assert.Equal([(Rule.R23, ViolationReasons.OtherModel)], Check(Usual(), Treatment(Usual()), VisitContext.For(Protocol) with { ModelId = Clinic.ModelB }));

    [Fact]
    public void PlannedVisits_AllPassTheReCheck()
    {
        // The booking transaction re-checks with these rules: they may not disagree with the planner's bit sets.
        for (var seed = 5000; seed < 5080; seed++)
        {
            var request = RandomCourse.Make(seed);
            if (CoursePlanner.Plan(request).Options is not [var option])
            {
                continue;
            }
            var context = VisitContext.For(request.Protocol) with { OffLabelOrder = request.OffLabelOrder, ModelId = option.ModelId, Supervision = request.Supervision, Coverage = request.Coverage };
            CourseTreatment Treated(PlannedVisit v) => new(v.LocalDate, v.Start, request.Protocol.Kind(v.Kind)!, request.Protocol.Phase(v.Phase!)!);
            foreach (var visit in option.Sessions)
            {
                var found = VisitCheck.Check(request.Sites[0], request.Patient, new VisitToCheck
                {
                    Kind = request.Protocol.Kind(visit.Kind)!,
                    Start = visit.Start,
                    Staff = visit.Takes.Where(t => t.Role is not null).GroupBy(t => t.Role!.Value).ToDictionary(g => g.Key, g => g.First().Resource.Id),
                    DeviceId = visit.Takes.First(t => t.Resource.Kind == ResourceRefKind.Device).Resource.Id,
                    RoomId = visit.Takes.First(t => t.Resource.Kind == ResourceRefKind.Room).Resource.Id,
                }, context with
                {
                    Phase = visit.Phase is null ? null : request.Protocol.Phase(visit.Phase),
                    Others = [.. option.Sessions.Where(v => v != visit && v.SessionNumber is not null).Select(Treated)],
                });
                Assert.True(found.Count == 0, $"seed {seed}, session {visit.SessionNumber}: {string.Join("; ", found)}");
            }
        }
    }

    [Fact]
    public void FreeStarts_AreExactlyTheStartsThatSomeNamingPasses()
    {
        for (var seed = 6000; seed < 6008; seed++)
        {
            var request = RandomCourse.Make(seed);
            var facts = request.Sites[0];
            var kind = request.Protocol.Kind("initial")!;
            var context = VisitContext.For(request.Protocol) with { Supervision = request.Supervision };
            var until = request.StartOnOrAfter.AddDays(2);

            var found = AvailabilitySearch.Find(facts, request.Patient, context, kind, request.StartOnOrAfter, until).Select(f => f.Start).ToHashSet();

            for (var at = facts.Site.Clock.DayBounds(request.StartOnOrAfter).From; at < facts.Site.Clock.DayBounds(until).Until; at = at.AddMinutes(5))
            {
                if (facts.Site.Clock.TimeOf(at).Hour is (> 3 and < 8) or > 10)
                {
                    // No instance is open then: trying every naming would only take time.
                    Assert.DoesNotContain(at, found);
                    continue;
                }
                var passes = Namings(facts).Any(n => VisitCheck.Check(facts, request.Patient, n with { Kind = kind, Start = at }, context).Count == 0);
                Assert.True(passes == found.Contains(at), $"seed {seed}, {at:O}: rules {passes}");
                Assert.Equal(passes, AvailabilitySearch.At(facts, request.Patient, context, kind, at) is not null);
            }
        }
    }

    private static List<VisitToCheck> Namings(ClinicFacts facts) =>
        [.. from technician in facts.Staff
            from prescriber in facts.Staff
            from supervisor in facts.Staff.Where(s => s.Roles.Contains(StaffRole.Supervisor))
            from device in facts.Devices
            from room in facts.Rooms
            select new VisitToCheck
            {
                Kind = null!,
                Start = default,
                Staff = new Dictionary<StaffRole, Guid> { [StaffRole.Technician] = technician.Id, [StaffRole.Prescriber] = prescriber.Id, [StaffRole.Supervisor] = supervisor.Id },
                DeviceId = device.Id,
                RoomId = room.Id,
            }];
}
