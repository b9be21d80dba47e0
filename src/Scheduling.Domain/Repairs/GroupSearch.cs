using Scheduling.Domain.Planning;

namespace Scheduling.Domain.Repairs;

/// <summary>
/// Places a group of visits anew while everything else stands still: all ways are tried, cheapest first, and a way is left as soon as what it costs
/// and what the rest costs at least reaches the best known. With budget enough the group's places are the best there are.
/// </summary>
internal sealed class GroupSearch(RepairState state)
{
    private RepairNode[] _order = [];
    private RepairCost[] _rest = [];
    private bool[] _changes = [];
    private RepairSeat?[] _best = [];
    private RepairCost _bestCost;
    private CourseNode[] _courses = [];
    private bool _found;
    private bool _pendingMatter;
    private int _most;
    private bool _ownTimeOnly;
    private SearchBudget _budget = new(0);
    private SeatSearch _seats = null!;

    /// <summary>Makes the group's places better where it can. False when the budget ran out before all was tried.</summary>
    /// <param name="group">The visits; those without a place yet count as given up.</param>
    /// <param name="budget">How much may be tried.</param>
    /// <param name="mostSeats">Most ways to serve one start.</param>
    /// <param name="improved">Whether the book became cheaper.</param>
    /// <param name="ownTimeOnly">Whether everybody is to keep their time: many can then be dealt out anew, in the order of the day.</param>
    internal bool Improve(IReadOnlyCollection<RepairNode> group, SearchBudget budget, int mostSeats, out bool improved, bool ownTimeOnly = false)
    {
        (_budget, _seats, _most, _ownTimeOnly) = (budget, new SeatSearch(budget), mostSeats, ownTimeOnly);
        foreach (var node in group.Where(n => n.IsPending))
        {
            state.Put(node, null);
        }
        var before = state.Cost;
        var places = group.Select(n => (Node: n, n.Seat)).ToList();
        foreach (var node in group)
        {
            state.Take(node);
        }
        _courses = [.. group.Where(n => n.IsSession).Select(n => n.Course!).Distinct()];
        _pendingMatter = group.Where(n => n.IsSession).GroupBy(n => n.Course).Any(g => g.Count() > 1);
        Prepare(group);
        // What is there already is the figure to beat; of ways that cost the same the known one stays.
        (_found, _bestCost, _best) = (false, before, new RepairSeat?[_order.Length]);
        Search(0);
        foreach (var (node, seat) in _found ? _order.Select((n, i) => (n, _best[i])) : places.Select(p => (p.Node, p.Seat)))
        {
            state.Put(node, seat);
        }
        improved = _found;
        return !budget.IsSpent;
    }

    // What each visit costs at least, alone on the boards without the group; the dearest and the earliest first.
    private void Prepare(IReadOnlyCollection<RepairNode> group)
    {
        if (_ownTimeOnly)
        {
            (_order, _changes, _rest) = ([.. group.OrderBy(n => n.Own.Range.From).ThenBy(n => n.Index)], new bool[group.Count], new RepairCost[group.Count + 1]);
            return;
        }
        var least = group.Select(n => (Node: n, Cost: Least(n))).OrderByDescending(x => x.Cost.Lost + x.Cost.Moved).ThenBy(x => x.Node.Own.Range.From).ThenBy(x => x.Node.Index).ToList();
        _order = [.. least.Select(x => x.Node)];
        _changes = [.. least.Select(x => x.Cost.Lost + x.Cost.Moved > 0)];
        _rest = new RepairCost[_order.Length + 1];
        for (var i = _order.Length - 1; i >= 0; i--)
        {
            _rest[i] = _rest[i + 1] + least[i].Cost;
        }
    }

    private RepairCost Least(RepairNode node)
    {
        // Other visits of the course in the group may make room by R6, so that only what is asked of each alone counts here.
        foreach (var seat in _seats.Of(node, pendingMatter: true, 1))
        {
            return seat.Cost with { StaffChanges = 0, PlaceChanges = 0 };
        }
        return _budget.IsSpent ? RepairCost.Zero : node.LostCost;
    }

    private void Search(int index)
    {
        if (index == _order.Length)
        {
            // The last of a course is asked for all, but not where it is given up.
            if (state.Cost < _bestCost && (_order.All(n => !n.IsLost) || _courses.All(c => c.Holds())))
            {
                (_found, _bestCost, _best) = (true, state.Cost, [.. _order.Select(n => n.Seat)]);
            }
            return;
        }
        var node = _order[index];
        foreach (var seat in _seats.Of(node, _pendingMatter, _most))
        {
            if ((_ownTimeOnly && seat.Cost.Moved > 0) || AtLeast(node, seat, index) >= _bestCost)
            {
                // Dearer ones follow.
                break;
            }
            state.Put(node, seat);
            Search(index + 1);
            state.Take(node);
            if (_budget.IsSpent)
            {
                return;
            }
        }
        if (!_ownTimeOnly && AtLeast(node, null, index) < _bestCost)
        {
            state.Put(node, null);
            Search(index + 1);
            state.Take(node);
        }
    }

    private RepairCost AtLeast(RepairNode node, RepairSeat? seat, int index)
    {
        var cost = state.Cost + RepairState.CostOf(node, seat) + _rest[index + 1];
        var told = 0;
        var counted = seat is null || seat.Cost.Moved > 0 ? node.Patient : null;
        for (var i = index + 1; i < _order.Length; i++)
        {
            if (_changes[i] && _order[i].Patient is { Changed: 0 } patient && patient != counted && !Counted(patient, index + 1, i))
            {
                told++;
            }
        }
        return cost with { Told = cost.Told + told };
    }

    private bool Counted(PatientNode patient, int from, int until)
    {
        for (var i = from; i < until; i++)
        {
            if (_changes[i] && _order[i].Patient == patient)
            {
                return true;
            }
        }
        return false;
    }
}
