using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Planning;

/// <summary>Tiny random instances that mix the planner's features; the same seed gives the same instance.</summary>
public static class RandomCourse
{
    public static CoursePlanRequest Make(int seed)
    {
        var random = new Random(seed);
        bool Maybe(double p) => random.NextDouble() < p;
        T Pick<T>(params T[] from) => from[random.Next(from.Length)];

        var nights = Maybe(0.15);
        // Nights in New York around the change of clocks of 14 March 2027 and of 7 November 2027; elsewhere plain mornings.
        var from = nights ? Pick(new DateOnly(2027, 3, 10), new DateOnly(2027, 11, 3)) : new DateOnly(2027, 1, 4).AddDays(random.Next(5));
        var clinic = new Clinic(nights ? "America/New_York" : Pick("America/New_York", "Europe/Berlin", "Asia/Kolkata"), from, 30);
        var days = random.Next(5, 11);
        var hours = Enum.GetValues<DayOfWeek>().Where(d => nights || d is not DayOfWeek.Saturday and not DayOfWeek.Sunday)
            .Select(d => nights ? new WeeklyWindow(d, new TimeOnly(1, 0), new TimeOnly(3, 10)) : new WeeklyWindow(d, new TimeOnly(9, 0), new TimeOnly(9, 30 + 5 * random.Next(5)))).ToList();
        clinic.WithHours(hours);
        for (var i = 1; i <= random.Next(1, 4); i++)
        {
            clinic.WithStaff(new StaffFacts
            {
                Id = Clinic.Technician(i),
                Roles = Maybe(0.2) ? [StaffRole.Technician, StaffRole.Prescriber] : [StaffRole.Technician],
                Credentials = [new Credential("operator", Clinic.ModelA, new DateOnly(2020, 1, 1), Maybe(0.3) ? from.AddDays(random.Next(days)) : null), .. Maybe(0.5) ? [new Credential("operator", Clinic.ModelB, from.AddDays(random.Next(3)), null)] : Array.Empty<Credential>()],
                Shifts = [.. clinic.Shifts(hours).Where(_ => Maybe(0.9))],
                Lanes = Maybe(0.1) ? 2 : 1,
            });
        }
        for (var i = 1; i <= random.Next(1, 3); i++)
        {
            clinic.WithStaff(new StaffFacts
            {
                Id = Clinic.Prescriber(i),
                Roles = [StaffRole.Prescriber, StaffRole.Supervisor],
                Shifts = [.. clinic.Shifts(hours, Maybe(0.2) ? PresenceMode.VirtualAv : PresenceMode.InPerson).Where(_ => Maybe(0.8))],
            });
        }
        clinic.WithRoom(1, random.Next(1, 3));
        var devices = random.Next(1, 4);
        for (var i = 1; i <= devices; i++)
        {
            clinic.WithDevice(i, Maybe(0.3) ? Clinic.ModelB : Clinic.ModelA, portable: Maybe(0.3));
        }
        for (var i = 0; i < random.Next(0, 14); i++)
        {
            var date = from.AddDays(random.Next(days));
            var at = clinic.Clock.DayBounds(date).From.AddMinutes((nights ? 60 : 530) + 5 * random.Next(12));
            clinic.Busy(Pick(Clinic.Technician(1), Clinic.Technician(2), Clinic.Device(1), Clinic.Device(2), Clinic.Room(1), Clinic.Prescriber(1)), at, 5 * random.Next(2, 14));
        }
        if (Maybe(0.3))
        {
            var date = from.AddDays(random.Next(days));
            clinic.WithClosure(new TimeRange(clinic.At(date, 9), clinic.At(date, 9, 30)));
        }
        if (Maybe(0.2))
        {
            clinic.WithHoliday(from.AddDays(random.Next(days)));
        }
        if (Maybe(0.2))
        {
            clinic.Change(Clinic.Prescriber(1), p => p with { Supervising = [.. Enumerable.Range(0, 3).Select(n => new Occupation(0, TimeRange.OfMinutes(clinic.At(from, 9), 20 + 10 * n), Clinic.Id(9, 1)))] });
        }

        var protocol = Protocol(random, nights);
        var request = clinic.Plan(protocol) with { StartOnOrAfter = from, HorizonEnd = from.AddDays(days - 1), MaxShortfalls = 99, Alternatives = false };
        request = request with
        {
            Patient = request.Patient with
            {
                Windows = Maybe(0.2) ? [.. hours.Where(_ => Maybe(0.8)).Select(h => h with { From = h.From.AddMinutes(10) }).Where(h => h.IsValid && h.Until.ToTimeSpan() - h.From.ToTimeSpan() > TimeSpan.Zero)] : [],
                Absences = Maybe(0.2) ? [clinic.Clock.DayBounds(from.AddDays(random.Next(days)))] : [],
                Taken = Maybe(0.2) ? [new Occupation(0, TimeRange.OfMinutes(clinic.At(from.AddDays(random.Next(days)), 9), 30), Clinic.Id(9, 2))] : [],
                BornOn = Maybe(0.1) ? null : request.Patient.BornOn,
            },
            PreferredTime = Maybe(0.4) ? nights ? new TimeOnly(1, 30) : new TimeOnly(9, Pick(0, 3, 15, 30)) : null,
            Weekdays = Maybe(0.15) && !nights ? [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Thursday] : [],
            KeepStaff = Maybe(0.2),
            Priority = Pick(1m, 1m, 2m, 1.5m),
            Supervision = Maybe(0.2) ? new SupervisionRule { Required = true, MaxAtOnce = random.Next(1, 4), Modes = Maybe(0.5) ? [PresenceMode.InPerson] : [PresenceMode.InPerson, PresenceMode.VirtualAv] } : SupervisionRule.None,
            Coverage = Maybe(0.25)
                ? new CoverageLimits { From = Maybe(0.3) ? from.AddDays(1) : null, Until = Maybe(0.5) ? from.AddDays(days - 2) : null, Sessions = Maybe(0.4) ? random.Next(1, 5) : null, PerWeek = Maybe(0.3) ? 2 : null, Enforce = Maybe(0.8) }
                : CoverageLimits.None,
            ModelId = Maybe(0.2) ? Clinic.ModelA : null,
            NotBefore = Maybe(0.1) ? clinic.Clock.DayBounds(from).From.AddMinutes(555) : null,
            Weights = Maybe(0.3) ? new PlanWeights { StaffChange = Pick(0m, 3m, 55.5m), DeviceChange = Pick(0m, 30m), NominalMinute = Pick(1m, 0.25m, 4m), WaitWeek = Pick(0m, 100m), BelowCap = Pick(10m, 60m, 200m) } : PlanWeights.Default,
        };
        if (Maybe(0.2))
        {
            var kept = from.AddDays(-random.Next(1, 4));
            request = request with
            {
                FirstSessionNumber = 2,
                Kept = [new KeptTreatment(kept, TimeRange.OfMinutes(clinic.Clock.DayBounds(kept).From.AddMinutes(570), 20), Clinic.Technician(random.Next(1, 3)), Clinic.Device(random.Next(1, 3)))],
            };
        }
        return request;
    }

