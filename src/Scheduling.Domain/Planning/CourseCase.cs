using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Planning;

/// <summary>A session in the order of the course.</summary>
internal sealed record CourseItem(ProtocolPhase Phase, VisitKind Kind, int KindIndex);

/// <summary>
/// One way to pose the request: at one site, with one device model (R23). It knows the sessions, the days and what may follow what;
/// pairs of operator and device are numbered operator * devices + device.
/// </summary>
internal sealed class CourseCase
{
    private readonly DayStarts?[] _starts;
    private readonly List<VisitKind> _kinds = [];
    private readonly VisitGrid?[] _grids;
    private (SearchMemory, SearchMemory)? _memories;
    private readonly (VisitKind? Earlier, int Steps)[] _between;
    private readonly Dictionary<DateOnly, int> _keptByWeek = [];

    /// <param name="request">The course.</param>
    /// <param name="board">The site's load from the earliest start to the end of the horizon.</param>
    /// <param name="modelId">The device model.</param>
    internal CourseCase(CoursePlanRequest request, LoadBoard board, Guid? modelId)
    {
        (Request, Board, ModelId) = (request, board, modelId);
        var facts = board.Facts;
        var protocol = request.Protocol;
        Context = VisitContext.For(protocol) with
        {
            OffLabelOrder = request.OffLabelOrder,
            ModelId = modelId,
            Supervision = request.Supervision,
            Coverage = request.Coverage,
        };
        Items = BuildItems(request);
        _between = new (VisitKind? Earlier, int Steps)[Items.Count];
        Prerequisite = request.PlacePrerequisite && request.FirstSessionNumber == 1 && protocol.Prerequisite is { } prerequisite
            ? new CourseItem(protocol.Phases[0], protocol.Kind(prerequisite.Kind)!, Index(protocol.Kind(prerequisite.Kind)!))
            : null;
        _grids = new VisitGrid?[_kinds.Count];
        _starts = new DayStarts?[_kinds.Count * board.Days.Count];
        Cadence = new CourseCadence(Items, board.Days.Grids, request);
        var usesOperator = _kinds.Any(k => k.Roles().Contains(protocol.OperatorRole));
        Operators = usesOperator ? [.. facts.Staff.Where(p => p.Roles.Contains(protocol.OperatorRole)).OrderBy(p => TieOrder.Of(request.Patient.Id, p.Id))] : [null];
        Devices = _kinds.Any(k => k.Segments.Any(s => s.Kind == SegmentKind.Device))
            ? [.. facts.Devices.Where(d => d.ModelId == modelId).OrderBy(d => TieOrder.Of(request.Patient.Id, d.Id))]
            : [null];
        Pattern = request.MostLost is null ? null : new WeekPattern(this);
        LastKept = request.Kept.OrderBy(k => k.Stimulation.From).LastOrDefault();
        foreach (var kept in request.Kept)
        {
            var week = facts.Site.Clock.WeekStart(kept.LocalDate);
            _keptByWeek[week] = _keptByWeek.GetValueOrDefault(week) + 1;
        }
    }

    internal CoursePlanRequest Request { get; }

    internal LoadBoard Board { get; }

    internal ClinicFacts Facts => Board.Facts;

    internal Guid? ModelId { get; }

    internal VisitContext Context { get; }

    internal IReadOnlyList<CourseItem> Items { get; }

    internal CourseItem? Prerequisite { get; }

    /// <summary>R6 in numbers of days and weeks.</summary>
    internal CourseCadence Cadence { get; }

    internal DayGrid[] Days => Board.Days.Grids;

    internal StaffFacts?[] Operators { get; }

    internal DeviceFacts?[] Devices { get; }

    internal int Pairs => Operators.Length * Devices.Length;

    /// <summary>Room for the states of the present search's best plan, and of the one it tries.</summary>
    internal (SearchMemory Best, SearchMemory Tried) Memories => _memories ??= (new SearchMemory(Pairs), new SearchMemory(Pairs));

    internal KeptTreatment? LastKept { get; }

    /// <summary>The weeks that the course keeps to, where it loses what they can't hold.</summary>
    internal WeekPattern? Pattern { get; }

    /// <summary>Sessions that units are left for.</summary>
    internal int PlaceableSessions => Request.Coverage is { Enforce: true, Sessions: { } units } ? Math.Clamp(units, 0, Items.Count) : Items.Count;

    internal DayStarts Starts(int day, int kind) => _starts[kind * Days.Length + day] ??= BuildStarts(day, kind);

    internal bool DayAllowed(DateOnly date) =>
        (Request.Weekdays.Count == 0 || Request.Weekdays.Contains(date.DayOfWeek))
        && (!Request.Coverage.Enforce || Request.Coverage.Covers(date));

    internal int KeptInWeek(int day) => _keptByWeek.GetValueOrDefault(Days[day].WeekStart);

    /// <summary>Whether the next session may lie on a day after the treatment day before it, or after what is kept.</summary>
    internal bool MayFollow(int? lastDay, int next, int day) => MayFollow(lastDay, next, day, next - 1);

