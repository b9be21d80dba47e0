using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Repairs;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Tests.Planning;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Repairs;

/// <summary>Tiny legal books with a disruption; the same seed gives the same book.</summary>
public static class RandomBook
{
    /// <param name="seed">The seed.</param>
    /// <param name="units">Whether a payer's units are counted, which some visits lack.</param>
    public static RepairRequest Make(int seed, bool units = false)
    {
        var random = new Random(seed);
        bool Maybe(double p) => random.NextDouble() < p;
        var from = new DateOnly(2027, 1, 4).AddDays(random.Next(5));
        var days = random.Next(3, 6);
        var hours = Clinic.Week(9, 10).Select(w => w with { Until = new TimeOnly(9, 30 + 5 * random.Next(6)) }).ToList();
        var clinic = new Clinic(from: from, days: 30).WithHours(hours);
        for (var i = 1; i <= random.Next(1, 4); i++)
        {
            clinic.WithStaff(new StaffFacts
            {
                Id = Clinic.Technician(i),
                Roles = Maybe(0.2) ? [StaffRole.Technician, StaffRole.Prescriber] : [StaffRole.Technician],
                Credentials = [.. new[] { Clinic.ModelA, Clinic.ModelB }.Where((m, n) => n == 0 || Maybe(0.5)).Select(m => new Credential("operator", m, new DateOnly(2020, 1, 1), null))],
                Shifts = [.. clinic.Shifts(hours).Where(_ => Maybe(0.9))],
            });
        }
        clinic.WithPrescriber(1, 9, 10);
        for (var i = 1; i <= random.Next(1, 4); i++)
        {
            clinic.WithDevice(i, Maybe(0.2) ? Clinic.ModelB : Clinic.ModelA, portable: Maybe(0.2));
        }
        var protocol = Protocol(random);
        var patients = Enumerable.Range(1, random.Next(2, 4)).Select(n => new PatientFacts
        {
            Id = Clinic.Id(6, n),
            BornOn = new DateOnly(1980, 5, 17),
            Windows = Maybe(0.15) ? [.. hours.Select(h => h with { From = h.From.AddMinutes(10) })] : [],
        }).ToList();
        var request = new RepairRequest { Sites = [clinic.Facts()], Patients = patients, Visits = [], From = from, Until = from.AddDays(days - 1), Effort = 3_000_000 };
        // Of its own, so that the books stay what they were but for this.
        var order = new Random(seed + 1_000_000);
        request = Book(request, protocol, random, order);
        request = Order(Disrupt(request, random), order);
        return units ? Decided(request, new Random(seed + 2_000_000)) : request;
    }

    // A payer has decided: a few lines of units for each course, and whoever has none is to be moved to where one is, or given up.
    private static RepairRequest Decided(RepairRequest request, Random random)
    {
        var (clock, days) = (request.Sites[0].Site.Clock, request.Until.DayNumber - request.From.DayNumber + 1);
        request = request with { Courses = [.. request.Courses.Select(c => c with { Protocol = c.Protocol with { BillingCodes = Codes } })] };
        foreach (var course in request.Courses)
        {
            var payer = new Authorization { ClinicId = default, Id = Clinic.Id(9, 1), CourseId = course.Id, State = random.Next(8) == 0 ? AuthorizationState.Denied : AuthorizationState.Partial };
            var lines = Enumerable.Range(1, random.Next(1, 4)).Select(n =>
            {
                var from = request.From.AddDays(random.Next(-1, days));
                return new AuthorizationLine
                {
                    Id = Clinic.Id(10, n),
                    AuthorizationId = payer.Id,
                    CourseId = course.Id,
                    Position = n,
                    Granted = random.Next(4),
                    Codes = random.Next(5) == 0 ? [Codes[random.Next(2)].Code] : [],
                    Basis = random.Next(6) == 0 ? UnitBasis.Day : UnitBasis.Visit,
                    WindowFrom = random.Next(3) == 0 ? null : from,
                    WindowUntil = random.Next(3) == 0 ? null : from.AddDays(random.Next(days)),
                    MaxPerDay = random.Next(6) == 0 ? 1 : null,
                    MaxPerWeek = random.Next(6) == 0 ? random.Next(1, 3) : null,
                };
            }).ToList();
            var book = new UnitBook { Authorizations = [payer], Lines = lines, Claims = [], Cap = random.Next(6) == 0 ? random.Next(1, 4) : null, Clock = clock };
            List<UnitVisit> kept = [.. course.Kept.Select((k, i) => new UnitVisit
            {
                Id = Clinic.Id(11, i + 1),
                SiteId = Clinic.SiteId,
                Date = k.LocalDate,
                Start = k.VisitStart,
                Code = Codes.FirstOrDefault(c => c.Kind == k.Kind.Code),
                Needs = random.Next(2) == 0 ? UnitState.Consumed : UnitState.Reserved,
            })];
            var own = request.Visits.Where(v => v.CourseId == course.Id).ToList();
            var without = UnitLedger.Settle(book, [.. kept, .. own.Select(v => ExhaustiveRepair.Unit(request, v, v.Place))]).Without;
            request = request with
            {
                Courses = [.. request.Courses.Select(c => c.Id == course.Id ? c with { Units = new RepairUnits { Book = book, Kept = kept } } : c)],
                Visits = [.. request.Visits.Select(v => without.TryGetValue(v.Id, out var reason) ? v with { Affected = true, WithoutUnit = reason } : v)],
            };
        }
        return request;
    }

