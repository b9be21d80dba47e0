using Scheduling.Domain.Devices;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Planning;

/// <summary>Builds a small clinic in sentences: <c>new Clinic().WithTechnician(1).WithDevice(1)</c>. Ids are made from small numbers.</summary>
public sealed class Clinic
{
    public static readonly Guid SiteId = Id(1, 1);
    public static readonly Guid ModelA = Id(2, 1);
    public static readonly Guid ModelB = Id(2, 2);
    private static readonly string[] Indications = ["mdd", "ocd", "smoking_cessation", "trd", "psoriasis"];
    private readonly SiteClock _clock;
    private readonly DateOnly _from;
    private readonly int _days;
    private readonly List<StaffFacts> _staff = [];
    private readonly List<DeviceFacts> _devices = [];
    private readonly List<RoomFacts> _rooms = [];
    private SiteFacts _site;

    public Clinic(string zone = "America/New_York", DateOnly? from = null, int days = 120)
    {
        _clock = SiteClock.ForZone(zone);
        _from = from ?? new DateOnly(2027, 1, 4);
        _days = days;
        _site = new SiteFacts { Id = SiteId, Clock = _clock, OpeningHours = Week(8, 18) };
    }

    public SiteClock Clock => _clock;

    public static Guid Id(int kind, int number) => new(kind, 0, 0, [0, 0, 0, 0, 0, 0, 0, (byte)number]);

    public static Guid Technician(int number) => Id(3, number);

    public static Guid Prescriber(int number) => Id(3, 100 + number);

    public static Guid Device(int number) => Id(4, number);

    public static Guid Room(int number) => Id(5, number);

    public static IReadOnlyList<WeeklyWindow> Week(int from, int until) =>
        [.. Enum.GetValues<DayOfWeek>().Where(d => d is not DayOfWeek.Saturday and not DayOfWeek.Sunday).Select(d => new WeeklyWindow(d, new TimeOnly(from, 0), new TimeOnly(until, 0)))];

    public Clinic WithHours(IReadOnlyList<WeeklyWindow> hours) => Set(() => _site = _site with { OpeningHours = hours });

    public Clinic WithClosure(TimeRange closure) => Set(() => _site = _site with { Closures = [.. _site.Closures, closure] });

    public Clinic WithHoliday(DateOnly date) => Set(() => _site = _site with { Holidays = [.. _site.Holidays, date] });

    public Clinic WithTechnician(int number, int from = 8, int until = 18, DateOnly? credentialUntil = null, Guid? model = null, IReadOnlyList<WeeklyWindow>? shifts = null) =>
        WithStaff(new StaffFacts
        {
            Id = Technician(number),
            Roles = [StaffRole.Technician],
            Credentials = [new Credential("operator", model ?? ModelA, new DateOnly(2020, 1, 1), credentialUntil)],
            Shifts = Shifts(shifts ?? Week(from, until)),
        });

    public Clinic WithPrescriber(int number, int from = 8, int until = 18) =>
        WithStaff(new StaffFacts { Id = Prescriber(number), Roles = [StaffRole.Prescriber, StaffRole.Supervisor], Shifts = Shifts(Week(from, until)) });

    public Clinic WithStaff(StaffFacts person) => Set(() => _staff.Add(person));

    public Clinic WithRoom(int number, int lanes = 1) => Set(() => _rooms.Add(new RoomFacts { Id = Room(number), SiteId = SiteId, Lanes = lanes }));

    /// <summary>A device in a room of the same number, or portable.</summary>
    public Clinic WithDevice(int number, Guid? model = null, bool portable = false, params string[] capabilities)
    {
        string[] has = capabilities.Length > 0 ? capabilities : ["figure8"];
        _devices.Add(new DeviceFacts
        {
            Id = Device(number),
            SiteId = SiteId,
            ModelId = model ?? ModelA,
            Capabilities = has,
            Clearances = [.. has.SelectMany(c => Indications.Select(i => new Clearance(c, i)))],
            RoomId = portable ? null : Room(number),
        });
        return portable || _rooms.Any(r => r.Id == Room(number)) ? this : WithRoom(number);
    }

    public Clinic Busy(Guid resource, DateTimeOffset from, int minutes, int lane = 0)
    {
        var occupation = new Occupation(lane, TimeRange.OfMinutes(from, minutes), Id(9, 1));
        Replace(_staff, s => s.Id == resource, s => s with { Taken = [.. s.Taken, occupation] });
        Replace(_devices, d => d.Id == resource, d => d with { Taken = [.. d.Taken, occupation] });
        Replace(_rooms, r => r.Id == resource, r => r with { Taken = [.. r.Taken, occupation] });
        return this;
    }

    public Clinic Change(Guid person, Func<StaffFacts, StaffFacts> change) => Set(() => Replace(_staff, s => s.Id == person, change));

    public Clinic ChangeDevice(Guid device, Func<DeviceFacts, DeviceFacts> change) => Set(() => Replace(_devices, d => d.Id == device, change));

    public DateTimeOffset At(DateOnly date, int hour, int minute = 0) => _clock.FirstInstant(date, new TimeOnly(hour, minute));

    public TimeRange DayRange(DateOnly date) => _clock.DayBounds(date);

    public IReadOnlyList<ShiftFact> Shifts(IReadOnlyList<WeeklyWindow> weekly, PresenceMode mode = PresenceMode.InPerson) =>
        [.. WeeklyWindow.Expand(weekly, _clock, _from.AddDays(-7), _from.AddDays(_days)).Select(r => new ShiftFact(SiteId, r, mode))];

    public ClinicFacts Facts() => new() { Site = _site, Staff = [.. _staff], Devices = [.. _devices], Rooms = [.. _rooms] };

    public CoursePlanRequest Plan(ProtocolDefinition protocol) => new()
    {
        Protocol = protocol,
        Remaining = [.. protocol.Phases.Select(p => new PhaseSessions(p.Name, p.DefaultSessions))],
        Patient = new PatientFacts { Id = Id(6, 1), BornOn = new DateOnly(1980, 5, 17) },
        Sites = [Facts()],
        StartOnOrAfter = _from,
        HorizonEnd = _from.AddDays(_days - 1),
    };

    private Clinic Set(Action change)
    {
        change();
        return this;
    }

    private static void Replace<T>(List<T> list, Func<T, bool> which, Func<T, T> change)
    {
        for (var i = 0; i < list.Count; i++)
        {
            list[i] = which(list[i]) ? change(list[i]) : list[i];
        }
    }
}
