using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Repairs;

/// <summary>
/// What every repair costs at least. A visit for which there is no place even if all others gave theirs up is lost; one without a place at its own time is
/// moved; a course that has fewer units than sessions loses the rest; and where more visits need a kind of resource at an instant than there are of it, the surplus is moved or lost, whoever that is.
/// </summary>
internal sealed class RepairBound(RepairState state)
{
    private const int SeatsAStart = 1000;
    private const long DayMinutes = 24 * 60;

    /// <summary>The bound. The state's places are taken off and left off: it is asked before anything is placed.</summary>
    internal RepairCost Find(SearchBudget budget)
    {
        var places = state.Nodes.Select(n => n.Seat).ToList();
        state.Nodes.ForEach(state.Take);
        var seats = new SeatSearch(budget);
        var (lost, minutes, staying) = (0, 0L, RepairCost.Zero);
        var forced = new Dictionary<RepairNode, RepairCost>();
        foreach (var node in state.Nodes.Where(n => n.Visit.Affected))
        {
            var least = LeastOf(seats, node);
            if (least is { Lost: 0, Moved: 0 })
            {
                staying += least;
                continue;
            }
            forced.Add(node, least);
            lost += least.Lost;
            minutes += least.Minutes;
        }
        var unfunded = Unfunded(forced);
        lost += unfunded.Lost;
        var (changed, told) = (0, unfunded.Patients.Concat(forced.Keys.Select(n => n.Patient)).Distinct().Count());
        foreach (var day in state.Nodes.GroupBy(n => n.Own.Day).Select(g => g.ToList()))
        {
            var gone = Surplus(day, forced);
            // So many visits of one day are so many patients, but for those who come more than once.
            var each = day.GroupBy(n => n.Patient).Max(p => p.Count());
            (changed, told) = (changed + gone, Math.Max(told, (gone + each - 1) / each));
            minutes += unfunded.Lost > 0 ? 0 : LeastMinutes(day, forced, gone - day.Count(forced.ContainsKey));
        }
        (changed, minutes) = (Math.Max(changed, lost), minutes - unfunded.Minutes);
        for (var i = 0; i < places.Count; i++)
        {
            state.Put(state.Nodes[i], places[i]);
        }
        // Whoever is too many, or given up for want of a unit, may be one of those who could stay: their other people then don't count.
        staying = changed > forced.Count || unfunded.Lost > 0 ? RepairCost.Zero : staying;
        // A spent budget has looked at too little to say more than that nothing is free.
        return budget.IsSpent ? RepairCost.Zero : new RepairCost(lost, changed - lost, told, minutes, staying.StaffChanges, staying.PlaceChanges);
    }

    // Of a course with too few units so many more sessions are lost than have no place; perhaps those that would have had to move, and then farthest.
    private (int Lost, long Minutes, IEnumerable<PatientNode> Patients) Unfunded(Dictionary<RepairNode, RepairCost> forced)
    {
        var (lost, minutes, patients) = (0, 0L, new List<PatientNode>());
        foreach (var course in state.Courses.Where(c => c.WithoutUnit > 0))
        {
            var own = course.Sessions.Where(forced.ContainsKey).Select(n => forced[n]).ToList();
            var more = Math.Max(0, course.WithoutUnit - own.Sum(c => c.Lost));
            lost += more;
            minutes += own.Select(c => c.Minutes).OrderDescending().Take(more).Sum();
            patients.Add(course.Sessions[0].Patient);
        }
        return (lost, minutes, patients);
    }

    // R6 between visits that may move is left out: they could make room for each other.
    private static RepairCost LeastOf(SeatSearch seats, RepairNode node)
    {
        foreach (var seat in seats.Of(node, pendingMatter: true, SeatsAStart))
        {
            return seat.Cost.Moved == 0 ? seat.Cost : seat.Cost with { StaffChanges = 0, PlaceChanges = 0 };
        }
        return node.LostCost;
    }

