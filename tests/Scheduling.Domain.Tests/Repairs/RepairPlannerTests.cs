using System.Diagnostics;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Repairs;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Tests.Planning;
using Scheduling.Domain.Tests.Protocols;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Repairs;

public sealed class RepairPlannerTests(ITestOutputHelper output)
{
    /// <summary>Issue 4: a device down for a week with about 60 visits of 12 courses.</summary>
    [Theory]
    [InlineData(2, 4, 12)]
    [InlineData(4, 8, 24)]
    [InlineData(1, 2, 8)]
    [InlineData(8, 16, 48)]
    public void Plan_DeviceDownForAWeek_IsLegalAndSaysHowFarFromTheBestItIs(int devices, int technicians, int courses)
    {
        var clinic = new Clinic(days: 130);
        for (var i = 1; i <= technicians; i++)
        {
            clinic.WithTechnician(i);
        }
        for (var i = 1; i <= devices; i++)
        {
            clinic.WithDevice(i);
        }
        clinic.WithPrescriber(1);
        clinic.WithPrescriber(2);
        var plans = new List<CoursePlanRequest>();
        var booked = new BookedClinic(clinic, courses, seen: plans.Add);
        var week = new TimeRange(clinic.At(BookedClinic.From.AddDays(14), 0), clinic.At(BookedClinic.From.AddDays(21), 0));
        var request = booked.After(BookedClinic.DeviceDown(Clinic.Device(1), week));
        for (var i = 0; i < 3; i++)
        {
            RepairPlanner.Plan(request);
            CoursePlanner.Plan(plans[^1]);
        }

        var before = Stopwatch.GetTimestamp();
        var plan = RepairPlanner.Plan(request);
        var took = Stopwatch.GetElapsedTime(before);
        before = Stopwatch.GetTimestamp();
        for (var i = 0; i < 20; i++)
        {
            CoursePlanner.Plan(plans[^1] with { Alternatives = true });
        }
        var twenty = Stopwatch.GetElapsedTime(before);

        output.WriteLine($"affected {request.Visits.Count(v => v.Affected)} of {request.Visits.Count}; cost {plan.Cost}; bound {plan.Bound}; proven {plan.Proven}; {string.Join(", ", plan.Changes.GroupBy(c => c.Step).Select(g => $"{g.Key} {g.Count()}"))}");
        output.WriteLine($"took {took.TotalMilliseconds:0} ms, 20 course plans {twenty.TotalMilliseconds:0} ms");
        AssertLegal(request, plan);
        Assert.Equal(plan.Changes.Select(c => (c.VisitId, c.Step, c.After?.Start)), RepairPlanner.Plan(request).Changes.Select(c => (c.VisitId, c.Step, c.After?.Start)));
        Assert.True(plan.Bound <= plan.Cost);
    }

