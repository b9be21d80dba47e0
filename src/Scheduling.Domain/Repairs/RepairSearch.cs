using Scheduling.Domain.Planning;

namespace Scheduling.Domain.Repairs;

/// <summary>
/// The stages of a repair: everybody who can keeps their time with other resources; the rest goes to the nearest place there is; a few visits
/// at a time are then placed anew together, those who would have to give way among them. A handful of visits is searched whole instead.
/// </summary>
internal sealed class RepairSearch(RepairState state, RepairCost bound)
{
    private const int WholeUpTo = 8;
    private const int GroupSize = 5;
    private const int SeatsAStart = 12;
    private const int DealtSeatsAStart = 2;
    private const int GiveWayTries = 120;
    private const int GroupEffort = 1500;
    private const int DealtAnew = 60;
    private const int MostPulled = 12;
    private SearchBudget _budget = new(state.Request.Effort);
    private readonly GroupSearch _groups = new(state);

    /// <summary>Searches. True when all there is was tried.</summary>
    internal bool Run()
    {
        Construct();
        if (state.Cost == RepairCost.Zero)
        {
            return true;
        }
        if (state.Nodes.Count <= WholeUpTo)
        {
            var all = new SearchBudget(_budget.Left);
            var complete = _groups.Improve(state.Nodes, all, int.MaxValue, out _);
            return complete && state.Boards.All(b => b.Staff.Concat(b.Devices).Concat(b.Rooms).Concat(b.Coils).All(r => r.Lanes <= 1));
        }
        while (Round() && !_budget.IsSpent)
        {
        }
        return false;
    }

    private bool NoFewerCanMove => state.Cost.Lost == bound.Lost && state.Cost.Moved == bound.Moved;

    private void Construct()
    {
        var affected = state.Nodes.Where(n => n.Visit.Affected).OrderBy(n => n.Own.Range.From).ThenBy(n => n.Index).ToList();
        // Whatever the effort allowed: a session is not lost for want of looking.
        var seats = new SeatSearch(new SearchBudget(long.MaxValue));
        if (new KeptTimes(state, affected, new SearchBudget(state.Request.Effort), DealtSeatsAStart).Deal() && state.Nodes.Count > WholeUpTo)
        {
            // Dealing the days out anew has done most of what trying groups did: an eighth of the effort is left for these.
            _budget = new SearchBudget(state.Request.Effort / 8);
        }
        foreach (var node in state.Nodes.Where(n => n.IsPending).OrderBy(n => n.Own.Range.From).ThenBy(n => n.Index))
        {
            state.Put(node, seats.Of(node, false, SeatsAStart).FirstOrDefault());
            if (node is { IsLost: true, Begins: true })
            {
                // Before the others take the units that are left.
                Pull(node, seats);
            }
        }
        foreach (var node in affected.Where(n => n is { IsLost: true, IsSession: true }))
        {
            Pull(node, seats);
        }
    }

    // One that has to come first, with no room in front, takes the room of those behind it; they find the next, all of them, or nothing changes.
    private void Pull(RepairNode node, SeatSearch seats)
    {
        var behind = node.Course!.Behind(node).Select(n => (Node: n, Seat: n.Seat!)).Take(MostPulled).ToList();
        state.Take(node);
        for (var count = 1; count <= behind.Count; count++)
        {
            var pulled = behind.Take(count).Select(b => b.Node).ToList();
            pulled.ForEach(state.Take);
            if (seats.Of(node, false, SeatsAStart).FirstOrDefault() is { } first)
            {
                state.Put(node, first);
                // Whoever can stay stays.
                foreach (var (other, seat) in behind.Take(count).Where(b => RepairState.IsFree(b.Seat, b.Node) && b.Node.Course!.Broken(b.Node, b.Seat, true) is null))
                {
                    state.Put(other, seat);
                }
                foreach (var other in pulled.Where(n => n.IsPending))
                {
                    state.Put(other, seats.Of(other, false, SeatsAStart).FirstOrDefault());
                }
                if (pulled.TrueForAll(n => !n.IsLost))
                {
                    return;
                }
                pulled.Append(node).ToList().ForEach(state.Take);
            }
            foreach (var (other, seat) in behind.Take(count))
            {
                state.Put(other, seat);
            }
        }
        state.Put(node, null);
    }

