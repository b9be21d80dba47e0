using Scheduling.Domain.Courses;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Repairs;

/// <summary>
/// The order of a course's sessions while a repair is searched: what is in front, of the course or of what is given once a motor threshold is owed, stays
/// there or has no place (R10, R14, R23), and no session comes behind one of a later phase (R11). What is asked of bookings is asked here (<see cref="SessionOrder"/>).
/// </summary>
internal sealed class CourseOrder
{
    private readonly RepairCourse _course;
    private readonly List<RepairNode> _sessions;
    private readonly PlacedSession[] _kept;
    private readonly List<(RepairNode Leader, DateOnly? From)> _fronts = [];
    private bool _oneDetermines;

    internal CourseOrder(RepairCourse course, List<RepairNode> sessions)
    {
        (_course, _sessions) = (course, sessions);
        _kept = [.. course.Kept.Select(k => PlacedSession.Staying(k.Kind.Code, course.RankOf(k.Phase.Name), k.VisitStart, k.LocalDate, k.Given))];
    }

    private IEnumerable<DateOnly?> Froms => _course.OwedFrom.Select(d => (DateOnly?)d).Prepend(null);

    /// <summary>Once all sessions are known.</summary>
    internal void Close()
    {
        _oneDetermines = _sessions.Count(n => SessionOrder.Determines(_course.Protocol, n.Visit.Kind.Code)) == 1;
        foreach (var from in Froms)
        {
            var first = _sessions.Where(n => !n.Visit.HasNoPlace && !(n.Own.Date < from)).MinBy(n => n.Own.Range.From);
            if (first is not null && IsToLead(first, from) && !_kept.Any(k => IsOf(k, from) && k.After < first.Own.Range.From))
            {
                _fronts.Add((first, from));
            }
        }
    }

    /// <summary>The sessions that have a place and have to come behind a visit, in their order; none of a visit that may come anywhere.</summary>
    internal IEnumerable<RepairNode> Behind(RepairNode node)
    {
        var froms = node.Visit.HasNoPlace ? [.. Froms.Where(d => IsToLead(node, d))] : _fronts.Where(f => f.Leader == node).Select(f => f.From).ToList();
        return _sessions.Where(n => n != node && n.Seat is { } seat && froms.Exists(d => !(seat.Date < d))).OrderBy(n => n.Seat!.Range.From);
    }

    /// <summary>Whether it is plain, wherever the rest of the course goes, that with a visit at a place one would be in front of what has to be there.</summary>
    internal bool Spoils(RepairNode node, RepairSeat seat)
    {
        if (!_oneDetermines)
        {
            return false;
        }
        foreach (var (leader, from) in _fronts)
        {
            if ((leader == node ? seat : leader.Seat)?.Range.From is { } front
                && (_sessions.Exists(n => n != leader && (n == node ? seat : n.Seat) is { } its && its.Range.From < front && !(its.Date < from)) || _kept.Any(k => IsOf(k, from) && k.After < front)))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Whether the sessions that have a place are in order.</summary>
    /// <param name="sessions">The sessions with their places.</param>
    /// <param name="phases">The phase that each counts in from now on.</param>
    internal bool Keeps(IReadOnlyList<(RepairNode Node, RepairSeat Seat)> sessions, IReadOnlyList<ProtocolPhase> phases)
    {
        var placed = new List<PlacedSession>(sessions.Count + _kept.Length);
        for (var i = 0; i < sessions.Count; i++)
        {
            var (node, seat) = sessions[i];
            var was = node.Visit.HasNoPlace ? null : (PlacedSession.Before?)new PlacedSession.Before(node.Own.Range.From, node.Own.Date, _course.RankOf(node.Visit.Phase!));
            placed.Add(new PlacedSession(node.Visit.Kind.Code, _course.RankOf(phases[i].Name), seat.Range.From, seat.Date, was, false));
        }
        placed.AddRange(_kept);
        return SessionOrder.Broken(_course.Protocol, _course.OwedFrom, placed) is null;
    }

    private static bool IsOf(PlacedSession kept, DateOnly? from) => from is null || (!kept.Given && kept.On >= from);

    private bool IsToLead(RepairNode node, DateOnly? from) => from is not null
        ? SessionOrder.Determines(_course.Protocol, node.Visit.Kind.Code)
        : node.Visit.Kind.Code == _course.Protocol.InitialKind && _course.Protocol.InitialKind != _course.Protocol.TreatmentKind;
}