    /// <summary>
    /// A device down on a full day: as few visits move as there are too many at some instant, which is known for intervals on equal machines (who lasts longest goes),
    /// however many have to change devices for it.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Plan_DeviceDownOnAFullDay_MovesNoMoreThanAreTooMany(int seed)
    {
        const int devices = 5;
        var random = new Random(seed);
        var clinic = new Clinic(days: 12);
        for (var i = 1; i <= devices; i++)
        {
            clinic.WithDevice(i).WithTechnician(i).WithTechnician(devices + i);
        }
        var protocol = Templates.Get("rtms_10hz_19");
        var (kind, facts) = (protocol.Kind("treatment")!, clinic.Facts());
        var device = kind.Segments.Single(s => s.Kind == SegmentKind.Device);
        List<RepairVisit> visits = [];
        for (var n = 0; n < 400; n++)
        {
            var unit = (n % devices) + 1;
            var visit = new RepairVisit
            {
                Id = new Guid(8, (short)(n + 1), 0, new byte[8]),
                SiteId = Clinic.SiteId,
                PatientId = Clinic.Id(6, visits.Count + 1),
                Kind = kind,
                Place = new VisitPlace
                {
                    Start = clinic.At(BookedClinic.From, 9).AddMinutes(5 * random.Next(90)),
                    Staff = new Dictionary<StaffRole, Guid> { [StaffRole.Technician] = Clinic.Technician(unit) },
                    DeviceId = Clinic.Device(unit),
                    RoomId = facts.Devices.Single(d => d.Id == Clinic.Device(unit)).RoomId ?? facts.Rooms[unit - 1].Id,
                },
                Context = VisitContext.For(protocol),
                Affected = unit == devices,
            };
            if (visits.TrueForAll(v => !ExhaustiveRepair.Collide(v, v.Place, visit, visit.Place)))
            {
                visits.Add(visit);
            }
        }
        var day = new TimeRange(clinic.At(BookedClinic.From, 0), clinic.At(BookedClinic.From.AddDays(1), 0));
        var request = ExhaustiveRepair.Taken(new RepairRequest
        {
            Sites = [BookedClinic.DeviceDown(Clinic.Device(devices), day)(facts)],
            Patients = [.. visits.Select(v => new PatientFacts { Id = v.PatientId, BornOn = new DateOnly(1980, 5, 17) })],
            Visits = visits,
            From = BookedClinic.From,
            Until = BookedClinic.From.AddDays(11),
        }, visits);
        var tooMany = 0;
        List<TimeRange> going = [];
        foreach (var range in visits.Select(v => device.Occupied(v.Place.Start)).OrderBy(r => r.From))
        {
            going.RemoveAll(g => g.Until <= range.From);
            going.Add(range);
            if (going.Count == devices)
            {
                going.Remove(going.MaxBy(g => g.Until)!);
                tooMany++;
            }
        }

        var plan = RepairPlanner.Plan(request);

        output.WriteLine($"{visits.Count} visits, {request.Visits.Count(v => v.Affected)} hit, {tooMany} too many; cost {plan.Cost}; bound {plan.Bound}");
        AssertLegal(request, plan);
        Assert.Equal((0, tooMany), (plan.Cost.Lost, plan.Cost.Moved));
    }

    /// <summary>However little effort is allowed, a session that fits somewhere is not lost.</summary>
    [Fact]
    public void Plan_SiteClosedForADay_HardlyAnyEffort_LosesNothing()
    {
        var clinic = new Clinic(days: 130);
        for (var i = 1; i <= 3; i++)
        {
            clinic.WithTechnician(i).WithDevice(i);
        }
        var booked = new BookedClinic(clinic.WithPrescriber(1), 12);
        var day = BookedClinic.From.AddDays(16);
        var request = booked.After(facts => facts with { Site = facts.Site with { Closures = [clinic.DayRange(day)] } });

        var plan = RepairPlanner.Plan(request with { Effort = 1 });

        AssertLegal(request, plan);
        Assert.True(request.Visits.Count(v => v.Affected) >= 10, "too few to mean anything");
        Assert.Equal(0, plan.Cost.Lost);
    }

    /// <summary>R10: without room in front, the initial visit takes that of the next that can give it, and nothing is given up for want of looking.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3_000)]
    public void Plan_SiteClosedWhenACourseBegins_StillBeginsWithItsInitialVisit(int effort)
    {
        var clinic = new Clinic(days: 130).WithTechnician(1).WithTechnician(2).WithDevice(1).WithDevice(2).WithPrescriber(1);
        var booked = new BookedClinic(clinic, 2);
        var first = booked.Visits.Min(v => v.Place.Start);
        var request = booked.After(facts => facts with { Site = facts.Site with { Closures = [new TimeRange(clinic.At(BookedClinic.From, 0), first.AddDays(3))] } });

        var plan = RepairPlanner.Plan(request with { Effort = effort, EarliestMove = first });

        AssertLegal(request, plan);
        Assert.Equal(0, plan.Cost.Lost);
        var places = request.Visits.Select(v => (v.CourseId, v.Kind, (plan.Changes.FirstOrDefault(c => c.VisitId == v.Id)?.After ?? v.Place).Start));
        Assert.All(places.GroupBy(p => p.CourseId), c => Assert.Equal("initial", c.MinBy(p => p.Start).Kind.Code));
    }