    // The visits of a day that can't keep their time: those with no place there, and whoever is too many of the rest.
    private static int Surplus(IReadOnlyList<RepairNode> day, Dictionary<RepairNode, RepairCost> forced)
    {
        var gone = day.Count(forced.ContainsKey);
        var most = 0;
        foreach (var site in day.Where(n => !forced.ContainsKey(n)).GroupBy(n => n.Board))
        {
            var visits = site.ToList();
            var sum = site.Where(n => n.Class.Device is not null).GroupBy(n => n.Class.ModelId)
                .Sum(model => TooMany([.. model], n => n.Class.Device!, Devices(site.Key, model.Key, model.First().Own.Day)));
            foreach (var role in visits.Select(n => n.Class.Context.OperatorRole).OfType<Staffing.StaffRole>().Distinct())
            {
                var served = visits.Where(n => n.Class.Context.OperatorRole == role && Segment(n, role) is { Exclusive: true }).ToList();
                var modes = served.SelectMany(n => Segment(n, role)!.Modes).Distinct().ToList();
                sum = Math.Max(sum, TooMany(served, n => Segment(n, role)!, People(site.Key, role, modes, visits[0].Own.Day)));
            }
            most += sum;
        }
        return gone + most;
    }

    // Whoever is too many is moved by a step at least, and by a day where all the devices' time of the day is less than what its visits need; or else costs a session.
    // Only where the clocks go back may the wall clock not show a step.
    private static long LeastMinutes(IReadOnlyList<RepairNode> day, Dictionary<RepairNode, RepairCost> forced, int moved)
    {
        var leaving = day.Where(n => !forced.ContainsKey(n) && n.Class.Device is { Exclusive: true }).GroupBy(n => (n.Board, n.Class.ModelId)).Sum(model =>
        {
            var lanes = Devices(model.Key.Board, model.Key.ModelId, model.First().Own.Day);
            // Without set-up and turnover, which may lie outside the hours.
            var steps = model.Select(n => (n.Class.Device!.UntilMinute - n.Class.Device.FromMinute) / DayGrid.StepMinutes).OrderDescending().ToList();
            var (open, need, gone) = (lanes.Sum(l => Enumerable.Range(0, SlotMask.Bits).Count(l.Has)), steps.Sum(), 0);
            for (; need > open; gone++)
            {
                need -= steps[gone];
            }
            return gone;
        });
        leaving = Math.Min(leaving, moved);
        var step = day.All(n => n.Board.Days.Grids[n.Own.Day].Bounds.Length == TimeSpan.FromDays(1)) ? DayGrid.StepMinutes : 0;
        return (DayMinutes * leaving) + ((long)step * (moved - leaving));
    }

    private static VisitSegment? Segment(RepairNode node, Staffing.StaffRole role) => node.Visit.Kind.Segments.FirstOrDefault(s => s.Role == role);

    private static List<SlotMask> Devices(LoadBoard board, Guid? model, int day) =>
        [.. board.Devices.Where((_, i) => model is null || board.Facts.Devices[i].ModelId == model).SelectMany(row => Lanes(row, day, row.Open(day)))];

    private static List<SlotMask> People(LoadBoard board, Staffing.StaffRole role, List<Staffing.PresenceMode> modes, int day) =>
        [.. board.Staff.SelectMany((row, i) => board.Facts.Staff[i].Roles.Contains(role) ? Lanes(row, day, board.Presence(i, modes)[day]) : [])];

    private static IEnumerable<SlotMask> Lanes(BoardRow row, int day, SlotMask serves) => Enumerable.Range(0, row.Lanes).Select(lane => SlotMask.And(row.Free(lane, day), serves));

    // Least visits to take away so that at each step no more are left than lanes are free: of those too many the one that lasts longest goes.
    private static int TooMany(List<RepairNode> visits, Func<RepairNode, VisitSegment> segment, List<SlotMask> lanes)
    {
        if (visits.Count == 0)
        {
            return 0;
        }
        var bounds = visits[0].Board.Days.Grids[visits[0].Own.Day].Bounds.From;
        // Without set-up and turnover, which may lie outside shifts and closures.
        var spans = visits.Select(n => segment(n).Range(n.Own.Range.From)).Select(r => (From: (int)((r.From - bounds).TotalMinutes / DayGrid.StepMinutes), Until: (int)((r.Until - bounds).TotalMinutes / DayGrid.StepMinutes)))
            .OrderBy(r => r.From).ToList();
        var active = new List<int>();
        var (next, removed) = (0, 0);
        for (var step = Math.Max(0, spans[0].From); step < SlotMask.Bits && (next < spans.Count || active.Count > 0); step++)
        {
            active.RemoveAll(until => until <= step);
            for (; next < spans.Count && spans[next].From <= step; next++)
            {
                active.Add(spans[next].Until);
            }
            var free = lanes.Count(l => l.Has(step));
            while (active.Count > free)
            {
                active.Remove(active.Max());
                removed++;
            }
        }
        return removed;
    }
}
