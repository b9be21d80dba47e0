using System.Globalization;
using System.Text.Json;
using Scheduling.Domain.Admissions;
using Scheduling.Domain.Devices;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Benchmarks.Judge;

/// <summary>
/// An instance of the outside judge as a request of ours. Its slots become steps of our grid, 5 minutes each from 08:00 on, whatever their
/// length; a minute away from the nominal time costs as much more as a slot is longer. Its days are Mondays to Fridays from a Monday on.
/// </summary>
internal sealed class JudgeInstance
{
    internal static readonly DateOnly Monday = new(2027, 1, 4);
    private static readonly SiteClock Clock = SiteClock.ForZone("UTC");
    private readonly JsonElement _root;
    private readonly int _slotMinutes;
    private readonly decimal _technicianWeight;

    internal JudgeInstance(JsonElement root, decimal technicianWeight)
    {
        (_root, _technicianWeight) = (root, technicianWeight);
        _slotMinutes = root.GetProperty("args").GetProperty("grid").GetInt32();
    }

    internal AdmissionRequest Request(int seed, TimeSpan time)
    {
        var facts = Facts();
        return new AdmissionRequest
        {
            Candidates = [.. _root.GetProperty("patients").EnumerateArray().Select(p => Candidate(p, facts))],
            Seed = seed,
            TimeLimit = time,
        };
    }

    internal static DateOnly Date(int day) => Monday.AddDays(7 * (day / 5) + day % 5);

    internal static int Day(DateOnly date) => (date.DayNumber - Monday.DayNumber) / 7 * 5 + (date.DayNumber - Monday.DayNumber) % 7;

    internal static int SlotOf(TimeOnly time) => ((int)time.ToTimeSpan().TotalMinutes - 8 * 60) / 5;

