using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;

namespace Scheduling.Domain.Planning;

/// <summary>The starts at which everybody beside the operator is there: a person of their own for each further role, and a supervisor.</summary>
internal sealed class OtherStaff
{
    private readonly LoadBoard _board;
    private readonly VisitGrid _grid;
    private readonly SupervisionRule? _supervision;
    private readonly int _length;
    private readonly (StaffRole Role, VisitSegment[] Segments)[] _roles;
    private readonly List<(int Person, SlotMask Starts)>[] _fillers;
    private readonly List<(int Person, SlotMask Starts)> _supervisors = [];
    private readonly bool[] _used;
    private int _day = -1;
    private int _version;
    private bool _shareNobody;

    internal OtherStaff(LoadBoard board, VisitGrid grid, VisitKind kind, StaffRole? operatorRole, SupervisionRule supervision)
    {
        (_board, _grid, _length) = (board, grid, kind.Minutes / DayGrid.StepMinutes);
        _supervision = supervision.Required && kind.CountsAsTreatment ? supervision : null;
        _roles = [.. kind.Roles().Where(r => r != operatorRole).Select(r => (r, kind.Segments.Where(s => s.Role == r).ToArray()))];
        _fillers = [.. _roles.Select(_ => new List<(int, SlotMask)>())];
        _used = new bool[board.Staff.Length];
    }

    /// <summary>The starts of a day beside an operator, by index into the board's staff; -1: nobody.</summary>
    internal SlotMask Starts(int day, int person)
    {
        if (_roles.Length == 0 && _supervision is null)
        {
            return _board.Days.Whole(day);
        }
        if (day != _day || _version != _board.Days.Version(day))
        {
            Read(day);
        }
        if (person >= 0)
        {
            _used[person] = true;
        }
        var starts = Fill(day, 0);
        if (person >= 0)
        {
            _used[person] = false;
        }
        return _supervision is null ? starts : SlotMask.And(starts, AnyBut(_supervisors, person));
    }

    /// <summary>The first who can supervise a visit beside an operator; null where nobody needs to.</summary>
    internal int? Supervisor(int day, int step, int person)
    {
        for (var p = 0; p < _board.Staff.Length && _supervision is not null; p++)
        {
            if (p != person && _board.Facts.Staff[p].Roles.Contains(StaffRole.Supervisor) && SupervisorStarts(day, p).Has(step))
            {
                return p;
            }
        }
        return null;
    }

    private void Read(int day)
    {
        _shareNobody = true;
        for (var r = 0; r < _roles.Length; r++)
        {
            _fillers[r].Clear();
            for (var p = 0; p < _board.Staff.Length; p++)
            {
                if (_grid.RoleStarts(day, p, _roles[r].Role, _roles[r].Segments, null) is { IsEmpty: false } starts)
                {
                    _shareNobody &= !_used[p];
                    _used[p] = true;
                    _fillers[r].Add((p, starts));
                }
            }
        }
        Array.Clear(_used);
        _supervisors.Clear();
        for (var p = 0; p < _board.Staff.Length && _supervision is not null; p++)
        {
            if (_board.Facts.Staff[p].Roles.Contains(StaffRole.Supervisor) && SupervisorStarts(day, p) is { IsEmpty: false } starts)
            {
                _supervisors.Add((p, starts));
            }
        }
        (_day, _version) = (day, _board.Days.Version(day));
    }

    private SlotMask SupervisorStarts(int day, int person) =>
        SlotMask.And(_board.Presence(person, _supervision!.Modes)[day], _board.Supervisable(person, day, _supervision.MaxAtOnce)).Runs(_length);

    // Starts at which every role from an index on has a person of its own: all ways of choosing them, joined.
    private SlotMask Fill(int day, int index)
    {
        if (index == _roles.Length)
        {
            return _board.Days.Whole(day);
        }
        var result = default(SlotMask);
        var rest = _shareNobody ? Fill(day, index + 1) : default;
        foreach (var (person, starts) in _fillers[index])
        {
            if (_used[person])
            {
                continue;
            }
            if (!_shareNobody)
            {
                _used[person] = true;
                rest = Fill(day, index + 1);
                _used[person] = false;
            }
            result = SlotMask.Or(result, SlotMask.And(starts, rest));
        }
        return result;
    }

    private static SlotMask AnyBut(List<(int Person, SlotMask Starts)> people, int person)
    {
        var any = default(SlotMask);
        foreach (var (other, starts) in people)
        {
            any = other == person ? any : SlotMask.Or(any, starts);
        }
        return any;
    }
}
