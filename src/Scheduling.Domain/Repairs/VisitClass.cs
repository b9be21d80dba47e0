using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;

namespace Scheduling.Domain.Repairs;

/// <summary>Visits of one patient, course and kind: they can start whenever each other can, but for the patient's own visits among those that may move.</summary>
internal sealed class VisitClass
{
    private readonly VisitGrid _move;
    private readonly VisitGrid _stay;
    private readonly DayMasks?[] _moves;
    private readonly DayMasks?[] _stays;

    internal VisitClass(LoadBoard board, PatientFacts patient, VisitContext context, VisitKind kind, Guid? modelId, bool askAtOwnTime, DateTimeOffset? earliestMove)
    {
        (Board, Patient, Context, Kind, ModelId) = (board, patient, context, kind, modelId);
        _move = new VisitGrid(board, patient, context, kind, earliestMove);
        _stay = new VisitGrid(board, patient, context with { CheckPatientWindows = askAtOwnTime }, kind, null);
        Operators = _move.HasOperator ? [.. Enumerable.Range(0, board.Staff.Length).Where(i => board.Facts.Staff[i].Roles.Contains(context.OperatorRole!.Value))] : [-1];
        Devices = _move.HasDevice ? [.. board.Facts.Devices.Where(d => modelId is null || d.ModelId == modelId).OrderBy(d => d.Id)] : [null];
        Room = kind.Segments.FirstOrDefault(s => s.Kind == SegmentKind.Room);
        Device = kind.Segments.FirstOrDefault(s => s.Kind == SegmentKind.Device);
        OtherRoles = [.. kind.Roles().Where(r => !_move.HasOperator || r != context.OperatorRole)];
        (_moves, _stays) = (new DayMasks?[board.Days.Count], new DayMasks?[board.Days.Count]);
    }

    internal LoadBoard Board { get; }

    internal PatientFacts Patient { get; }

    internal VisitContext Context { get; }

    internal VisitKind Kind { get; }

    internal Guid? ModelId { get; }

    internal int[] Operators { get; }

    internal DeviceFacts?[] Devices { get; }

    internal VisitSegment? Room { get; }

    internal VisitSegment? Device { get; }

    internal StaffRole[] OtherRoles { get; }

    internal bool AsksSupervisor => Context.Supervision.Required && Kind.CountsAsTreatment;

    /// <summary>The starts of a day as the board stands, at a visit's own time or elsewhere; null when there are none.</summary>
    internal DayMasks Starts(int day, bool stay, SearchBudget budget)
    {
        var cache = stay ? _stays : _moves;
        var version = Board.Days.Version(day);
        if (cache[day] is { } known && known.Version == version)
        {
            return known;
        }
        budget.Spend(1);
        return cache[day] = Read(stay ? _stay : _move, day, version);
    }

    internal SlotMask RoleStarts(int day, int person, StaffRole role) =>
        _move.RoleStarts(day, person, role, [.. Kind.Segments.Where(s => s.Role == role)], null);

    internal int? Supervisor(int day, int step, int person) => _move.Others.Supervisor(day, step, person);

    private DayMasks Read(VisitGrid grid, int day, int version)
    {
        var starts = grid.Base(day);
        var masks = new DayMasks(version, new SlotMask[Devices.Length], new SlotMask[Devices.Length][]);
        for (var d = 0; d < Devices.Length; d++)
        {
            masks.Operators[d] = [];
            masks.Devices[d] = starts.IsEmpty ? default : SlotMask.And(starts, grid.DeviceStarts(day, Devices[d]));
            if (masks.Devices[d].IsEmpty)
            {
                continue;
            }
            var alike = Array.FindIndex(Devices, 0, d, x => x?.ModelId == Devices[d]?.ModelId);
            masks.Operators[d] = alike >= 0 && masks.Operators[alike].Length > 0
                ? masks.Operators[alike]
                : [.. Operators.Select(o => grid.OperatorStarts(day, o < 0 ? null : Board.Facts.Staff[o], Devices[d]?.ModelId))];
            var any = default(SlotMask);
            foreach (var mask in masks.Operators[d])
            {
                any = SlotMask.Or(any, mask);
            }
            masks.Any = SlotMask.Or(masks.Any, SlotMask.And(masks.Devices[d], any));
        }
        return masks;
    }
}

/// <summary>A day's starts: of each device, and for each device of each operator.</summary>
internal sealed class DayMasks(int version, SlotMask[] devices, SlotMask[][] operators)
{
    internal int Version { get; } = version;

    internal SlotMask[] Devices { get; } = devices;

    internal SlotMask[][] Operators { get; } = operators;

    internal SlotMask Any;
}
