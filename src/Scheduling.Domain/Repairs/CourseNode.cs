using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Repairs;

/// <summary>
/// A course while a repair is searched. Its phases follow the order of its sessions: a session appended at the end makes the later ones count in
/// the earlier phase, so that the taper begins when the acute phase has been given (R11) and nobody else's time changes.
/// </summary>
internal sealed class CourseNode
{
    private readonly RepairCourse _course;
    private readonly SiteClock _clock;
    private readonly int _mostADay;
    private readonly int _reachDays;
    private readonly CourseOrder _order;
    private CourseFunding? _funding;
    private bool _deals;
    private bool _severalPhases;

    internal CourseNode(RepairCourse course, SiteClock clock)
    {
        (_course, _clock) = (course, clock);
        // Beyond a week, and the farthest that a phase keeps its days or stimulations apart, no two sessions ask for each other.
        _reachDays = course.Protocol.Phases.Select(p => Math.Max(p.EarliestAfter(DateOnly.FromDayNumber(700_000)).DayNumber - 700_000 + 4, (p.MinGapMinutes / (24 * 60)) + 2)).Append(7).Max();
        _mostADay = course.Protocol.Phases.Select(p => CadenceRules.DayCap(p, course.Coverage)).DefaultIfEmpty(1).Max();
        _order = new CourseOrder(course, Sessions);
    }

    internal List<RepairNode> Sessions { get; } = [];

    /// <summary>The last local date of a visit's phase as it is booked.</summary>
    internal DateOnly LastOfPhase(RepairNode node) => Sessions.Where(n => n.Visit.Phase == node.Visit.Phase).Max(n => n.Own.Date);

    /// <summary>Once all sessions are known.</summary>
    internal void Close()
    {
        var phases = Sessions.OrderBy(n => n.Own.Range.From).Select(n => _course.RankOf(n.Visit.Phase!)).ToList();
        _deals = phases.SequenceEqual(phases.Order());
        _severalPhases = phases.Distinct().Count() > 1;
        _order.Close();
        _funding = _course.Units is null ? null : new CourseFunding(_course, Sessions);
    }

    /// <summary>Sessions that can't have a unit of the payer's, wherever they go; 0 where that is not asked.</summary>
    internal int WithoutUnit => _funding?.Surplus ?? 0;

    /// <summary>Whether units are asked for.</summary>
    internal bool HasUnits => _course.Units is not null;

    /// <summary>Whether a course begins with visits of a kind (R10).</summary>
    internal bool Begins(VisitKind kind) => kind.Code == _course.Protocol.InitialKind && kind.Code != _course.Protocol.TreatmentKind;

    /// <summary>The sessions that have a place and have to come behind a visit, in their order; none of a visit that may come anywhere.</summary>
    internal IEnumerable<RepairNode> Behind(RepairNode node) => _order.Behind(node);

    /// <summary>What is plain without looking at the sessions' order: covered, an allowed weekday, a free place in the day.</summary>
    internal bool MayHold(RepairNode node, DateOnly date) =>
        (_funding is null ? Covers(date) || !Covers(node.Own.Date) : _funding.MayHold(node, date))
        && _course.Protocol.Phases.Any(p => p.Allows(date.DayOfWeek))
        && _course.Kept.Count(k => k.LocalDate == date) + Sessions.Count(n => n != node && n.Seat?.Date == date) < _mostADay;

    /// <summary>Whether the authorization covers a date.</summary>
    internal bool Covers(DateOnly date) => _funding?.Holds(date) ?? !(date < _course.Coverage.From || date > _course.Coverage.Until);

    /// <summary>
    /// R6, the units and the order of sessions for the whole course with a visit at a place: of the visit itself and of everything that moved or counts in another phase.
    /// Null when they hold; otherwise whether another time of the day might do.
    /// </summary>
    /// <param name="node">The visit.</param>
    /// <param name="seat">The place.</param>
    /// <param name="whole">Whether the rest of the course has its places; while it has not, what depends on the order of all is not asked.</param>
    internal bool? Broken(RepairNode node, RepairSeat seat, bool whole)
    {
        if (_funding is not null && !HasUnit(_funding, node, seat, whole))
        {
            return false;
        }
        if (_order.Spoils(node, seat))
        {
            return OtherTimeMightDo(node, seat.Date);
        }
        if (!whole && _severalPhases)
        {
            return null;
        }
        if (seat.Range.From == node.Own.Range.From && Sessions.All(n => !n.Visit.HasNoPlace && (n == node || n.Seat == n.Own || n.Seat?.Range.From == n.Own.Range.From)))
        {
            return null;
        }
        var sessions = Sessions.Where(n => n == node || n.Seat is not null).Select(n => (Node: n, Seat: n == node ? seat : n.Seat!)).OrderBy(s => s.Seat.Range.From).ToList();
        var phases = Deal(sessions.Select(s => s.Node));
        var treatments = Treatments(sessions, phases);
        // The visit itself first: most places fail by it alone.
        if (CadenceAt(sessions.FindIndex(s => s.Node == node), sessions, treatments) is { Count: > 0 } own)
        {
            return Otherwise(own);
        }
        if (whole && !_order.Keeps(sessions, phases))
        {
            return OtherTimeMightDo(node, seat.Date);
        }
        return CadenceOf(sessions, treatments, node) is { Count: > 0 } found ? Otherwise(found) : null;

        // Alone on its day, only a gap in minutes depends on the time of the day.
        bool Otherwise(IReadOnlyList<RuleViolation> found) => found.Any(v => v.Reason == ViolationReasons.GapTooShort) || NotAlone(node, seat.Date);
    }

