using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;

namespace Scheduling.Domain.Planning;

/// <summary>
/// The starts of one visit kind on the days of a board as bit sets: one for everything about patient and site, one for each device
/// (with its room and coil) and each operator (with the other roles and the supervisor). Their intersections are the free starts.
/// </summary>
internal sealed class VisitGrid
{
    private readonly LoadBoard _board;
    private readonly PatientFacts _patient;
    private readonly VisitContext _context;
    private readonly VisitKind _kind;
    private readonly DateTimeOffset? _notBefore;
    private readonly int _length;
    private readonly SlotMask[]? _windows;
    private readonly SlotMask[]? _busy;
    private readonly SlotMask[]? _absent;
    private readonly VisitSegment? _device;
    private readonly VisitSegment? _room;
    private readonly VisitSegment[] _operator;
    private readonly OtherStaff _others;

    internal VisitGrid(LoadBoard board, PatientFacts patient, VisitContext context, VisitKind kind, DateTimeOffset? notBefore)
    {
        (_board, _patient, _context, _kind, _notBefore) = (board, patient, context, kind, notBefore);
        _length = kind.Minutes / DayGrid.StepMinutes;
        _device = kind.Segments.FirstOrDefault(s => s.Kind == SegmentKind.Device);
        _room = kind.Segments.FirstOrDefault(s => s.Kind == SegmentKind.Room);
        HasOperator = context.OperatorRole is { } op && kind.Roles().Contains(op);
        _operator = HasOperator ? [.. kind.Segments.Where(s => s.Role == context.OperatorRole)] : [];
        _others = new OtherStaff(board, this, kind, HasOperator ? context.OperatorRole : null, context.Supervision);
        _busy = patient.Taken.Count > 0 ? board.Days.Touched([.. patient.Taken.Select(t => t.Range)]) : null;
        if (context.CheckPatientWindows)
        {
            _absent = patient.Absences.Count > 0 ? board.Days.Touched(patient.Absences) : null;
            _windows = patient.Windows.Count > 0 ? board.OpenSteps(patient.Windows) : null;
        }
    }

    internal OtherStaff Others => _others;

    internal bool HasOperator { get; }

    internal bool HasDevice => _device is not null;

    /// <summary>Starts on a day that patient and site allow.</summary>
    internal SlotMask Base(int day)
    {
        var free = _board.Hours()[day];
        free = _busy is null ? free : SlotMask.AndNot(free, _busy[day]);
        free = _absent is null ? free : SlotMask.AndNot(free, _absent[day]);
        free = _windows is null ? free : SlotMask.And(free, _windows[day]);
        var starts = free.Runs(_length);
        var from = _board.Days.Grids[day].Bounds.From;
        if (_notBefore is { } instant && instant > from)
        {
            starts.Fill(0, (int)Math.Min(SlotMask.Bits, Math.Ceiling((instant - from).TotalMinutes / DayGrid.StepMinutes)), false);
        }
        return starts;
    }

    /// <summary>Starts at which a device, its room and its coil are free. Without a device: at which any room is.</summary>
    internal SlotMask DeviceStarts(int day, DeviceFacts? device)
    {
        var starts = _board.Days.Whole(day);
        if (device is not null)
        {
            if (!DeviceFits(device, day))
            {
                return default;
            }
            starts = SegmentStarts(day, _device!, _board.Row(device.Id));
            if (device.SharedCoilIds.Count > 0)
            {
                var coils = default(SlotMask);
                foreach (var coil in _board.Coils)
                {
                    coils = device.SharedCoilIds.Contains(coil.Resource.Id) ? SlotMask.Or(coils, SegmentStarts(day, _device!, coil)) : coils;
                }
                starts = SlotMask.And(starts, coils);
            }
        }
        if (_room is not null)
        {
            var rooms = default(SlotMask);
            foreach (var room in _board.Rooms)
            {
                rooms = device?.RoomId is not { } fixedRoom || fixedRoom == room.Resource.Id ? SlotMask.Or(rooms, SegmentStarts(day, _room, room)) : rooms;
            }
            starts = SlotMask.And(starts, rooms);
        }
        return starts;
    }

    /// <summary>Starts at which an operator can serve a model and everybody else needed is there. Without an operator: everybody else.</summary>
    internal SlotMask OperatorStarts(int day, StaffFacts? person, Guid? modelId)
    {
        var index = person is null ? -1 : _board.IndexOf(person.Id);
        var starts = index < 0 ? _board.Days.Whole(day) : RoleStarts(day, index, _context.OperatorRole!.Value, _operator, HasDevice ? modelId : null);
        return starts.IsEmpty ? starts : SlotMask.And(starts, _others.Starts(day, index));
    }

    /// <summary>Starts at which a person, by index into the board's staff, can fill a role in all of its segments.</summary>
    internal SlotMask RoleStarts(int day, int index, StaffRole role, VisitSegment[] segments, Guid? modelId)
    {
        var person = _board.Facts.Staff[index];
        var date = _board.Days.Grids[day].Date;
        if (!person.Roles.Contains(role) || (modelId is { } model && !VisitRules.MayOperate(person, model, date)))
        {
            return default;
        }
        var starts = _board.Days.Whole(day);
        foreach (var segment in segments)
        {
            if (segment.Credentials.Count > 0 && !VisitRules.MayFill(person, segment, date))
            {
                return default;
            }
            starts = SlotMask.And(starts, At(_board.Presence(index, segment.Modes)[day].Runs(Steps(segment.UntilMinute - segment.FromMinute)), segment.FromMinute));
            if (segment.Exclusive && !starts.IsEmpty)
            {
                starts = SlotMask.And(starts, LaneStarts(day, segment, _board.Staff[index]));
            }
            if (starts.IsEmpty)
            {
                return starts;
            }
        }
        return starts;
    }

    private bool DeviceFits(DeviceFacts device, int day) => device.SiteId == _board.Facts.Site.Id
        && (_context.DeviceCapability is not { } capability || (device.Capabilities.Contains(capability)
            && (_context.Indication is not { } indication || _context.OffLabelOrder
                || VisitRules.IsCleared(device, capability, indication, VisitRules.AgeOn(_patient.BornOn, _board.Days.Grids[day].Date)))));

    /// <summary>Starts at which a device, coil or room is free for its segment.</summary>
    internal static SlotMask SegmentStarts(int day, VisitSegment segment, BoardRow row)
    {
        var starts = At(row.Open(day).Runs(Steps(segment.UntilMinute - segment.FromMinute)), segment.FromMinute);
        return segment.Exclusive ? SlotMask.And(starts, LaneStarts(day, segment, row)) : starts;
    }

    private static SlotMask LaneStarts(int day, VisitSegment segment, BoardRow row) => At(
        row.LaneRuns(day, Steps(segment.UntilMinute + segment.TurnoverMinutes - segment.FromMinute + segment.SetupMinutes)), segment.FromMinute - segment.SetupMinutes);

    private static SlotMask At(SlotMask starts, int minute) => minute == 0 ? starts : starts.Shift(minute / DayGrid.StepMinutes);

    private static int Steps(int minutes) => minutes / DayGrid.StepMinutes;
}
