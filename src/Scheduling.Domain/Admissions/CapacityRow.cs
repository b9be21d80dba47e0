using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;

namespace Scheduling.Domain.Admissions;

/// <summary>
/// How many of a group of interchangeable lanes are there at each step: the devices of a model, the people who may operate it. However visits
/// are dealt out to them, no more of these can go on at once.
/// </summary>
internal sealed class CapacityRow
{
    private readonly Dictionary<StartClass, (int From, int Until)[]> _uses;

    private CapacityRow(LoadBoard board, double[] capacity, Dictionary<StartClass, (int From, int Until)[]> uses)
    {
        (Board, Capacity, _uses) = (board, capacity, uses);
        (Price, Demand, Taken) = (new double[capacity.Length], new double[capacity.Length], new double[capacity.Length]);
    }

    internal LoadBoard Board { get; }

    /// <summary>Lanes by day * <see cref="SlotMask.Bits"/> + step.</summary>
    internal double[] Capacity { get; }

    /// <summary>What a lane costs in a step, in whole thousandths of a minute.</summary>
    internal double[] Price { get; }

    internal double[] Demand { get; }

    /// <summary>What the courses placed take.</summary>
    internal double[] Taken { get; }

    /// <summary>The groups that visits of the classes have to share.</summary>
    internal static List<CapacityRow> For(LoadBoard board, IReadOnlyList<StartClass> classes)
    {
        var rows = new List<CapacityRow>();
        var models = classes.Select(c => c.ModelId).Distinct().ToList();
        foreach (var model in models)
        {
            var served = classes.Where(c => c.ModelId == model).ToList();
            if (model is not null)
            {
                Add(rows, board, served, s => s.Kind == SegmentKind.Device, (segment, day) => Devices(board, served[0], segment, day));
            }
        }
        foreach (var role in classes.SelectMany(c => c.Kind.Roles()).Distinct())
        {
            foreach (var model in models)
            {
                Add(rows, board, [.. classes.Where(c => c.ModelId == model)], s => s.Role == role, (segment, day) => People(board, role, c => c.ModelId == model, classes, segment, day));
            }
            if (models.Count > 1)
            {
                Add(rows, board, classes, s => s.Role == role, (segment, day) => People(board, role, _ => true, classes, segment, day));
            }
        }
        Add(rows, board, classes, s => s.Kind == SegmentKind.Room, (segment, day) => board.Rooms.SelectMany(r => Lanes(r, Around(r.Open(day), segment), day)));
        return rows;
    }

    /// <summary>Adds what a visit of a class takes from <paramref name="step"/> on.</summary>
    internal void Take(StartClass visit, int day, int step, double amount, double[] sum)
    {
        if (_uses.TryGetValue(visit, out var uses))
        {
            foreach (var (from, until) in uses)
            {
                for (var t = Math.Max(0, step + from); t < Math.Min(SlotMask.Bits, step + until); t++)
                {
                    sum[day * SlotMask.Bits + t] += amount;
                }
            }
        }
    }

    /// <summary>Adds to each start of a class the prices of the steps that a visit takes from it.</summary>
    internal void AddPrices(StartClass visit, double[] starts)
    {
        if (!_uses.TryGetValue(visit, out var uses))
        {
            return;
        }
        Span<double> until = stackalloc double[SlotMask.Bits + 1];
        for (var day = 0; day < visit.Alone.Length; day++)
        {
            if (visit.Alone[day].IsEmpty)
            {
                continue;
            }
            for (var t = 0; t < SlotMask.Bits; t++)
            {
                until[t + 1] = until[t] + Price[day * SlotMask.Bits + t];
            }
            if (until[SlotMask.Bits] == 0)
            {
                continue;
            }
            foreach (var (from, end) in uses)
            {
                for (var step = visit.Alone[day].NextAtOrAfter(0); step >= 0; step = visit.Alone[day].NextAtOrAfter(step + 1))
                {
                    starts[day * SlotMask.Bits + step] += until[Math.Clamp(step + end, 0, SlotMask.Bits)] - until[Math.Clamp(step + from, 0, SlotMask.Bits)];
                }
            }
        }
    }

