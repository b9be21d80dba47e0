using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>
/// The starts of one visit kind on one local day as bit sets: one for everything about patient and site, one for each device
/// (with its room and coil) and each operator (with the other roles and the supervisor). Their intersections are the free starts.
/// </summary>
internal sealed class VisitGrid
{
    private readonly ClinicFacts _facts;
    private readonly VisitContext _context;
    private readonly DayGrid _day;
    private readonly VisitKind _kind;
    private readonly int _length;
    private readonly int? _age;
    private readonly IReadOnlyList<StaffRole> _otherRoles;
    private readonly Dictionary<StaffRole, List<(Guid Id, SlotMask Starts)>> _fillers = [];
    private readonly List<(Guid Id, SlotMask Starts)>? _supervisors;
    private readonly bool _rolesShareNobody;

    internal VisitGrid(ClinicFacts facts, PatientFacts patient, VisitContext context, DayGrid day, VisitKind kind, DateTimeOffset? notBefore)
    {
        (_facts, _context, _day, _kind) = (facts, context, day, kind);
        _length = kind.Minutes / DayGrid.StepMinutes;
        _age = VisitRules.AgeOn(patient.BornOn, day.Date);
        Base = BaseStarts(patient, notBefore);
        HasOperator = context.OperatorRole is { } op && kind.Roles().Contains(op);
        HasDevice = kind.Segments.Any(s => s.Kind == SegmentKind.Device);
        _otherRoles = [.. kind.Roles().Where(r => !HasOperator || r != context.OperatorRole)];
        foreach (var role in _otherRoles)
        {
            _fillers[role] = [.. facts.Staff.Select(p => (p.Id, Starts: RoleStarts(p, role, null))).Where(f => !f.Starts.IsEmpty)];
        }
        var everybody = _fillers.Values.SelectMany(f => f.Select(x => x.Id)).ToList();
        _rolesShareNobody = everybody.Distinct().Count() == everybody.Count;
        if (context.Supervision.Required && kind.CountsAsTreatment)
        {
            _supervisors = [.. facts.Staff.Where(p => p.Roles.Contains(StaffRole.Supervisor)).Select(p => (p.Id, Starts: SupervisorStarts(p))).Where(f => !f.Starts.IsEmpty)];
        }
    }

    /// <summary>Starts that patient and site allow.</summary>
    internal SlotMask Base { get; }

    internal bool HasOperator { get; }

    internal bool HasDevice { get; }

    /// <summary>Starts at which a device, its room and its coil are free. Without a device: at which any room is.</summary>
    internal SlotMask DeviceStarts(DeviceFacts? device)
    {
        var starts = _day.Whole();
        if (device is not null)
        {
            if (!DeviceFits(device))
            {
                return default;
            }
            var segment = _kind.Segments.First(s => s.Kind == SegmentKind.Device);
            starts = SegmentStarts(segment, device.Lanes, device.Taken, device.Closures);
            if (device.SharedCoilIds.Count > 0)
            {
                var coils = default(SlotMask);
                foreach (var coil in _facts.Coils.Where(c => device.SharedCoilIds.Contains(c.Id)))
                {
                    coils = SlotMask.Or(coils, SegmentStarts(segment, coil.Lanes, coil.Taken, coil.Closures));
                }
                starts = SlotMask.And(starts, coils);
            }
        }
        if (_kind.Segments.FirstOrDefault(s => s.Kind == SegmentKind.Room) is { } roomSegment)
        {
            var rooms = default(SlotMask);
            foreach (var room in _facts.Rooms.Where(r => device?.RoomId is not { } fixedRoom || fixedRoom == r.Id))
            {
                rooms = SlotMask.Or(rooms, SegmentStarts(roomSegment, room.Lanes, room.Taken, room.Closures));
            }
            starts = SlotMask.And(starts, rooms);
        }
        return starts;
    }

    /// <summary>Starts at which an operator can serve a model and everybody else needed is there. Without an operator: everybody else.</summary>
    internal SlotMask OperatorStarts(StaffFacts? person, Guid? modelId)
    {
        var own = person is null ? _day.Whole() : RoleStarts(person, _context.OperatorRole!.Value, HasDevice ? modelId : null);
        if (own.IsEmpty)
        {
            return own;
        }
        own = SlotMask.And(own, Fill(0, person is null ? [] : [person.Id]));
        if (_supervisors is not null)
        {
            var supervised = default(SlotMask);
            foreach (var (id, starts) in _supervisors)
            {
                if (person is null || id != person.Id)
                {
                    supervised = SlotMask.Or(supervised, starts);
                }
            }
            own = SlotMask.And(own, supervised);
        }
        return own;
    }

