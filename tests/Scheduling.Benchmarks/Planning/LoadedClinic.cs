using Scheduling.Application.Protocols;
using Scheduling.Domain.Devices;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Repairs;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Benchmarks.Planning;

/// <summary>
/// A made-up clinic of one site: devices in rooms of their own, two technicians a device on three kinds of shift, a prescriber for every
/// five devices; open Monday to Friday, 8 to 18. Its load is made of whole courses placed by the planner itself, by patients who can come
/// at any time or in a part of the day, until the devices are busy for the share asked for; or of short bookings strewn at random.
/// </summary>
internal sealed class LoadedClinic
{
    private const int Weeks = 30;
    private static readonly DateOnly FirstMonday = new(2027, 1, 4);
    private static readonly Guid Model = new(2, 0, 0, new byte[8]);
    private static readonly (string Name, int From, int Until, double Share)[] Windows =
        [("any", 8, 18, .30), ("morning", 8, 12, .25), ("midday", 10, 14, .10), ("afternoon", 12, 17, .15), ("evening", 15, 18, .20)];
    private readonly Random _random;
    private readonly SiteClock _clock = SiteClock.ForZone("America/New_York");
    private readonly Dictionary<Guid, List<Occupation>> _taken = [];
    private readonly List<StaffFacts> _staff = [];
    private readonly List<DeviceFacts> _devices = [];
    private readonly List<RoomFacts> _rooms = [];
    private readonly SiteFacts _site;
    private readonly List<double> _away = [];
    private int _patients;

    internal LoadedClinic(int devices, int seed)
    {
        _random = new Random(seed);
        _site = new SiteFacts { Id = Id(1, 1), Clock = _clock, OpeningHours = Days(8, 18) };
        for (var i = 1; i <= devices; i++)
        {
            _rooms.Add(new RoomFacts { Id = Id(5, i), SiteId = _site.Id, Taken = Taken(Id(5, i)) });
            _devices.Add(new DeviceFacts
            {
                Id = Id(4, i),
                SiteId = _site.Id,
                ModelId = Model,
                Capabilities = [.. ProtocolTemplates.All.Select(p => p.DeviceCapability).OfType<string>().Distinct()],
                Clearances = [.. ProtocolTemplates.All.Where(p => p.DeviceCapability is not null).Select(p => new Clearance(p.DeviceCapability!, p.Indication))],
                RoomId = Id(5, i),
                Taken = Taken(Id(4, i)),
            });
        }
        for (var i = 0; i < devices * 2; i++)
        {
            var (from, until) = (i % 3) switch { 0 => (8, 16), 1 => (10, 18), _ => (8, 18) };
            AddPerson(i, StaffRole.Technician, from, until, off: .05);
        }
        for (var i = 0; i <= devices / 5; i++)
        {
            AddPerson(1000 + i, StaffRole.Prescriber, 8, 18, off: 0);
            AddPerson(2000 + i, StaffRole.Nurse, 8, 18, off: 0);
            AddPerson(3000 + i, StaffRole.Anesthetist, 8, 18, off: 0);
        }
    }

    internal static ProtocolDefinition Protocol { get; } = ProtocolTemplates.Find("rtms_10hz_19")!;

    internal ClinicFacts Facts => new() { Site = _site, Staff = _staff, Devices = _devices, Rooms = _rooms };

    /// <summary>Share of the devices' opening hours that is taken in the first ten weeks.</summary>
    internal double Load
    {
        get
        {
            var until = _clock.DayBounds(FirstMonday.AddDays(70)).From;
            var minutes = _devices.Sum(d => d.Taken.Where(t => t.Range.From < until).Sum(t => t.Range.Length.TotalMinutes));
            return minutes / (_devices.Count * 50 * 600.0);
        }
    }

