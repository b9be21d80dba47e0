using Scheduling.Domain.Planning;

namespace Scheduling.Domain.Repairs;

/// <summary>
/// Who keeps their time with other people or another unit, where not all of the affected can: the visits of a day are dealt out anew from its first to its last
/// start, each at its own time. Where one finds nobody free, whoever lasts longest of those at that time has to go, which leaves the most room for those after;
/// with equal units and people that makes the fewest go. One that its course has to begin with goes last, since it hardly finds another place; of the others
/// those are preferred whose patients must be called anyway.
/// </summary>
internal sealed class KeptTimes(RepairState state, IReadOnlyList<RepairNode> affected, SearchBudget budget, int seatsAStart)
{
    private readonly SeatSearch _seats = new(new SearchBudget(long.MaxValue));
    private readonly HashSet<RepairNode> _leading = [.. state.Nodes.Where(n => n.IsSession && n.Course!.Behind(n).Any())];

    /// <summary>Gives places to those who keep their time; the others are left without one. Whether not all could, so that days were dealt out anew.</summary>
    internal bool Deal()
    {
        foreach (var node in affected)
        {
            state.Take(node);
        }
        // Who has lost their place before is told of any, their old one too: nobody makes room for it.
        var keeping = affected.Where(n => !n.Visit.HasNoPlace).ToList();
        keeping.ForEach(n => Seat(n));
        var days = keeping.Where(n => n.IsPending).Select(n => (n.Board, n.Own.Day)).Distinct()
            .Select(d => state.Nodes.Where(n => n.Board == d.Board && n.Own.Day == d.Day && !n.Visit.HasNoPlace).OrderBy(n => n.Own.Range.From).ThenBy(n => n.Index).ToList()).ToList();
        // First only to let few go, then few and of few patients.
        foreach (var day in days)
        {
            Better(day, _ => false);
        }
        var called = new HashSet<PatientNode>(keeping.Select(n => n.Patient));
        foreach (var day in days)
        {
            Better(day, n => !called.Contains(n.Patient));
        }
        called = [.. days.SelectMany(d => d).Where(n => n.IsPending).Select(n => n.Patient)];
        foreach (var patient in called.OrderBy(p => p.Nodes.Count(n => n.IsPending)).ThenBy(p => p.Nodes[0].Index).ToList())
        {
            if (called.Remove(patient) && !Spare(patient, called, days))
            {
                called.Add(patient);
            }
        }
        return days.Count > 0;
    }

    private static int Told(IEnumerable<RepairNode> nodes) => nodes.Where(n => n.IsPending).Select(n => n.Patient).Distinct().Count();

    // Whether this patient needn't be called: others go on each of their days, no more than before.
    private bool Spare(PatientNode patient, HashSet<PatientNode> called, List<List<RepairNode>> days)
    {
        var before = new List<(RepairNode Node, RepairSeat? Seat)>();
        foreach (var day in days.Where(d => d.Exists(n => n.Patient == patient && n.IsPending)))
        {
            var was = day.ConvertAll(n => (n, n.Seat));
            before.AddRange(was);
            var gone = day.Count(n => n.IsPending);
            if (budget.IsSpent || !Sweep(day, n => !called.Contains(n.Patient), gone) || day.Exists(n => n.IsPending && !called.Contains(n.Patient)))
            {
                Restore(before);
                return false;
            }
        }
        return true;
    }

    private void Better(List<RepairNode> day, Func<RepairNode, bool> spared)
    {
        var was = day.ConvertAll(n => (Node: n, n.Seat));
        var (gone, told) = (day.Count(n => n.IsPending), Told(state.Nodes));
        if (budget.IsSpent || !Sweep(day, spared, gone) || (day.Count(n => n.IsPending) == gone && Told(state.Nodes) >= told))
        {
            Restore(was);
        }
    }

    // False as soon as more have to go than may.
    private bool Sweep(List<RepairNode> day, Func<RepairNode, bool> spared, int mostGone)
    {
        day.ForEach(state.Take);
        var gone = new List<RepairNode>();
        var seated = new List<RepairNode>();
        foreach (var node in day)
        {
            budget.Spend(1);
            if (Seat(node))
            {
                seated.Add(node);
                continue;
            }
            var leaving = node;
            foreach (var other in seated.Where(o => o.Own.Range.Overlaps(node.Own.Range) && Sooner(o, node)).OrderBy(Hard).ThenByDescending(o => o.Own.Range.Until).ThenBy(o => o.Index).ToList())
            {
                var seat = other.Seat!;
                state.Take(other);
                if (Seat(node))
                {
                    leaving = other;
                    seated.Remove(other);
                    seated.Add(node);
                    break;
                }
                state.Put(other, seat);
            }
            gone.Add(leaving);
            if (gone.Count > mostGone + 2)
            {
                break;
            }
        }
        // Somebody may have left for one who needed only a part of what they had.
        return gone.Count(n => !Seat(n)) <= mostGone && day.TrueForAll(n => n.Seat is not null || gone.Contains(n));

        bool Sooner(RepairNode other, RepairNode node) => Hard(other) == Hard(node) ? other.Own.Range.Until > node.Own.Range.Until : Hard(other) < Hard(node);

        int Hard(RepairNode node) => _leading.Contains(node) ? 2 : spared(node) ? 1 : 0;
    }

    private void Restore(List<(RepairNode Node, RepairSeat? Seat)> places)
    {
        places.ForEach(p => state.Take(p.Node));
        foreach (var (node, seat) in places.Where(p => p.Seat is not null))
        {
            state.Put(node, seat);
        }
    }

    private bool Seat(RepairNode node)
    {
        if (_seats.Keeping(node, seatsAStart).FirstOrDefault() is not { } seat)
        {
            return false;
        }
        state.Put(node, seat);
        return true;
    }
}