    internal static Guid Id(int kind, int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, (byte)kind]);

    internal static int Number(Guid id) => BitConverter.ToInt32(id.ToByteArray());

    private ClinicFacts Facts()
    {
        var days = _root.GetProperty("days").EnumerateArray().ToList();
        return new ClinicFacts
        {
            Site = new SiteFacts
            {
                Id = Id(1, 1),
                Clock = Clock,
                OpeningHours = [.. Enumerable.Range(1, 5).Select(d => Window((DayOfWeek)d, 0, _root.GetProperty("T").GetInt32()))],
                Holidays = [.. days.Where(d => d.GetProperty("open").ValueKind == JsonValueKind.Null).Select(d => Date(d.GetProperty("day").GetInt32()))],
            },
            Devices = [.. _root.GetProperty("devices").EnumerateArray().Select(d => new DeviceFacts
            {
                Id = Id(3, d.GetProperty("id").GetInt32()),
                SiteId = Id(1, 1),
                ModelId = Id(2, d.GetProperty("type").GetInt32()),
                Capabilities = ["coil"],
                Clearances = [new Clearance("coil", "mdd")],
            })],
            Staff = [.. _root.GetProperty("techs").EnumerateArray().Select(t => new StaffFacts
            {
                Id = Id(4, t.GetProperty("id").GetInt32()),
                Roles = [StaffRole.Technician],
                Credentials = [.. t.GetProperty("cert").EnumerateArray().Select(c => new Credential(VisitRules.OperatorCredential, Id(2, c.GetInt32()), Monday, null))],
                Shifts = [.. t.GetProperty("shift").EnumerateArray().Select((s, day) => (Shift: s, Day: day)).Where(s => s.Shift.ValueKind == JsonValueKind.Array)
                    .Select(s => new ShiftFact(Id(1, 1), new TimeRange(At(s.Day, s.Shift[0].GetInt32()), At(s.Day, s.Shift[1].GetInt32())), PresenceMode.InPerson))],
            })],
        };
    }

    private AdmissionCandidate Candidate(JsonElement patient, ClinicFacts facts)
    {
        var weights = _root.GetProperty("weights");
        var pattern = patient.GetProperty("pattern").EnumerateArray().Select(n => n.GetInt32()).ToList();
        var protocol = Protocol(patient, pattern);
        var window = patient.GetProperty("window");
        var earliest = patient.GetProperty("earliest_week").GetInt32();
        return new AdmissionCandidate
        {
            Id = Id(5, patient.GetProperty("id").GetInt32()),
            Course = new CoursePlanRequest
            {
                Protocol = protocol,
                Remaining = [.. protocol.Phases.Select(p => new PhaseSessions(p.Name, p.DefaultSessions))],
                ModelId = Id(2, patient.GetProperty("type").GetInt32()),
                Patient = new PatientFacts
                {
                    Id = Id(5, patient.GetProperty("id").GetInt32()),
                    Windows = [.. Enumerable.Range(1, 5).Select(d => Window((DayOfWeek)d, window[0].GetInt32(), window[1].GetInt32()))],
                    Absences = [.. patient.GetProperty("blackout").EnumerateArray().Select(d => Clock.DayBounds(Date(d.GetInt32())))],
                },
                Sites = [facts],
                StartOnOrAfter = Date(5 * earliest),
                StartOnOrBefore = Date(5 * (patient.GetProperty("auth_end_week").GetInt32() - pattern.Count + 1) + 4),
                HorizonEnd = Date(5 * patient.GetProperty("auth_end_week").GetInt32() + 4),
                Alternatives = false,
                Priority = patient.GetProperty("priority").GetInt32(),
                MostLost = 4,
                Weights = new PlanWeights
                {
                    Unplaced = weights.GetProperty("missed").GetDecimal(),
                    WaitWeek = weights.GetProperty("wait_week").GetDecimal(),
                    NominalMinute = weights.GetProperty("dev_min").GetDecimal() * _slotMinutes / 5,
                    StaffChange = _technicianWeight,
                    DeviceChange = _technicianWeight / 4,
                },
            },
        };
    }

    // A week of the pattern is a phase of its own; sessions of weeks of three or fewer lie two days apart.
    private static ProtocolDefinition Protocol(JsonElement patient, List<int> pattern)
    {
        var phases = new List<ProtocolPhase>();
        foreach (var sessions in pattern)
        {
            if (phases.Count > 0 && phases[^1].Cadence == sessions)
            {
                phases[^1] = phases[^1] with { DefaultSessions = phases[^1].DefaultSessions + sessions, MaxSessions = phases[^1].MaxSessions + sessions };
                continue;
            }
            phases.Add(new ProtocolPhase
            {
                Name = "week" + (phases.Count + 1).ToString(CultureInfo.InvariantCulture),
                MinSessions = 0,
                DefaultSessions = sessions,
                MaxSessions = sessions,
                Cadence = sessions,
                MinDaysApart = sessions <= 3 ? 2 : null,
            });
        }
        return new ProtocolDefinition
        {
            Code = "judge",
            Name = "Judge",
            Modality = "rtms",
            Indication = "mdd",
            DeviceCapability = "coil",
            OperatorRole = StaffRole.Technician,
            Phases = phases,
            VisitKinds = [Kind("initial", patient.GetProperty("len_first").GetInt32()), Kind("treatment", patient.GetProperty("len").GetInt32())],
            InitialKind = "initial",
            TreatmentKind = "treatment",
        };
    }

    private static VisitKind Kind(string code, int slots) => new()
    {
        Code = code,
        Minutes = 5 * slots,
        CountsAsTreatment = true,
        Segments =
        [
            new VisitSegment { Kind = SegmentKind.Device, UntilMinute = 5 * slots },
            new VisitSegment { Kind = SegmentKind.Staff, Role = StaffRole.Technician, UntilMinute = 5 * slots },
        ],
    };

    private static DateTimeOffset At(int day, int slot) => Clock.FirstInstant(Date(day), Slot(slot));

    private static TimeOnly Slot(int slot) => new TimeOnly(8, 0).AddMinutes(5 * slot);

    private static WeeklyWindow Window(DayOfWeek day, int from, int until) => new(day, Slot(from), Slot(until));
}