    // Units go by dates: where nobody's changes, they stay.
    private bool HasUnit(CourseFunding funding, RepairNode node, RepairSeat seat, bool whole) => funding.Holds(seat.Date)
        && (!whole || (funding.AllStand && Sessions.TrueForAll(n => (n == node ? seat : n.Seat) is not { } at || at.Date == n.Own.Date)) || funding.Covers(node, seat));

    /// <summary>Whether R6, the units and the order hold for the sessions that have a place; the others have none.</summary>
    internal bool Holds()
    {
        var sessions = Sessions.Where(n => n.Seat is not null).Select(n => (Node: n, Seat: n.Seat!)).OrderBy(s => s.Seat.Range.From).ToList();
        var phases = Deal(sessions.Select(s => s.Node));
        return _order.Keeps(sessions, phases) && CadenceOf(sessions, Treatments(sessions, phases), null).Count == 0 && _funding?.Covers(null, null) != false;
    }

    // What R6 has against one of those that moved or count in another phase, but for one that has been asked.
    private IReadOnlyList<RuleViolation> CadenceOf(List<(RepairNode Node, RepairSeat Seat)> sessions, List<CourseTreatment> treatments, RepairNode? asked)
    {
        for (var i = 0; i < sessions.Count; i++)
        {
            var (other, its) = sessions[i];
            if (other != asked && (its.Range.From != other.Own.Range.From || treatments[i].Phase.Name != other.Visit.Phase) && CadenceAt(i, sessions, treatments) is { Count: > 0 } found)
            {
                return found;
            }
        }
        return [];
    }

    private IReadOnlyList<RuleViolation> CadenceAt(int index, List<(RepairNode Node, RepairSeat Seat)> sessions, List<CourseTreatment> treatments)
    {
        var (node, seat) = sessions[index];
        // An order to catch up keeps what it made; a repair doubles no day by itself.
        var context = new VisitContext { Phase = treatments[index].Phase, CatchUp = node.Visit.Context.CatchUp, CadenceLimits = node.Visit.Context.CadenceLimits, Coverage = _course.Coverage, Others = Near(treatments, index) };
        return CadenceRules.Check(_clock, context, node.Visit.Kind, seat.Range.From);
    }

    private static List<CourseTreatment> Treatments(List<(RepairNode Node, RepairSeat Seat)> sessions, ProtocolPhase[] phases) =>
        [.. sessions.Select((s, i) => new CourseTreatment(s.Seat.Date, s.Seat.Range.From, s.Node.Visit.Kind, phases[i]))];

    /// <summary>The phase of each session that has a place, by what order they come in now.</summary>
    internal IReadOnlyDictionary<RepairNode, string> Phases()
    {
        var sessions = Sessions.Where(n => n.Seat is not null).OrderBy(n => n.Seat!.Range.From).ToList();
        var phases = Deal(sessions);
        return sessions.Select((n, i) => (n, phases[i].Name)).ToDictionary(x => x.n, x => x.Name);
    }

    private List<CourseTreatment> Near(List<CourseTreatment> treatments, int index)
    {
        var (date, near) = (treatments[index].LocalDate.DayNumber, new List<CourseTreatment>());
        foreach (var kept in _course.Kept)
        {
            if (Math.Abs(kept.LocalDate.DayNumber - date) <= _reachDays)
            {
                near.Add(kept);
            }
        }
        for (var i = 0; i < treatments.Count; i++)
        {
            if (i != index && Math.Abs(treatments[i].LocalDate.DayNumber - date) <= _reachDays)
            {
                near.Add(treatments[i]);
            }
        }
        return near;
    }

    private bool NotAlone(RepairNode node, DateOnly date) => _course.Kept.Any(k => k.LocalDate == date) || Sessions.Exists(n => n != node && n.Seat?.Date == date);

    // The order may hold a little later in the day on which a session was or is.
    private bool OtherTimeMightDo(RepairNode node, DateOnly date) => NotAlone(node, date) || Sessions.Exists(n => n.Own.Date == date);

    private ProtocolPhase[] Deal(IEnumerable<RepairNode> inOrder)
    {
        var ranks = inOrder.Select(n => _course.RankOf(n.Visit.Phase!)).ToArray();
        if (_deals)
        {
            Array.Sort(ranks);
        }
        return [.. ranks.Select(r => _course.Protocol.Phases[r])];
    }
}