    private SlotMask BaseStarts(PatientFacts patient, DateTimeOffset? notBefore)
    {
        var free = SlotMask.AndNot(_day.Inside(VisitRules.OpenOn(_facts.Site, _day.Date)), _day.Touching(_facts.Site.Closures));
        free = SlotMask.AndNot(free, _day.Touching(patient.Taken.Select(t => t.Range)));
        if (_context.CheckPatientWindows)
        {
            free = SlotMask.AndNot(free, _day.Touching(patient.Absences));
            if (patient.Windows.Count > 0)
            {
                free = SlotMask.And(free, _day.Inside(WeeklyWindow.Expand(patient.Windows, _facts.Site.Clock, _day.Date, _day.Date)));
            }
        }
        var starts = free.Runs(_length);
        if (notBefore is { } instant && instant > _day.Bounds.From)
        {
            var first = (int)Math.Min(SlotMask.Bits, Math.Ceiling((instant - _day.Bounds.From).TotalMinutes / DayGrid.StepMinutes));
            starts = SlotMask.And(starts, SlotMask.Range(first, SlotMask.Bits));
        }
        return starts;
    }

    private bool DeviceFits(DeviceFacts device) => device.SiteId == _facts.Site.Id
        && (_context.DeviceCapability is not { } capability || (device.Capabilities.Contains(capability)
            && (_context.Indication is not { } indication || _context.OffLabelOrder || VisitRules.IsCleared(device, capability, indication, _age))));

    private SlotMask RoleStarts(StaffFacts person, StaffRole role, Guid? modelId)
    {
        if (!person.Roles.Contains(role) || (modelId is { } model && !VisitRules.MayOperate(person, model, _day.Date)))
        {
            return default;
        }
        var starts = _day.Whole();
        foreach (var segment in _kind.Segments.Where(s => s.Role == role))
        {
            if (!VisitRules.MayFill(person, segment, _day.Date))
            {
                return default;
            }
            var present = SlotMask.AndNot(_day.Inside(VisitRules.OnShift(person, _facts.Site.Id, segment.Modes)), _day.Touching(person.Closures));
            starts = SlotMask.And(starts, At(present.Runs(Steps(segment.UntilMinute - segment.FromMinute)), segment.FromMinute));
            if (segment.Exclusive)
            {
                starts = SlotMask.And(starts, LaneStarts(segment, person.Lanes, person.Taken));
            }
            if (starts.IsEmpty)
            {
                return starts;
            }
        }
        return starts;
    }

    private SlotMask SupervisorStarts(StaffFacts person)
    {
        var present = SlotMask.AndNot(_day.Inside(VisitRules.OnShift(person, _facts.Site.Id, _context.Supervision.Modes)), _day.Touching(person.Closures));
        if (person.Supervising.Count > 0)
        {
            for (var step = present.NextAtOrAfter(0); step >= 0; step = present.NextAtOrAfter(step + 1))
            {
                if (!VisitRules.CanSupervise(person, _context.Supervision, TimeRange.OfMinutes(_day.At(step), DayGrid.StepMinutes)))
                {
                    present = SlotMask.AndNot(present, SlotMask.Range(step, step + 1));
                }
            }
        }
        return _context.Supervision.MaxAtOnce > 0 ? present.Runs(_length) : default;
    }

    // Starts at which every other role has a person of its own: all ways of choosing them, joined.
    private SlotMask Fill(int index, List<Guid> used)
    {
        if (index == _otherRoles.Count)
        {
            return _day.Whole();
        }
        var result = default(SlotMask);
        var rest = _rolesShareNobody ? Fill(index + 1, used) : default;
        foreach (var (id, starts) in _fillers[_otherRoles[index]])
        {
            if (used.Contains(id))
            {
                continue;
            }
            if (!_rolesShareNobody)
            {
                used.Add(id);
                rest = Fill(index + 1, used);
                used.RemoveAt(used.Count - 1);
            }
            result = SlotMask.Or(result, SlotMask.And(starts, rest));
        }
        return result;
    }

    private SlotMask SegmentStarts(VisitSegment segment, int lanes, IReadOnlyList<Occupation> taken, IReadOnlyList<TimeRange> closures)
    {
        var open = SlotMask.AndNot(_day.Whole(), _day.Touching(closures));
        var starts = At(open.Runs(Steps(segment.UntilMinute - segment.FromMinute)), segment.FromMinute);
        return segment.Exclusive ? SlotMask.And(starts, LaneStarts(segment, lanes, taken)) : starts;
    }

    private SlotMask LaneStarts(VisitSegment segment, int lanes, IReadOnlyList<Occupation> taken)
    {
        var result = default(SlotMask);
        var length = Steps(segment.UntilMinute + segment.TurnoverMinutes - segment.FromMinute + segment.SetupMinutes);
        for (var lane = 0; lane < lanes; lane++)
        {
            var own = lane;
            // Unlike the visit, its turnover may reach past midnight, so the steps past the day's end count too.
            var free = SlotMask.AndNot(SlotMask.Range(0, SlotMask.Bits), _day.Touching(taken.Where(t => t.Lane == own).Select(t => t.Range), pastMidnight: true));
            result = SlotMask.Or(result, At(free.Runs(length), segment.FromMinute - segment.SetupMinutes));
        }
        return result;
    }

    private static SlotMask At(SlotMask starts, int minute) => starts.Shift(minute / DayGrid.StepMinutes);

    private static int Steps(int minutes) => minutes / DayGrid.StepMinutes;
}