    private static readonly BillingCode[] Codes = [new("initial", "90867") { OncePerEpisode = true }, new("treatment", "90868")];

    // A motor threshold that is owed from a visit's date on, and a visit that nobody may move.
    private static RepairRequest Order(RepairRequest request, Random random)
    {
        var clock = request.Sites[0].Site.Clock;
        request = request with
        {
            Courses = [.. request.Courses.Select(c => request.Visits.Where(v => v.CourseId == c.Id).ToList() is var own && random.Next(2) == 0
                ? c with { OwedFrom = [clock.DateOf((own.Find(v => v.Kind.Code == c.Protocol.RedeterminationKind) ?? own[random.Next(own.Count)]).Place.Start)] }
                : c)],
        };
        var kept = random.Next(3) == 0 ? request.Visits.FirstOrDefault(v => !v.Affected) : null;
        return kept is null ? request : request with
        {
            Visits = [.. request.Visits.Where(v => v != kept)],
            Courses = [.. request.Courses.Select(c => c.Id != kept.CourseId ? c
                : c with { Kept = [new CourseTreatment(clock.DateOf(kept.Place.Start), kept.Place.Start, kept.Kind, c.Protocol.Phase(kept.Phase!)!)] })],
        };
    }

    private static RepairRequest Book(RepairRequest request, ProtocolDefinition protocol, Random random, Random order)
    {
        var courses = request.Patients.ToDictionary(p => p.Id, p => Clinic.Id(7, p.Id.ToByteArray()[15]));
        var wanted = random.Next(3, 5);
        for (var n = 1; n <= wanted; n++)
        {
            var patient = request.Patients[random.Next(request.Patients.Count)];
            var own = request.Visits.Where(v => v.PatientId == patient.Id).ToList();
            var kind = protocol.Kind(own.Count == 0 && random.Next(3) == 0 ? protocol.InitialKind : own.Count > 0 && order.Next(3) == 0 ? protocol.RedeterminationKind! : protocol.TreatmentKind)!;
            var visit = new RepairVisit
            {
                Id = Clinic.Id(8, n),
                SiteId = Clinic.SiteId,
                PatientId = patient.Id,
                CourseId = courses[patient.Id],
                Kind = kind,
                Phase = own.Count < 2 ? protocol.Phases[0].Name : protocol.Phases[^1].Name,
                Place = new VisitPlace { Start = default },
                Context = VisitContext.For(protocol),
            };
            var places = ExhaustiveRepair.Places(request with { Visits = [.. request.Visits, visit] }, visit, ownTime: false)
                .Where(p => own.All(o => o.Place.Start < p.Start) && own.All(o => o.Place.DeviceId is null || Model(request, o.Place.DeviceId) == Model(request, p.DeviceId)))
                .ToList();
            var legal = places.Where(p => ExhaustiveRepair.IsLegal(Having(request, [.. request.Visits, visit with { Place = p }], courses, protocol), [.. request.Visits.Select(v => v.Place), p])).ToList();
            if (legal.Count > 0)
            {
                request = Having(request, [.. request.Visits, visit with { Place = legal[random.Next(legal.Count)] }], courses, protocol);
            }
        }
        return ExhaustiveRepair.Taken(request, request.Visits);
    }