    /// <summary>The same where sessions between the <paramref name="last"/> one and the next were lost.</summary>
    internal bool MayFollow(int? lastDay, int next, int day, int last)
    {
        if (lastDay is { } before)
        {
            return Cadence.MayFollow(before, next, day, last);
        }
        var date = Days[day].Date;
        if (date > Request.StartOnOrBefore)
        {
            return false;
        }
        if (Request.Protocol.Prerequisite is { } rule && Prerequisite is null && Request.PrerequisiteOn is { } on && date < on.AddDays(rule.MinDaysBefore))
        {
            return false;
        }
        return LastKept is not { } kept || CadenceRules.DayMayFollow(Items[next].Phase, kept.LocalDate, date, samePhase: false);
    }

    /// <summary>Price of the first treatment's day: weeks waited, and days off the due date after what is kept.</summary>
    internal (long Wait, long BelowCap) First(SearchCosts costs, int day)
    {
        var weeks = (Days[day].WeekStart.DayNumber - Days[0].WeekStart.DayNumber) / 7;
        var off = LastKept is { } kept && Items[0].Phase.WeeklyCap is null ? OffDue(costs, Items[0].Phase, kept.LocalDate, Days[day].Date) : 0;
        return (weeks * costs.WaitWeek, off);
    }

    /// <summary>Steps from the start of a session to the start of the next at least.</summary>
    internal int StepsBetween(int earlier, int later)
    {
        ref var known = ref _between[later];
        if (!ReferenceEquals(known.Earlier, Items[earlier].Kind))
        {
            var minutes = CadenceRules.MinutesBetweenStarts(Items[earlier].Kind, Items[later].Kind, Items[later].Phase);
            known = (Items[earlier].Kind, (minutes + DayGrid.StepMinutes - 1) / DayGrid.StepMinutes);
        }
        return known.Steps;
    }

    /// <summary>Price of the first pair after what is kept: whether operator and device stay.</summary>
    internal long Entry(SearchCosts costs, int pair)
    {
        if (LastKept is not { } kept)
        {
            return 0;
        }
        var person = Operators[pair / Devices.Length];
        var device = Devices[pair % Devices.Length];
        return (kept.OperatorId is { } op && person is not null && person.Id != op ? costs.StaffChange : 0)
            + (kept.DeviceId is { } unit && device is not null && device.Id != unit ? costs.DeviceChange : 0);
    }

    /// <summary>Price of the days between a session of a phase in days or months and its due date.</summary>
    internal long OffDue(SearchCosts costs, int next, int lastDay, int day) => OffDue(costs, Items[next].Phase, Days[lastDay].Date, Days[day].Date);

    /// <summary>The number of a date's day; it may lie past the horizon.</summary>
    internal int DayIndex(DateOnly date) => date.DayNumber - Request.StartOnOrAfter.DayNumber;

    private static long OffDue(SearchCosts costs, ProtocolPhase phase, DateOnly last, DateOnly next) =>
        costs.BelowCap * Math.Abs(next.DayNumber - phase.DueAfter(last).DayNumber) / 7;

    private List<CourseItem> BuildItems(CoursePlanRequest request)
    {
        var protocol = request.Protocol;
        var items = new List<CourseItem>();
        foreach (var phase in protocol.Phases)
        {
            var sessions = request.Remaining.Where(r => r.Phase == phase.Name).Sum(r => r.Sessions);
            for (var i = 0; i < sessions; i++)
            {
                var code = items.Count > 0 ? protocol.TreatmentKind
                    : request.FirstKind ?? (request.FirstSessionNumber == 1 ? protocol.InitialKind : protocol.TreatmentKind);
                var kind = protocol.Kind(code)!;
                items.Add(new CourseItem(phase, kind, Index(kind)));
            }
        }
        return items;
    }

    private int Index(VisitKind kind)
    {
        var index = _kinds.IndexOf(kind);
        if (index < 0)
        {
            _kinds.Add(kind);
            index = _kinds.Count - 1;
        }
        return index;
    }

    private DayStarts BuildStarts(int number, int kind)
    {
        var day = Days[number];
        var operators = new SlotMask[Operators.Length];
        var devices = new SlotMask[Devices.Length];
        if (!DayAllowed(day.Date))
        {
            return new DayStarts(operators, devices);
        }
        var grid = _grids[kind] ??= new VisitGrid(Board, Request.Patient, Context, _kinds[kind], Request.NotBefore);
        var free = grid.Base(number);
        if (free.IsEmpty)
        {
            return new DayStarts(operators, devices);
        }
        for (var d = 0; d < Devices.Length; d++)
        {
            devices[d] = SlotMask.And(free, grid.DeviceStarts(number, grid.HasDevice ? Devices[d] : null));
        }
        for (var o = 0; o < Operators.Length; o++)
        {
            operators[o] = grid.OperatorStarts(number, grid.HasOperator ? Operators[o] : null, ModelId);
        }
        return new DayStarts(operators, devices);
    }
}