    private static void Add(List<CapacityRow> rows, LoadBoard board, IReadOnlyList<StartClass> classes, Func<VisitSegment, bool> which, Func<VisitSegment, int, IEnumerable<SlotMask>> lanes)
    {
        var uses = new Dictionary<StartClass, (int, int)[]>();
        VisitSegment? widest = null;
        foreach (var visit in classes)
        {
            var segments = visit.Kind.Segments.Where(s => s.Exclusive && which(s)).ToList();
            if (segments.Count > 0)
            {
                uses[visit] = [.. segments.Select(s => ((s.FromMinute - s.SetupMinutes) / DayGrid.StepMinutes, (s.UntilMinute + s.TurnoverMinutes) / DayGrid.StepMinutes))];
            }
            foreach (var s in segments)
            {
                widest = widest is null ? s : widest with { SetupMinutes = Math.Max(widest.SetupMinutes, s.SetupMinutes), TurnoverMinutes = Math.Max(widest.TurnoverMinutes, s.TurnoverMinutes), Modes = [.. widest.Modes.Union(s.Modes)] };
            }
        }
        if (widest is null)
        {
            return;
        }
        var capacity = new double[board.Days.Count * SlotMask.Bits];
        for (var day = 0; day < board.Days.Count; day++)
        {
            foreach (var lane in lanes(widest, day))
            {
                for (var t = lane.NextAtOrAfter(0); t >= 0; t = lane.NextAtOrAfter(t + 1))
                {
                    capacity[day * SlotMask.Bits + t]++;
                }
            }
        }
        // Groups that the same visits take for the same steps are one, as scarce as the scarcer.
        if (rows.FirstOrDefault(r => r._uses.Count == uses.Count && uses.All(u => r._uses.TryGetValue(u.Key, out var other) && other.SequenceEqual(u.Value))) is { } same)
        {
            for (var i = 0; i < capacity.Length; i++)
            {
                same.Capacity[i] = Math.Min(same.Capacity[i], capacity[i]);
            }
            return;
        }
        rows.Add(new CapacityRow(board, capacity, uses));
    }

    private static IEnumerable<SlotMask> Devices(LoadBoard board, StartClass visit, VisitSegment segment, int day) =>
        visit.Devices.OfType<DeviceFacts>().Select(d => board.Row(d.Id)).SelectMany(row => Lanes(row, Around(row.Open(day), segment), day));

    private static IEnumerable<SlotMask> People(LoadBoard board, StaffRole role, Func<StartClass, bool> which, IReadOnlyList<StartClass> classes, VisitSegment segment, int day)
    {
        var date = board.Days.Grids[day].Date;
        for (var p = 0; p < board.Staff.Length; p++)
        {
            var person = board.Facts.Staff[p];
            if (person.Roles.Contains(role) && classes.Any(c => which(c) && (role != c.Context.OperatorRole || c.ModelId is not { } model || VisitRules.MayOperate(person, model, date))))
            {
                foreach (var lane in Lanes(board.Staff[p], Around(board.Presence(p, segment.Modes)[day], segment), day))
                {
                    yield return lane;
                }
            }
        }
    }

    // Set-up and turnover take a lane when its owner is no longer, or not yet, there.
    private static SlotMask Around(SlotMask present, VisitSegment segment)
    {
        var around = present;
        for (var i = 1; i <= segment.SetupMinutes / DayGrid.StepMinutes; i++)
        {
            around = SlotMask.Or(around, present.Shift(i));
        }
        for (var i = 1; i <= segment.TurnoverMinutes / DayGrid.StepMinutes; i++)
        {
            around = SlotMask.Or(around, present.Shift(-i));
        }
        return around;
    }

    private static IEnumerable<SlotMask> Lanes(BoardRow row, SlotMask present, int day) => Enumerable.Range(0, row.Lanes).Select(lane => SlotMask.And(row.Free(lane, day), present));
}