    private static Guid? Model(RepairRequest request, Guid? device) => request.Sites[0].Devices.FirstOrDefault(d => d.Id == device)?.ModelId;

    private static RepairRequest Having(RepairRequest request, IReadOnlyList<RepairVisit> visits, Dictionary<Guid, Guid> courses, ProtocolDefinition protocol) => request with
    {
        Visits = visits,
        Courses = [.. visits.Select(v => v.PatientId).Distinct().Select(p => new RepairCourse { Id = courses[p], Protocol = protocol })],
    };

    private static RepairRequest Disrupt(RepairRequest request, Random random)
    {
        if (request.Visits.Count == 0)
        {
            return request;
        }
        var hit = request.Visits[random.Next(request.Visits.Count)];
        var day = request.Sites[0].Site.Clock.DayBounds(request.Sites[0].Site.Clock.DateOf(hit.Place.Start));
        var range = random.Next(2) == 0 ? day : new TimeRange(hit.Place.Start.AddMinutes(-10), hit.Place.Start.AddMinutes(10));
        var facts = request.Sites[0];
        switch (random.Next(5))
        {
            case 0:
                facts = facts with { Site = facts.Site with { Closures = [range] } };
                break;
            case 1:
                facts = facts with { Devices = [.. facts.Devices.Select(d => d.Id == hit.Place.DeviceId ? d with { Closures = [range] } : d)] };
                break;
            case 2:
                request = request with { Patients = [.. request.Patients.Select(p => p.Id == hit.PatientId ? p with { Absences = [day] } : p)] };
                break;
            default:
                facts = facts with { Staff = [.. facts.Staff.Select(s => hit.Place.Staff.Values.Contains(s.Id) && s.Roles.Contains(StaffRole.Technician) ? s with { Closures = [range] } : s)] };
                break;
        }
        request = request with { Sites = [facts], EarliestMove = random.Next(4) == 0 ? day.From.AddHours(9).AddMinutes(15) : null };
        return request with
        {
            Visits = [.. request.Visits.Select(v => v with
            {
                AskPatientAtOwnTime = request.Patients.Single(p => p.Id == v.PatientId).Absences.Any(a => a.Contains(v.Place.Start)),
                Affected = ExhaustiveRepair.Check(request, v, v.Place, []).Any(),
            })],
        };
    }

    private static ProtocolDefinition Protocol(Random random)
    {
        ProtocolPhase Phase(string name, int cadence) => new()
        {
            Name = name,
            MinSessions = 0,
            DefaultSessions = 3,
            MaxSessions = 10,
            Cadence = cadence,
            MinDaysApart = random.Next(4) == 0 ? 2 : null,
            MaxPerDay = random.Next(6) == 0 ? 2 : 1,
            MinGapMinutes = 10,
        };
        VisitKind Kind(string code, int minutes, bool prescriber) => new()
        {
            Code = code,
            Minutes = minutes,
            CountsAsTreatment = true,
            Segments =
            [
                new VisitSegment { Kind = SegmentKind.Room, UntilMinute = minutes },
                new VisitSegment { Kind = SegmentKind.Device, UntilMinute = minutes, TurnoverMinutes = 5 },
                new VisitSegment { Kind = SegmentKind.Staff, Role = StaffRole.Technician, UntilMinute = minutes },
                .. prescriber ? [new VisitSegment { Kind = SegmentKind.Staff, Role = StaffRole.Prescriber, UntilMinute = minutes - 5 }] : Array.Empty<VisitSegment>(),
            ],
        };
        return new ProtocolDefinition
        {
            Code = "random",
            Name = "Random",
            Modality = "rtms",
            Indication = "mdd",
            DeviceCapability = "figure8",
            OperatorRole = StaffRole.Technician,
            Phases = random.Next(2) == 0 ? [Phase("acute", random.Next(2, 5)), Phase("taper", random.Next(1, 3))] : [Phase("acute", random.Next(2, 5))],
            VisitKinds = [Kind("initial", 20, true), Kind("treatment", 15, false), Kind("threshold", 15, false)],
            InitialKind = "initial",
            TreatmentKind = "treatment",
            RedeterminationKind = "threshold",
        };
    }
}
