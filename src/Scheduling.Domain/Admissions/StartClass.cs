using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Admissions;

/// <summary>
/// Visits that need the same of a site: one kind with one device model. Its starts on a day are those at which some operator and some device
/// are free, whoever the patient is; they are worked out anew only after the day's load has changed.
/// </summary>
internal sealed class StartClass
{
    private static readonly PatientFacts Anybody = new() { Id = Guid.Empty };
    private readonly LoadBoard _board;
    private readonly VisitGrid _grid;
    private readonly SlotMask[] _any;
    private readonly int[] _versions;

    internal StartClass(LoadBoard board, VisitContext context, VisitKind kind, Guid? modelId)
    {
        (_board, Kind, ModelId) = (board, kind, modelId);
        // Clearances depend on the patient's age; who asks has checked them.
        Context = context with { OffLabelOrder = true, CheckPatientWindows = false };
        _grid = new VisitGrid(board, Anybody, Context, kind, null);
        Operators = _grid.HasOperator ? [.. board.Facts.Staff.Where(s => s.Roles.Contains(context.OperatorRole!.Value)).OrderBy(s => s.Id)] : [null];
        Devices = _grid.HasDevice ? [.. board.Facts.Devices.Where(d => d.ModelId == modelId).OrderBy(d => d.Id)] : [null];
        (_any, _versions) = (new SlotMask[board.Days.Count], new int[board.Days.Count]);
        Array.Fill(_versions, -1);
        Alone = new SlotMask[board.Days.Count];
        for (var day = 0; day < Alone.Length; day++)
        {
            Alone[day] = Any(day);
        }
    }

    internal LoadBoard Board => _board;

    internal VisitGrid Grid => _grid;

    internal VisitKind Kind { get; }

    internal Guid? ModelId { get; }

    internal VisitContext Context { get; }

    internal StaffFacts?[] Operators { get; }

    internal DeviceFacts?[] Devices { get; }

    /// <summary>The starts of each day before anybody of the list is admitted.</summary>
    internal SlotMask[] Alone { get; }

    /// <summary>The starts of a day now.</summary>
    internal SlotMask Any(int day)
    {
        if (_versions[day] != _board.Days.Version(day))
        {
            var (people, devices) = (default(SlotMask), default(SlotMask));
            foreach (var device in Devices)
            {
                devices = SlotMask.Or(devices, _grid.DeviceStarts(day, device));
            }
            for (var i = 0; i < Operators.Length && !devices.IsEmpty; i++)
            {
                people = SlotMask.Or(people, _grid.OperatorStarts(day, Operators[i], ModelId));
            }
            (_any[day], _versions[day]) = (SlotMask.And(people, devices), _board.Days.Version(day));
        }
        return _any[day];
    }
}
