using Scheduling.Domain.Planning;
using Scheduling.Domain.Tests.Protocols;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Planning;

/// <summary>The earliest start equals the search that tries everything. A failure names its seed.</summary>
public sealed class EarliestStartTests(ITestOutputHelper output)
{
    private static readonly DateOnly Monday = new(2027, 1, 4);
    private static readonly TimeOfDay Any = new(TimeOnly.MinValue, TimeOnly.MinValue);

    public static TheoryData<int> Batches => [.. Enumerable.Range(0, 6)];

    [Theory]
    [MemberData(nameof(Batches))]
    public void Find_RandomTinyCourse_EqualsBruteForce(int batch)
    {
        output.WriteLine($"seeds {7000 + batch * 50} to {7000 + batch * 50 + 49}");
        var (some, none, later) = (0, 0, 0);
        for (var seed = 7000 + batch * 50; seed < 7000 + batch * 50 + 50; seed++)
        {
            var request = RandomCourse.Make(seed) with { MaxShortfalls = 0 };
            if (seed % 3 == 0)
            {
                // Fewer sessions to place, so that more of the instances fit; in every other of them on consecutive days.
                request = request with
                {
                    Remaining = [new PhaseSessions(request.Protocol.Phases[0].Name, 3)],
                    Protocol = request.Protocol with { Phases = [request.Protocol.Phases[0] with { ConsecutiveDays = seed % 2 == 0, Cadence = 3, MinDaysApart = null }, .. request.Protocol.Phases.Skip(1)] },
                };
            }
            var random = new Random(seed);
            var opens = request.Sites[0].Site.OpeningHours[0];
            var middle = opens.From.AddMinutes(5 * random.Next(1, 8));
            foreach (var time in new[] { Any, new TimeOfDay(TimeOnly.MinValue, middle), new TimeOfDay(middle, TimeOnly.MinValue) })
            {
                var found = EarliestStartSearch.Find(request, [time]);
                var expected = BruteForce.EarliestStart(request, m => time == Any || (time.Until == middle ? m < Minute(middle) : m >= Minute(middle)));

                Assert.True(found.Count == 0 == expected is null, $"seed {seed} {time}: {string.Join(" ", found)}, brute force {expected}");
                if (expected is { } e)
                {
                    Assert.True((found[0].FirstTreatmentOn, found[0].EndsOn) == (e.First, e.End), $"seed {seed} {time}: {found[0]}, brute force {e}");
                    some++;
                    later += e.First > request.StartOnOrAfter ? 1 : 0;
                }
                else
                {
                    none++;
                }
            }
        }
        output.WriteLine($"{some} found, {later} of them not at once; {none} nowhere");
        Assert.True(some >= 20 && later >= 5 && none >= 5, "the generator has gone stale");
    }

    [Fact]
    public void Find_TheStartFound_IsThatOfAPlanFromThatDayAndNoneFitsWithAnEarlierEnd()
    {
        for (var seed = 7500; seed < 7560; seed++)
        {
            var request = RandomCourse.Make(seed) with { MaxShortfalls = 0 };
            if (EarliestStartSearch.Find(request, [Any]) is not [var start])
            {
                Assert.True(CoursePlanner.Plan(request).Options.Count == 0, $"seed {seed}");
                continue;
            }

            var plan = CoursePlanner.Plan(request with { HorizonEnd = start.EndsOn });

            Assert.True(plan.Options.Count == 1, $"seed {seed}");
            Assert.True(start.StartsOn <= start.FirstTreatmentOn && plan.Options[0].Sessions.First(s => s.SessionNumber is not null).LocalDate >= start.FirstTreatmentOn, $"seed {seed}");
        }
    }

    [Theory]
    [InlineData("rtms_10hz_19")]
    [InlineData("saint")]
    [InlineData("ect_index")]
    [InlineData("maintenance")]
    [InlineData("esketamine")]
    public void Find_ShippedTemplate_BeginsWhereThePlanOfAnEmptyClinicDoes(string code)
    {
        var protocol = Templates.Get(code);
        var clinic = new Clinic(days: 300).WithPrescriber(1).WithTechnician(1);
        foreach (var role in new[] { Staffing.StaffRole.Nurse, Staffing.StaffRole.Anesthetist })
        {
            clinic.WithStaff(new StaffFacts
            {
                Id = Clinic.Technician(50 + (int)role),
                Roles = [role],
                Credentials = [new Staffing.Credential("operator", Clinic.ModelA, new DateOnly(2020, 1, 1), null)],
                Shifts = clinic.Shifts(Clinic.Week(8, 18)),
            });
        }
        clinic.Change(Clinic.Prescriber(1), p => p with { Credentials = [new Staffing.Credential("operator", Clinic.ModelA, new DateOnly(2020, 1, 1), null)] });
        _ = protocol.DeviceCapability is { } capability ? clinic.WithDevice(1, capabilities: capability) : clinic.WithRoom(1);
        var request = clinic.Plan(protocol) with { Alternatives = false };

        var start = Assert.Single(EarliestStartSearch.Find(request, [Any]));

        var plan = CoursePlanner.Plan(request).Options[0];
        // A plan keeps to due dates; the earliest end may be earlier where sessions may be.
        var ends = protocol.Phases.All(p => p.WeeklyCap is not null) ? plan.EndsOn : start.EndsOn;
        Assert.Equal((plan.Sessions.First(s => s.SessionNumber is not null).LocalDate, ends), (start.FirstTreatmentOn, start.EndsOn));
        Assert.True(start.EndsOn <= plan.EndsOn);
        Assert.Equal(plan.Sessions.Where(s => s.SessionNumber is not null).Select(s => s.LocalDate).Distinct().Count(), start.TreatmentDays);
        Assert.Equal(0, start.TotalMinutesOff);
    }

    [Fact]
    public void Find_MorningsTakenForThreeWeeks_AfternoonsComeFirst()
    {
        var clinic = new Clinic(days: 150).WithTechnician(1).WithPrescriber(1).WithDevice(1);
        clinic.ChangeDevice(Clinic.Device(1), d => d with { Taken = [.. Enumerable.Range(0, 21).Select(n => new Occupation(0, TimeRange.OfMinutes(clinic.At(Monday.AddDays(n), 8), 240), Clinic.Id(9, 1)))] });
        var (morning, afternoon) = (new TimeOfDay(TimeOnly.MinValue, new TimeOnly(12, 0)), new TimeOfDay(new TimeOnly(12, 0), TimeOnly.MinValue));

        var found = EarliestStartSearch.Find(clinic.Plan(Templates.Get("rtms_10hz_19")), [morning, afternoon]);

        Assert.Equal([(afternoon, Monday), (morning, Monday.AddDays(21))], found.Select(f => (f.Time, f.StartsOn)));
    }

    [Fact]
    public void Find_NoDeviceOfTheModelIsCleared_FindsNothing()
    {
        var clinic = new Clinic(days: 150).WithTechnician(1).WithPrescriber(1).WithDevice(1).ChangeDevice(Clinic.Device(1), d => d with { Clearances = [] });

        Assert.Empty(EarliestStartSearch.Find(clinic.Plan(Templates.Get("rtms_10hz_19")), [Any]));
    }

    private static int Minute(TimeOnly time) => (int)time.ToTimeSpan().TotalMinutes;
}