    /// <summary>R6 is asked of a session's place also when the one placed after it is given up.</summary>
    [Fact]
    public void Plan_NoRoomTwoDaysApart_GivesUpBoth()
    {
        var clinic = new Clinic(days: 30).WithTechnician(1).WithDevice(1).WithPrescriber(1);
        var template = Templates.Get("rtms_10hz_19");
        var protocol = template with { Phases = [.. template.Phases.Take(2).Select(p => p with { MinDaysApart = 2 })] };
        var from = BookedClinic.From;
        var patient = new PatientFacts { Id = Clinic.Id(6, 1), BornOn = new DateOnly(1980, 5, 17) };
        RepairRequest request = new()
        {
            Sites = [clinic.Facts()],
            Patients = [patient],
            Visits = [],
            Courses = [new RepairCourse { Id = Clinic.Id(7, 1), Protocol = protocol }],
            From = from,
            Until = from.AddDays(4),
            Effort = 3_000_000,
        };
        foreach (var n in Enumerable.Range(0, 3))
        {
            var visit = new RepairVisit
            {
                Id = Clinic.Id(8, n + 1),
                SiteId = Clinic.SiteId,
                PatientId = patient.Id,
                CourseId = Clinic.Id(7, 1),
                Kind = protocol.Kind(protocol.TreatmentKind)!,
                Phase = protocol.Phases[n == 0 ? 0 : 1].Name,
                Place = new VisitPlace { Start = default },
                Context = VisitContext.For(protocol),
                Affected = n > 0,
            };
            var place = ExhaustiveRepair.Places(request with { Visits = [visit] }, visit, ownTime: false).First(p => p.Start == clinic.At(from.AddDays(2 * n), 10));
            request = request with { Visits = [.. request.Visits, visit with { Place = place }] };
        }
        request = ExhaustiveRepair.Taken(request, request.Visits);
        var closed = request.Sites[0] with { Site = request.Sites[0].Site with { Closures = [new TimeRange(clinic.At(from.AddDays(2), 0), clinic.At(from.AddDays(5), 0))] } };

        var plan = RepairPlanner.Plan(request with { Sites = [closed] });

        AssertLegal(request with { Sites = [closed] }, plan);
        Assert.Equal(2, plan.Cost.Lost);
    }

    /// <summary>A technician is ill: colleagues who are free take the visits over at their time, and nobody has to be called.</summary>
    [Fact]
    public void Plan_TechnicianIllAndColleaguesFree_KeepsEveryTime()
    {
        var clinic = new Clinic(days: 130).WithTechnician(1).WithTechnician(2).WithTechnician(3).WithDevice(1).WithDevice(2).WithPrescriber(1);
        var booked = new BookedClinic(clinic, 4);
        var day = BookedClinic.From.AddDays(15);
        var technician = booked.Visits.First(v => clinic.Clock.DateOf(v.Place.Start) == day).Place.Staff[Staffing.StaffRole.Technician];

        var plan = RepairPlanner.Plan(booked.After(BookedClinic.Away(technician, clinic.DayRange(day))));

        Assert.NotEmpty(plan.Changes);
        Assert.All(plan.Changes, c => Assert.Equal((RepairStep.OtherResources, c.Before.Start), (c.Step, c.After!.Start)));
        Assert.Equal((0, 0, 0), (plan.Cost.Lost, plan.Cost.Moved, plan.Cost.Told));
        Assert.All(plan.Changes, c => Assert.Equal((Rule.R5, ViolationReasons.Closed), (c.Because[0].Rule, c.Because[0].Reason)));
    }

    /// <summary>R23: the only device of the course's model is gone for good; one of another model is free and is not proposed.</summary>
    [Fact]
    public void Plan_OnlyAnotherModelFree_NeedsANewTime()
    {
        var clinic = new Clinic(days: 130).WithTechnician(1).WithDevice(1).WithPrescriber(1);
        var booked = new BookedClinic(clinic, 1);
        var until = clinic.At(BookedClinic.From.AddDays(125), 0);
        var device = booked.Facts.Devices[0];

        var plan = RepairPlanner.Plan(booked.After(facts => facts with
        {
            Devices = [device with { Closures = [new TimeRange(clinic.At(BookedClinic.From, 0), until)] }, device with { Id = Clinic.Device(2), ModelId = Clinic.ModelB, Taken = [], RoomId = null }],
            Staff = [.. facts.Staff.Select(s => s with { Credentials = [.. s.Credentials, .. s.Credentials.Select(c => c with { DeviceModelId = Clinic.ModelB })] })],
        }));

        Assert.Equal(36, plan.Cost.Lost);
        Assert.Equal(1, plan.Cost.Told);
        Assert.True(plan.Proven);
        Assert.All(plan.Changes, c => Assert.Equal(RepairStep.NeedsNewTime, c.Step));
    }