    /// <summary>Books courses, beginning in any week, until the load is reached or eight in a row find no place.</summary>
    internal void FillWithCourses(double load)
    {
        for (var failed = 0; failed < 8 && Load < load;)
        {
            var request = NextPatient(FirstMonday.AddDays(7 * _random.Next(10)), running: true);
            var plan = CoursePlanner.Plan(request);
            if (plan.Options.Count == 0)
            {
                failed++;
                continue;
            }
            failed = 0;
            Note(plan.Options[0]);
            foreach (var take in plan.Options[0].Sessions.SelectMany(s => s.Takes).Where(t => t.Exclusive && t.Resource.Kind != ResourceRefKind.Patient))
            {
                Taken(take.Resource.Id).Add(new Occupation(take.Lane!.Value, take.Range, request.Patient.Id));
            }
        }
    }

    /// <summary>Books so many courses, begun within ten days, and answers with the book as a repair sees it.</summary>
    internal RepairRequest BookCourses(int courses)
    {
        List<RepairVisit> visits = [];
        List<PatientFacts> patients = [];
        for (var n = 0; n < courses; n++)
        {
            var request = NextPatient(FirstMonday.AddDays(n % 10));
            if (CoursePlanner.Plan(request).Options is not [var option, ..])
            {
                continue;
            }
            foreach (var session in option.Sessions)
            {
                var visit = new RepairVisit
                {
                    Id = Id(8, visits.Count + 1),
                    SiteId = _site.Id,
                    PatientId = request.Patient.Id,
                    CourseId = Id(7, n + 1),
                    Kind = Protocol.Kind(session.Kind)!,
                    Phase = session.Phase,
                    Place = new VisitPlace
                    {
                        Start = session.Start,
                        Staff = session.Takes.Where(t => t.Role is not null).GroupBy(t => t.Role!.Value).ToDictionary(g => g.Key, g => g.First().Resource.Id),
                        DeviceId = Of(session, ResourceRefKind.Device),
                        RoomId = Of(session, ResourceRefKind.Room),
                    },
                    Context = VisitContext.For(Protocol),
                };
                visits.Add(visit);
                foreach (var take in session.Takes.Where(t => t.Exclusive && t.Resource.Kind != ResourceRefKind.Patient))
                {
                    Taken(take.Resource.Id).Add(new Occupation(take.Lane!.Value, take.Range, visit.Id));
                }
            }
            var own = visits.Where(v => v.PatientId == request.Patient.Id).Select(v => new Occupation(0, TimeRange.OfMinutes(v.Place.Start, v.Kind.Minutes), v.Id));
            patients.Add(request.Patient with { Taken = [.. own] });
        }
        return new RepairRequest
        {
            Sites = [Facts],
            Patients = patients,
            Visits = visits,
            Courses = [.. visits.Select(v => v.CourseId!.Value).Distinct().Select(c => new RepairCourse { Id = c, Protocol = Protocol })],
            From = FirstMonday,
            Until = FirstMonday.AddDays(18 * 7 - 1),
        };

        static Guid? Of(PlannedVisit session, ResourceRefKind kind) => session.Takes.Where(t => t.Resource.Kind == kind).Select(t => (Guid?)t.Resource.Id).FirstOrDefault();
    }

    /// <summary>Courses booked.</summary>
    internal int Courses { get; private set; }

    /// <summary>Minutes between a visit's start and the middle one of its course's, at the median and the 90th percentile of all visits.</summary>
    internal (double Median, double Ninth) Steadiness
    {
        get
        {
            _away.Sort();
            return _away.Count == 0 ? (0, 0) : (_away[_away.Count / 2], _away[_away.Count * 9 / 10]);
        }
    }

    private void Note(PlanOption course)
    {
        Courses++;
        var times = course.Sessions.Select(s => s.LocalTime.ToTimeSpan().TotalMinutes).Order().ToList();
        _away.AddRange(times.Select(t => Math.Abs(t - times[times.Count / 2])));
    }