    private static ProtocolDefinition Protocol(Random random, bool nights)
    {
        bool Maybe(double p) => random.NextDouble() < p;
        var gap = Maybe(0.3) ? 5 * random.Next(1, 6) : Maybe(0.25) ? 24 * 60 : 0;
        var perDay = gap < 60 && Maybe(0.3) ? 2 : 1;
        ProtocolPhase Phase(string name, int sessions) => new()
        {
            Name = name,
            MinSessions = 0,
            DefaultSessions = sessions,
            MaxSessions = 10,
            Cadence = random.Next(1, 4) * perDay,
            MaxPerDay = perDay,
            MinGapMinutes = gap,
            MinDaysApart = Maybe(0.3) ? random.Next(1, 4) : null,
            ConsecutiveDays = Maybe(0.07),
        };
        var phases = new List<ProtocolPhase> { Phase("acute", random.Next(2, 4)) };
        if (Maybe(0.5))
        {
            phases.Add(Maybe(0.3)
                ? new ProtocolPhase { Name = "every", MinSessions = 0, DefaultSessions = random.Next(1, 3), MaxSessions = 5, CadenceUnit = CadenceUnit.EveryDays, Cadence = random.Next(2, 5), MinDaysApart = Maybe(0.5) ? 1 : null }
                : Phase("taper", random.Next(1, 3)) with { MinDaysApart = 2 });
        }
        var slot = nights ? 40 : 5 * random.Next(2, 4);
        VisitSegment Staff(StaffRole role, int until, int turnover = 0, bool exclusive = true) => new() { Kind = SegmentKind.Staff, Role = role, UntilMinute = until, TurnoverMinutes = turnover, Exclusive = exclusive };
        VisitKind Kind(string code, int minutes, bool counts, bool prescriber) => new()
        {
            Code = code,
            Minutes = minutes,
            CountsAsTreatment = counts,
            Segments =
            [
                new VisitSegment { Kind = SegmentKind.Room, UntilMinute = minutes },
                new VisitSegment { Kind = SegmentKind.Device, FromMinute = 5, UntilMinute = minutes, SetupMinutes = 5, TurnoverMinutes = 5 },
                Staff(StaffRole.Technician, minutes, 5),
                .. prescriber ? [Staff(StaffRole.Prescriber, minutes - 5, exclusive: Maybe(0.8))] : Array.Empty<VisitSegment>(),
            ],
        };
        var kinds = new List<VisitKind> { Kind("initial", slot + 10, true, true), Kind("treatment", slot, true, Maybe(0.15)), Kind("mapping", slot + 5, false, true) };
        return new ProtocolDefinition
        {
            Code = "random",
            Name = "Random",
            Modality = "rtms",
            Indication = "mdd",
            DeviceCapability = "figure8",
            OperatorRole = StaffRole.Technician,
            Phases = phases,
            VisitKinds = kinds,
            InitialKind = Maybe(0.7) ? "initial" : "treatment",
            TreatmentKind = "treatment",
            Prerequisite = Maybe(0.15) ? new PrerequisiteVisit { Kind = "mapping", MinDaysBefore = random.Next(1, 3), MaxDaysBefore = 4 } : null,
        };
    }
}
