using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;

namespace Scheduling.Domain.Repairs;

/// <summary>
/// The units of a course while a repair is searched (R19, R22): no session is placed without one. The ledger itself is asked, so that what is found here is what
/// the booking gives.
/// </summary>
internal sealed class CourseFunding
{
    private readonly RepairCourse _course;
    private readonly RepairUnits _units;
    private readonly List<RepairNode> _sessions;
    private readonly AuthorizationLine[] _lines;
    private readonly HashSet<Guid> _keptWithUnit;
    private readonly Dictionary<string, BillingCode> _codes;

    /// <summary>Once all sessions of the course are known.</summary>
    internal CourseFunding(RepairCourse course, List<RepairNode> sessions)
    {
        (_course, _units, _sessions) = (course, course.Units!, sessions);
        var giving = _units.Book.Insured ? _units.Book.Authorizations.Where(a => a.State.GivesUnits()).Select(a => a.Id).ToHashSet() : [];
        _lines = [.. _units.Book.Lines.Where(l => giving.Contains(l.AuthorizationId) && l.Granted > 0)];
        _codes = course.Protocol.BillingCodes.GroupBy(c => c.Kind).ToDictionary(g => g.Key, g => g.First());
        var most = _lines.Select(SessionsOf).Aggregate((long?)0, (sum, n) => sum + n) ?? long.MaxValue;
        Most = (int)Math.Min(int.MaxValue, Math.Min(most, _units.Book.Cap ?? int.MaxValue));
        var standing = sessions.Where(n => n.Visit is { WithoutUnit: null, HasNoPlace: false }).ToList();
        var without = UnitLedger.Without(_units.Book, [.. _units.Kept, .. standing.Select(n => VisitOf(n, n.Own))]);
        _keptWithUnit = [.. _units.Kept.Select(k => k.Id).Where(id => !without.ContainsKey(id))];
        AllStand = standing.Count == sessions.Count && standing.TrueForAll(n => !without.ContainsKey(n.Visit.Id));
    }

    /// <summary>Whether every session has a unit where it is booked.</summary>
    internal bool AllStand { get; }

    /// <summary>The most visits that the lines have units for, wherever they are.</summary>
    internal int Most { get; }

    /// <summary>Sessions that can't have a unit, wherever they go.</summary>
    internal int Surplus => Math.Max(0, _sessions.Count + _keptWithUnit.Count - Most);

    /// <summary>Whether some line holds the date and there is a unit that no other session has.</summary>
    internal bool MayHold(RepairNode node, DateOnly date) => Holds(date) && _sessions.Count(n => n != node && n.Seat is not null) + _keptWithUnit.Count < Most;

    /// <summary>Whether some line's window holds a date.</summary>
    internal bool Holds(DateOnly date) => Array.Exists(_lines, l => l.Holds(date));

    /// <summary>Whether every session that has a place gets a unit, with a visit at a place.</summary>
    internal bool Covers(RepairNode? node, RepairSeat? seat)
    {
        List<UnitVisit> visits = [.. _units.Kept];
        foreach (var session in _sessions)
        {
            if ((session == node ? seat : session.Seat) is { } at)
            {
                visits.Add(VisitOf(session, at));
            }
        }
        var without = UnitLedger.Without(_units.Book, visits);
        return without.Count == 0 || without.Keys.All(id => !_keptWithUnit.Contains(id) && _units.Kept.Any(k => k.Id == id));
    }

    private UnitVisit VisitOf(RepairNode node, RepairSeat seat) => new()
    {
        Id = node.Visit.Id,
        SiteId = node.Visit.SiteId,
        Date = seat.Date,
        Start = seat.Range.From,
        Code = _codes.GetValueOrDefault(node.Visit.Kind.Code),
        Providers = [.. seat.Place.Staff.Where(s => s.Key is StaffRole.Prescriber or StaffRole.Supervisor).Select(s => s.Value)],
        Needs = UnitState.Reserved,
    };

    private static long? SessionsOf(AuthorizationLine line) => line.Basis switch
    {
        UnitBasis.Visit => line.Granted,
        UnitBasis.Day => (long?)line.Granted * line.MaxPerDay,
        _ => null,
    };
}