    /// <summary>R11: what falls out of the acute phase is given at its end, and the taper counts on behind it.</summary>
    [Fact]
    public void Plan_SiteClosedForADayInTheAcutePhase_AppendsTheSessionAndShiftsThePhases()
    {
        var clinic = new Clinic(days: 130).WithTechnician(1).WithDevice(1).WithPrescriber(1);
        var booked = new BookedClinic(clinic, 1);
        var day = BookedClinic.From.AddDays(15);

        var plan = RepairPlanner.Plan(booked.After(facts => facts with { Site = facts.Site with { Closures = [clinic.DayRange(day)] } }));

        var moved = Assert.Single(plan.Changes, c => c.Step != RepairStep.OtherPhase);
        Assert.Equal(RepairStep.MakeUp, moved.Step);
        Assert.Equal((0, 1, 1), (plan.Cost.Lost, plan.Cost.Moved, plan.Cost.Told));
        AssertLegal(booked.After(facts => facts with { Site = facts.Site with { Closures = [clinic.DayRange(day)] } }), plan);
    }

    /// <summary>R22: approved from two weeks later on. What lies before comes behind, the course begins with its initial visit, and every session has its unit.</summary>
    [Fact]
    public void Plan_ApprovedFromALaterDateOn_MovesWhatLiesBefore()
    {
        var clinic = new Clinic(days: 130).WithTechnician(1).WithDevice(1).WithPrescriber(1);
        var request = Decided(new BookedClinic(clinic, 1), (36, BookedClinic.From.AddDays(15), null));
        var early = request.Visits.Count(v => v.WithoutUnit is not null);

        var plan = RepairPlanner.Plan(request);

        output.WriteLine($"{early} before; {plan.Cost}, bound {plan.Bound}; {string.Join(", ", plan.Changes.Select(c => $"{c.Step} {c.Before.Start:MM-dd} {c.After?.Start:MM-dd}"))}");
        AssertLegal(request, plan);
        Assert.True(early >= 10, "too few to mean anything");
        Assert.Equal(0, plan.Cost.Lost);
        Assert.InRange(plan.Cost.Moved, early, early + 1);
        Assert.All(plan.Changes.Where(c => c.Cost.Moved > 0), c => Assert.True(clinic.Clock.DateOf(c.After!.Start) >= BookedClinic.From.AddDays(15)));
        var places = request.Visits.Select(v => (v.Kind, (plan.Changes.FirstOrDefault(c => c.VisitId == v.Id)?.After ?? v.Place).Start));
        Assert.Equal("initial", places.MinBy(p => p.Start).Kind.Code);
        Assert.All(plan.Changes.Where(c => c.Because.Count > 0), c => Assert.Equal((Rule.R19, UnitReasons.OutsideAuthorization), (c.Because[^1].Rule, c.Because[^1].Reason)));
    }

    /// <summary>R22: approved for fewer units, with weeks open behind the course. The last are given up, nobody is moved for it, and it is known that nothing better exists.</summary>
    [Fact]
    public void Plan_ApprovedForFewer_GivesUpTheLast()
    {
        var clinic = new Clinic(days: 130).WithTechnician(1).WithDevice(1).WithPrescriber(1);
        var request = Decided(new BookedClinic(clinic, 1), (30, null, null));

        var plan = RepairPlanner.Plan(request);

        Assert.Equal(new RepairCost(6, 0, 1, 0, 0, 0), plan.Cost);
        Assert.True(plan.Proven);
        Assert.Equal(request.Visits.OrderBy(v => v.Place.Start).TakeLast(6).Select(v => v.Id), plan.Changes.Select(c => c.VisitId));
        Assert.All(plan.Changes, c => Assert.Equal((RepairStep.NeedsNewTime, UnitReasons.NoUnitLeft, 0), (c.Step, c.Because.Single().Reason, c.Options.Count)));
    }