    /// <summary>Strews bookings of 15 to 60 minutes over devices and technicians, each for itself.</summary>
    internal void Shred(double load)
    {
        foreach (var id in _devices.Select(d => d.Id).Concat(_staff.Where(s => s.Roles.Contains(StaffRole.Technician)).Select(s => s.Id)))
        {
            for (var day = 0; day < Weeks * 7; day++)
            {
                var open = new TimeRange(_clock.FirstInstant(FirstMonday.AddDays(day), new TimeOnly(8, 0)), _clock.FirstInstant(FirstMonday.AddDays(day), new TimeOnly(18, 0)));
                var at = open.From;
                while (at < open.Until)
                {
                    var busy = 5 * _random.Next(3, 13);
                    Taken(id).Add(new Occupation(0, TimeRange.OfMinutes(at, busy), Guid.Empty));
                    at = at.AddMinutes(busy + 5 * Math.Round(busy / 5.0 * (1 - load) / load * 2 * _random.NextDouble()));
                }
            }
        }
    }

    /// <summary>A patient who asks for a whole course of a protocol from a date on.</summary>
    internal CoursePlanRequest NextPatient(ProtocolDefinition protocol, DateOnly from) => NextPatient(from) with
    {
        Protocol = protocol,
        Remaining = [.. protocol.Phases.Select(p => new PhaseSessions(p.Name, p.DefaultSessions))],
        HorizonEnd = FirstMonday.AddDays(Weeks * 7 - 1),
    };

    /// <summary>A patient who asks for the 36 visits from a date on. Running courses are in the midst of theirs, so that all weeks fill alike.</summary>
    internal CoursePlanRequest NextPatient(DateOnly from, bool running = false)
    {
        var window = Pick();
        var sessions = Protocol.Phases.Select(p => new PhaseSessions(p.Name, p.DefaultSessions)).ToList();
        var done = 0;
        if (running && from == FirstMonday)
        {
            done = _random.Next(0, 30);
            sessions[0] = sessions[0] with { Sessions = 30 - done };
        }
        return new CoursePlanRequest
        {
            Protocol = Protocol,
            Remaining = sessions,
            FirstSessionNumber = done + 1,
            Patient = new PatientFacts
            {
                Id = Id(6, ++_patients),
                BornOn = new DateOnly(1980, 5, 17),
                Windows = window.Name == "any" ? [] : Days(window.From, window.Until),
                Absences = [.. Enumerable.Range(0, Weeks * 7).Where(_ => _random.NextDouble() < .02).Select(d => _clock.DayBounds(FirstMonday.AddDays(d)))],
            },
            Sites = [Facts],
            StartOnOrAfter = from,
            HorizonEnd = from.AddDays(18 * 7 - 1),
            Alternatives = false,
        };
    }

    private (string Name, int From, int Until, double Share) Pick()
    {
        var x = _random.NextDouble();
        foreach (var window in Windows)
        {
            x -= window.Share;
            if (x < 0)
            {
                return window;
            }
        }
        return Windows[^1];
    }

    private void AddPerson(int number, StaffRole role, int from, int until, double off) => _staff.Add(new StaffFacts
    {
        Id = Id(3, number),
        Roles = [role],
        Credentials = [new Credential("operator", Model, new DateOnly(2020, 1, 1), null)],
        Shifts = [.. WeeklyWindow.Expand(Days(from, until), _clock, FirstMonday, FirstMonday.AddDays(Weeks * 7 - 1))
            .Where(_ => _random.NextDouble() >= off).Select(r => new ShiftFact(_site.Id, r, PresenceMode.InPerson))],
        Taken = Taken(Id(3, number)),
    });

    private List<Occupation> Taken(Guid id)
    {
        if (!_taken.TryGetValue(id, out var list))
        {
            _taken[id] = list = [];
        }
        return list;
    }

    private static IReadOnlyList<WeeklyWindow> Days(int from, int until) =>
        [.. Enum.GetValues<DayOfWeek>().Where(d => d is not DayOfWeek.Saturday and not DayOfWeek.Sunday).Select(d => new WeeklyWindow(d, new TimeOnly(from, 0), new TimeOnly(until, 0)))];

    private static Guid Id(int kind, int number) => new(kind, 0, 0, [0, 0, 0, 0, 0, 0, (byte)(number >> 8), (byte)number]);
}
