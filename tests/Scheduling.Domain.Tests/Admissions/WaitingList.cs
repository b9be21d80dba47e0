using Scheduling.Domain.Admissions;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Tests.Planning;

namespace Scheduling.Domain.Tests.Admissions;

/// <summary>Small random waiting lists with real lengths, rooms, two device models, prescribers at first visits; the same seed gives the same list.</summary>
public static class WaitingList
{
    private static readonly DateOnly From = new(2027, 3, 1);

    public static AdmissionRequest Make(int seed, int candidates = 6)
    {
        var random = new Random(seed);
        bool Maybe(double p) => random.NextDouble() < p;
        var clinic = new Clinic("America/New_York", From, 35).WithHours(Clinic.Week(9, 11)).WithPrescriber(1, 9, 11);
        for (var i = 1; i <= random.Next(1, 4); i++)
        {
            clinic.WithStaff(new StaffFacts
            {
                Id = Clinic.Technician(i),
                Roles = [StaffRole.Technician],
                Credentials = [new Credential("operator", Clinic.ModelA, new DateOnly(2020, 1, 1), null), .. Maybe(0.6) ? [new Credential("operator", Clinic.ModelB, From, null)] : Array.Empty<Credential>()],
                Shifts = [.. clinic.Shifts(Clinic.Week(9, 11)).Where(_ => Maybe(0.9))],
            });
        }
        for (var i = 1; i <= random.Next(1, 4); i++)
        {
            clinic.WithDevice(i, Maybe(0.3) ? Clinic.ModelB : Clinic.ModelA, portable: Maybe(0.3));
        }
        clinic.WithRoom(9);
        for (var i = 0; i < random.Next(6); i++)
        {
            clinic.Busy(Maybe(0.5) ? Clinic.Technician(1) : Clinic.Device(1), clinic.At(From.AddDays(random.Next(14)), 9, 5 * random.Next(12)), 5 * random.Next(2, 8));
        }
        var facts = clinic.Facts();
        return new AdmissionRequest
        {
            Candidates = [.. Enumerable.Range(1, candidates).Select(i => Candidate(clinic, facts, random, i))],
            Seed = seed,
            TimeLimit = TimeSpan.FromHours(1),
            StepLimit = 300,
        };
    }

    private static AdmissionCandidate Candidate(Clinic clinic, ClinicFacts facts, Random random, int number)
    {
        bool Maybe(double p) => random.NextDouble() < p;
        var protocol = Protocol(random);
        var request = clinic.Plan(protocol);
        int? lost = protocol.Phases.All(p => p.WeeklyCap is not null) && Maybe(0.4) ? random.Next(3) : null;
        return new AdmissionCandidate
        {
            Id = Clinic.Id(7, number),
            Course = request with
            {
                Sites = [facts],
                Patient = request.Patient with
                {
                    Id = Clinic.Id(6, number),
                    Windows = Maybe(0.5) ? [.. Clinic.Week(9, 10)] : [],
                    Absences = Maybe(0.2) ? [clinic.DayRange(From.AddDays(random.Next(10)))] : [],
                },
                StartOnOrAfter = From.AddDays(random.Next(4)),
                StartOnOrBefore = Maybe(0.3) ? From.AddDays(7) : null,
                HorizonEnd = From.AddDays(random.Next(11, 26)),
                MostLost = lost,
                Priority = Maybe(0.3) ? 2 : 1,
                PreferredTime = Maybe(0.3) ? new TimeOnly(10, 0) : null,
                Weights = new PlanWeights { StaffChange = Maybe(0.5) ? 20 : 0, DeviceChange = Maybe(0.5) ? 5 : 0 },
            },
        };
    }

    private static ProtocolDefinition Protocol(Random random)
    {
        bool Maybe(double p) => random.NextDouble() < p;
        var twice = Maybe(0.1);
        ProtocolPhase Phase(string name, int sessions, int cap) => new()
        {
            Name = name,
            MinSessions = 0,
            DefaultSessions = sessions,
            MaxSessions = 20,
            Cadence = twice ? 2 * cap : cap,
            MaxPerDay = twice ? 2 : 1,
            MinGapMinutes = twice ? 15 : 0,
            MinDaysApart = cap <= 3 ? 2 : null,
        };
        VisitKind Kind(string code, int minutes, bool prescriber) => new()
        {
            Code = code,
            Minutes = minutes,
            CountsAsTreatment = true,
            Segments =
            [
                new VisitSegment { Kind = SegmentKind.Room, UntilMinute = minutes },
                new VisitSegment { Kind = SegmentKind.Device, FromMinute = 5, UntilMinute = minutes, TurnoverMinutes = 5 },
                new VisitSegment { Kind = SegmentKind.Staff, Role = StaffRole.Technician, UntilMinute = minutes, TurnoverMinutes = 5 },
                .. prescriber ? [new VisitSegment { Kind = SegmentKind.Staff, Role = StaffRole.Prescriber, UntilMinute = 15 }] : Array.Empty<VisitSegment>(),
            ],
        };
        return new ProtocolDefinition
        {
            Code = "waiting",
            Name = "Waiting",
            Modality = "rtms",
            Indication = "mdd",
            DeviceCapability = "figure8",
            OperatorRole = StaffRole.Technician,
            Phases = [Phase("acute", random.Next(3, 8), 5), .. Maybe(0.5) ? [Phase("taper", 2, 2)] : Array.Empty<ProtocolPhase>()],
            VisitKinds = [Kind("initial", 40, Maybe(0.7)), Kind("treatment", 20 + 5 * random.Next(3), false)],
            InitialKind = "initial",
            TreatmentKind = "treatment",
        };
    }
}