    /// <summary>R22: two windows a fortnight apart. What lies between them goes where a unit is; what is too much is given up.</summary>
    [Fact]
    public void Plan_ApprovedInTwoWindows_MovesWhatLiesBetween()
    {
        var clinic = new Clinic(days: 130).WithTechnician(1).WithDevice(1).WithPrescriber(1);
        var from = BookedClinic.From;
        var request = Decided(new BookedClinic(clinic, 1), (8, null, from.AddDays(13)), (25, from.AddDays(28), null));

        var plan = RepairPlanner.Plan(request);

        output.WriteLine($"{request.Visits.Count(v => v.WithoutUnit is not null)} without; {plan.Cost}, bound {plan.Bound}; {string.Join(", ", plan.Changes.Select(c => $"{c.Step} {c.Before.Start:MM-dd} {c.After?.Start:MM-dd}"))}");
        AssertLegal(request, plan);
        Assert.Equal(3, plan.Cost.Lost);
        var dates = request.Visits.Select(v => plan.Changes.FirstOrDefault(c => c.VisitId == v.Id) is { } change ? change.After : v.Place).OfType<VisitPlace>().Select(p => clinic.Clock.DateOf(p.Start)).ToList();
        Assert.Equal((8, 25), (dates.Count(d => d <= from.AddDays(13)), dates.Count(d => d >= from.AddDays(28))));
    }

    // A payer has decided on the only course: lines of units with their first and last dates.
    private static RepairRequest Decided(BookedClinic booked, params (int Units, DateOnly? From, DateOnly? Until)[] lines)
    {
        var request = booked.After(facts => facts);
        var course = request.Courses.Single();
        var payer = new Authorization { Id = Clinic.Id(9, 1), CourseId = course.Id, State = AuthorizationState.Partial };
        var book = new UnitBook
        {
            Authorizations = [payer],
            Lines = [.. lines.Select((l, i) => new AuthorizationLine { Id = Clinic.Id(10, i + 1), AuthorizationId = payer.Id, CourseId = course.Id, Granted = l.Units, WindowFrom = l.From, WindowUntil = l.Until })],
            Claims = [],
            Clock = request.Sites[0].Site.Clock,
        };
        var without = UnitLedger.Settle(book, [.. request.Visits.Select(v => ExhaustiveRepair.Unit(request, v, v.Place))]).Without;
        return request with
        {
            Courses = [course with { Units = new RepairUnits { Book = book } }],
            Visits = [.. request.Visits.Select(v => without.TryGetValue(v.Id, out var reason) ? v with { Affected = true, WithoutUnit = reason } : v)],
        };
    }

    private static void AssertLegal(RepairRequest request, RepairPlan plan)
    {
        var changes = plan.Changes.ToDictionary(c => c.VisitId);
        var places = request.Visits.Select(v => changes.TryGetValue(v.Id, out var change) ? change.After : v.Place).ToList();
        var visits = request.Visits.Select((v, i) => (Visit: v, Place: places[i])).ToList();
        foreach (var (visit, place) in visits.Where(v => v.Place is not null && changes.ContainsKey(v.Visit.Id)))
        {
            Assert.DoesNotContain(visits, o => o.Visit != visit && o.Place is not null && ExhaustiveRepair.Collide(visit, place!, o.Visit, o.Place));
        }
        foreach (var course in request.Courses)
        {
            var clock = request.Sites[0].Site.Clock;
            var order = visits.Where(v => v.Visit.CourseId == course.Id && v.Place is not null).OrderBy(v => v.Place!.Start).ToList();
            var treatments = order.Select(v => new CourseTreatment(clock.DateOf(v.Place!.Start), v.Place.Start, v.Visit.Kind, course.Protocol.Phase(changes.GetValueOrDefault(v.Visit.Id)?.Phase ?? v.Visit.Phase!)!)).ToList();
            var ranks = treatments.Select(t => course.Protocol.Phases.ToList().IndexOf(t.Phase)).ToList();
            Assert.Equal(ranks.Order(), ranks);
            for (var i = 0; i < order.Count; i++)
            {
                if (changes.ContainsKey(order[i].Visit.Id))
                {
                    Assert.Empty(ExhaustiveRepair.Check(request, order[i].Visit, order[i].Place!, [.. treatments.Where((_, j) => j != i)], treatments[i].Phase));
                }
            }
        }
    }
}