    // One pass over the visits that changed, the worst first. True when something became cheaper.
    private bool Round()
    {
        var better = false;
        var changed = state.Nodes.Where(n => n.IsLost || n.Seat!.Cost.Moved > 0).OrderByDescending(n => n.IsLost).ThenBy(n => n.Own.Range.From).ThenBy(n => n.Index).ToList();
        foreach (var node in changed)
        {
            if (node.IsLost || node.Seat!.Cost.Moved > 0)
            {
                better |= (!NoFewerCanMove && (Try(AtItsTime(node)) || Try(OfItsDay(node), ownTimeOnly: true))) || Try(OfItsCourse(node));
            }
            if (node.IsLost)
            {
                better |= SomebodyGivesWay(node);
            }
        }
        for (var i = 0; i + 1 < changed.Count && !_budget.IsSpent; i++)
        {
            better |= Try([.. changed.Skip(i).Take(3)]);
        }
        return better;
    }

    private bool Try(List<RepairNode> group, bool ownTimeOnly = false)
    {
        if (group.Count < 2 || _budget.IsSpent)
        {
            return false;
        }
        var limit = Math.Min(_budget.Left, GroupEffort);
        var own = new SearchBudget(limit);
        _groups.Improve(group, own, SeatsAStart, out var improved, ownTimeOnly);
        _budget.Spend(limit - Math.Max(0, own.Left));
        return improved;
    }

    // Whoever is treated while the visit was to be: with other people or devices for them, it might keep its time.
    private List<RepairNode> AtItsTime(RepairNode node) =>
    [
        node,
        .. state.Nodes.Where(n => n != node && n.Visit.SiteId == node.Visit.SiteId && n.Seat is { } seat && seat.Range.Overlaps(node.Own.Range))
            .OrderByDescending(n => n.Class.ModelId == node.Class.ModelId).ThenBy(n => (n.Seat!.Range.From - node.Own.Range.From).Duration()).ThenBy(n => n.Index)
            .Take(GroupSize - 1),
    ];

    // Everybody of the day on the same kind of device: each keeps their time, and who has which device is dealt out anew.
    private List<RepairNode> OfItsDay(RepairNode node) =>
    [
        node,
        .. state.Nodes.Where(n => n != node && n.Visit.SiteId == node.Visit.SiteId && n.Seat is { } seat && seat.Date == node.Own.Date && seat.Cost.Moved == 0 && n.Class.ModelId == node.Class.ModelId)
            .OrderBy(n => (n.Own.Range.From - node.Own.Range.From).Duration()).ThenBy(n => n.Index).Take(DealtAnew),
    ];

    // The course's next visits: one that has to come first, or needs longer, may take the place of a later one.
    private static List<RepairNode> OfItsCourse(RepairNode node) => !node.IsSession ? []
        : node.Course!.Behind(node).Take(2).ToList() is { Count: > 0 } behind ? [node, .. behind]
        : node.IsLost ? [node, .. node.Course!.Sessions.Where(n => n != node && n.Own.Range.From > node.Own.Range.From).OrderBy(n => n.Own.Range.From).Take(2)]
        : [];

    // One step: a visit that has no place takes that of another, which finds a new one.
    private bool SomebodyGivesWay(RepairNode node)
    {
        var others = state.Nodes.Where(n => n != node && n.Visit.SiteId == node.Visit.SiteId && n.Seat is not null && (n.Class.ModelId == node.Class.ModelId || node.Class.Device is null))
            .OrderBy(n => (n.Seat!.Range.From - node.Own.Range.From).Duration()).ThenBy(n => n.Index).Take(GiveWayTries).ToList();
        foreach (var other in others)
        {
            if (_budget.IsSpent)
            {
                return false;
            }
            var seat = other.Seat!;
            state.Take(other);
            var opens = !node.Class.Starts(seat.Day, stay: false, _budget).Any.IsEmpty && (!node.IsSession || node.Course!.MayHold(node, seat.Date));
            state.Put(other, seat);
            if (opens && Try([node, other]))
            {
                return true;
            }
        }
        return false;
    }
}
