using Scheduling.Domain.Planning;

namespace Scheduling.Domain.Repairs;

/// <summary>The places that a visit could have on the boards as they stand, cheapest first.</summary>
internal sealed class SeatSearch(SearchBudget budget)
{
    private readonly Seating _seating = new(budget);

    /// <summary>Its own place if it may stay, then other resources at its own time, then times further and further away.</summary>
    /// <param name="node">A visit without a place.</param>
    /// <param name="pendingMatter">Whether what the course has still to place may change what is allowed; then only the last of it is asked R6 whole.</param>
    /// <param name="most">Most places for one start.</param>
    internal IEnumerable<RepairSeat> Of(RepairNode node, bool pendingMatter, int most = int.MaxValue)
    {
        var whole = !pendingMatter || node.Course is null || node.Course.Sessions.All(n => n == node || !n.IsPending);
        if (!node.Visit.Affected && RepairState.IsFree(node.Own, node) && IsAllowed(node, node.Own, whole))
        {
            yield return node.Own;
        }
        foreach (var seat in AtOwnTime(node, most))
        {
            if (IsAllowed(node, seat, whole))
            {
                yield return seat;
            }
        }
        var days = node.Board.Days;
        var farthest = Math.Max(node.Own.Day, days.Count - 1 - node.Own.Day);
        for (var distance = 0; distance <= farthest && !budget.IsSpent; distance++)
        {
            foreach (var seat in OnDays(node, distance, whole, most))
            {
                yield return seat;
            }
        }
    }

    /// <summary>Its own place if it may stay, then other resources at the visit's own time.</summary>
    internal IEnumerable<RepairSeat> Keeping(RepairNode node, int most)
    {
        if (!node.Visit.Affected && RepairState.IsFree(node.Own, node) && IsAllowed(node, node.Own, whole: true))
        {
            yield return node.Own;
        }
        foreach (var seat in AtOwnTime(node, most).Where(seat => IsAllowed(node, seat, whole: true)))
        {
            yield return seat;
        }
    }

    private static bool IsAllowed(RepairNode node, RepairSeat seat, bool whole) => !node.IsSession || node.Course!.Broken(node, seat, whole) is null;

    private List<RepairSeat> AtOwnTime(RepairNode node, int most)
    {
        if (node.Own.Step < 0)
        {
            return [];
        }
        var masks = node.Class.Starts(node.Own.Day, stay: true, budget);
        return masks.Any.Has(node.Own.Step) ? Sorted(_seating.At(node, masks, node.Own.Day, node.Own.Step, most)) : [];
    }

    // The days so far away on either side, their starts by distance from the usual wall time.
    private IEnumerable<RepairSeat> OnDays(RepairNode node, int distance, bool whole, int most)
    {
        var grids = node.Board.Days.Grids;
        var starts = new List<(int Minutes, int Day, int Step)>();
        foreach (var day in distance == 0 ? [node.Own.Day] : new[] { node.Own.Day - distance, node.Own.Day + distance })
        {
            if (day < 0 || day >= grids.Length || grids[day].Date < node.Visit.SiteFrom || grids[day].Date > node.Visit.SiteUntil || (node.IsSession && !node.Course!.MayHold(node, grids[day].Date)))
            {
                continue;
            }
            var any = node.Class.Starts(day, stay: false, budget).Any;
            for (var step = any.NextAtOrAfter(0); step >= 0; step = any.NextAtOrAfter(step + 1))
            {
                if (day != node.Own.Day || step != node.Own.Step)
                {
                    starts.Add((Math.Abs(grids[day].WallMinute(step) - node.OwnWall), day, step));
                }
            }
        }
        starts.Sort();
        var closed = new HashSet<int>();
        for (var i = 0; i < starts.Count;)
        {
            var (minutes, found) = (starts[i].Minutes, new List<RepairSeat>());
            for (; i < starts.Count && starts[i].Minutes == minutes; i++)
            {
                var (_, day, step) = starts[i];
                if (closed.Contains(day))
                {
                    continue;
                }
                var masks = node.Class.Starts(day, stay: false, budget);
                // R6 asks when a visit is, not who serves it: once a start, of the first place there, and where any time of the day would break it, once a day.
                if (node.IsSession && _seating.At(node, masks, day, step, 1) is [var first, ..] && node.Course!.Broken(node, first, whole) is { } otherTimeMightDo)
                {
                    if (!otherTimeMightDo)
                    {
                        closed.Add(day);
                    }
                    continue;
                }
                var seats = _seating.At(node, masks, day, step, most);
                found.AddRange(seats);
            }
            foreach (var seat in Sorted(found))
            {
                yield return seat;
            }
        }
    }

    private static List<RepairSeat> Sorted(List<RepairSeat> seats)
    {
        // Sort is not stable; equal ones are told apart by when they were found.
        var order = seats.Select((seat, i) => (seat, i)).ToList();
        order.Sort((a, b) => a.seat.Cost.CompareTo(b.seat.Cost) is not 0 and var by ? by : a.i.CompareTo(b.i));
        return [.. order.Select(o => o.seat)];
    }
}
