using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Tests.Planning;

/// <summary>
/// The best score by trying everything: every visit that is legal by <see cref="PlanChecker"/>, every nominal time on the grid,
/// no bit sets, no bounds. For tiny instances only.
/// </summary>
public sealed partial class BruteForce
{
    private readonly CoursePlanRequest _request;
    private readonly ClinicFacts _facts;
    private readonly List<(ProtocolPhase Phase, VisitKind Kind)> _sessions = [];
    private readonly Dictionary<string, List<Visit>> _visits = [];
    private readonly Dictionary<(int, int, int, int), decimal?> _known = [];
    private readonly Guid? _model;
    private int _count;
    private int _nominal;
    private DateOnly? _firstOn;
    private DateOnly? _lastOn;
    private Func<int, bool> _inTime = _ => true;

    private readonly KeptTreatment? _kept;

    private sealed record Visit(int Number, DateOnly Date, DateOnly Week, DateTimeOffset Start, int Wall, Guid? Operator, Guid? Device);

    private BruteForce(CoursePlanRequest request, ClinicFacts facts, Guid? model)
    {
        // Sessions that are lost in their week are paid for as such, not as a course that gets longer.
        (_request, _facts, _model) = (request.MostLost is null ? request : request with { Weights = request.Weights with { BelowCap = 0 } }, facts, model);
        _kept = request.Kept.OrderBy(t => t.Stimulation.From).LastOrDefault();
        foreach (var phase in request.Protocol.Phases)
        {
            for (var i = 0; i < request.Remaining.Where(r => r.Phase == phase.Name).Sum(r => r.Sessions); i++)
            {
                var kind = _sessions.Count > 0 || request.FirstSessionNumber > 1 ? request.Protocol.TreatmentKind : request.Protocol.InitialKind;
                _sessions.Add((phase, request.Protocol.VisitKinds.Single(k => k.Code == kind)));
            }
        }
        foreach (var kind in _sessions.Select(s => s.Kind).Concat(request.Protocol.Prerequisite is { } p ? [request.Protocol.VisitKinds.Single(k => k.Code == p.Kind)] : []).DistinctBy(k => k.Code))
        {
            _visits[kind.Code] = LegalVisits(kind);
        }
    }

    /// <summary>Sessions placed and the score; null when not even one session fits.</summary>
    public static (int Placed, decimal Score)? Best(CoursePlanRequest request)
    {
        (int Placed, decimal Score)? best = null;
        foreach (var facts in request.Sites)
        {
            var models = request.Protocol.DeviceCapability is null ? [null]
                : request.ModelId is { } pinned ? [pinned] : facts.Devices.Select(d => (Guid?)d.ModelId).Distinct().ToList();
            foreach (var model in models)
            {
                var found = new BruteForce(request, facts, model).Solve();
                if (found is { } f && (best is null || f.Placed > best.Value.Placed || (f.Placed == best.Value.Placed && f.Score < best.Value.Score)))
                {
                    best = found;
                }
            }
        }
        return best;
    }

    /// <summary>The first date on which the treatments of a whole course can begin, and the first on which it can then end, each day's first visit at an allowed wall minute.</summary>
    public static (DateOnly First, DateOnly End)? EarliestStart(CoursePlanRequest request, Func<int, bool> inTime)
    {
        var found = request.Sites.SelectMany(facts => (request.Protocol.DeviceCapability is null ? [null]
                : request.ModelId is { } pinned ? [pinned] : facts.Devices.Select(d => (Guid?)d.ModelId).Distinct().ToList())
            .Select(model => new BruteForce(request, facts, model) { _inTime = inTime }.FirstWhole()));
        return found.Where(f => f is not null).Order().FirstOrDefault();
    }

    private (DateOnly First, DateOnly End)? FirstWhole()
    {
        _count = _sessions.Count;
        if (_request.Coverage is { Enforce: true, Sessions: { } units } && units < _count)
        {
            return null;
        }
        for (var first = _request.StartOnOrAfter; first <= _request.HorizonEnd; first = first.AddDays(1))
        {
            for (var last = first; last <= _request.HorizonEnd; last = last.AddDays(1))
            {
                (_firstOn, _lastOn) = (first, last);
                _known.Clear();
                if (Rest(0, null, 0, 0) is not null)
                {
                    return (first, last);
                }
            }
        }
        return null;
    }

    private (int Placed, decimal Score)? Solve()
    {
        var most = _request.Coverage is { Enforce: true, Sessions: { } units } ? Math.Min(units, _sessions.Count) : _sessions.Count;
        for (_count = most; _count > (_request.MostLost is null ? 0 : most - 1); _count--)
        {
            decimal? best = null;
            foreach (var nominal in _visits.Values.SelectMany(v => v).Select(v => v.Wall).Append(Preferred ?? 0).Distinct())
            {
                _nominal = nominal;
                _known.Clear();
                if ((_request.MostLost is null ? Rest(0, null, 0, 0) : Beginning()) is not { } c)
                {
                    // Whether so many fit does not depend on the time they are measured from.
                    break;
                }
                else
                {
                    // Of sessions that are lost each visit pays for itself.
                    c += Preferred is { } preferred && _request.MostLost is null ? _request.Weights.PreferredMinute * _count * Math.Abs(preferred - nominal) : 0;
                    best = best is null || c < best ? c : best;
                }
            }
            if (best is { } b)
            {
                return (_count, (b + _request.Weights.Unplaced * (_sessions.Count - _count)) * _request.Priority);
            }
        }
        return null;
    }

    private int? Preferred => _request.PreferredTime is { } t ? (int)t.ToTimeSpan().TotalMinutes : null;

    private decimal? Beginning()
    {
        if (_request.Protocol.Prerequisite is not { } rule || !_request.PlacePrerequisite)
        {
            return RestLosing(0, 0, null, 0, 0, 0, _ => true);
        }
        decimal? best = null;
        foreach (var before in _visits[rule.Kind])
        {
            best = Min(best, RestLosing(0, 0, before, 0, 0, 0, v => v.Date.DayNumber - before.Date.DayNumber is var days && days >= rule.MinDaysBefore && days <= rule.MaxDaysBefore)
                + _request.Weights.NominalMinute * Math.Abs(before.Wall - _nominal));
        }
        return best;
    }

    // Least cost from place k of a course that keeps to its weeks, after the visit at another place, with so many lost.
    private decimal? RestLosing(int k, int lastPlace, Visit? last, int onDay, int inWeek, int lost, Func<Visit, bool> allowed)
    {
        var key = (k * 100 + lost, last?.Number ?? -1, onDay, inWeek);
        if (k > 0 && _known.TryGetValue(key, out var known))
        {
            return known;
        }
        decimal? best = k > 0 && lost + _count - k <= _request.MostLost ? (_count - k) * _request.Weights.Unplaced : null;
        foreach (var visit in _visits.Values.SelectMany(v => v).Where(v => (last is null || v.Start > last.Start) && allowed(v)))
        {
            var weeks = k == 0 ? 0 : (visit.Week.DayNumber - last!.Week.DayNumber) / 7;
            var next = weeks == 0 ? k : WeekStarts().ElementAtOrDefault(WeekStarts().FindLastIndex(s => s < k) + weeks);
            if (next >= _count || (weeks > 0 && next == 0) || (weeks == 0 && k > 0 && WeekStarts().Contains(k)) || lost + next - k > _request.MostLost
                || !_visits[_sessions[next].Kind.Code].Contains(visit) || Step(next, k == 0 ? null : last, visit, onDay, inWeek, lastPlace) is not { } step)
            {
                continue;
            }
            best = Min(best, RestLosing(next + 1, next, visit, step.OnDay, step.InWeek, lost + next - k, _ => true) + step.Cost + (next - k) * _request.Weights.Unplaced
                + (Preferred is { } preferred ? _request.Weights.PreferredMinute * Math.Abs(preferred - _nominal) : 0));
        }
        if (k > 0)
        {
            _known[key] = best;
        }
        return best;
    }

    private List<int> WeekStarts()
    {
        var starts = new List<int>();
        for (var (i, held) = (0, 0); i < _sessions.Count; i++, held++)
        {
            var cap = Math.Min(_sessions[i].Phase.Cadence, _request.Coverage.PerWeek ?? 99);
            if (i == 0 || _sessions[i].Phase != _sessions[i - 1].Phase || held == cap)
            {
                starts.Add(i);
                held = 0;
            }
        }
        return starts;
    }

    // Least cost from session k on, after a visit, with so many on its day and in its week.
    private decimal? Rest(int k, Visit? last, int onDay, int inWeek)
    {
        if (k == _count)
        {
            return 0;
        }
        var key = (k, last?.Number ?? -1, onDay, inWeek);
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }
        decimal? best = null;
        if (k == 0 && _request.FirstSessionNumber == 1 && _request.PlacePrerequisite && _request.Protocol.Prerequisite is { } rule)
        {
            foreach (var before in _visits[rule.Kind].Where(v => _inTime(v.Wall)))
            {
                best = Min(best, Continue(0, before, 0, 0, v => v.Date.DayNumber - before.Date.DayNumber is var days && days >= rule.MinDaysBefore && days <= rule.MaxDaysBefore)
                    + _request.Weights.NominalMinute * Math.Abs(before.Wall - _nominal));
            }
        }
        else
        {
            best = Continue(k, last, onDay, inWeek, _ => true);
        }
        return _known[key] = best;
    }

    private decimal? Continue(int k, Visit? last, int onDay, int inWeek, Func<Visit, bool> allowed)
    {
        decimal? best = null;
        foreach (var visit in _visits[_sessions[k].Kind.Code])
        {
            if ((last is null || k == 0 || visit.Start > last.Start) && allowed(visit) && Step(k, k == 0 ? null : last, visit, onDay, inWeek) is { } step)
            {
                best = Min(best, Rest(k + 1, visit, step.OnDay, step.InWeek) + step.Cost);
            }
        }
        return best;
    }

    private (decimal Cost, int OnDay, int InWeek)? Step(int k, Visit? last, Visit visit, int onDay, int inWeek, int? before = null)
    {
        var earlierPlace = before ?? k - 1;
        var (phase, kind) = _sessions[k];
        var clock = _facts.Site.Clock;
        var week = visit.Week;
        var kept = _kept;
        DateOnly? lastDate = last?.Date ?? kept?.LocalDate;
        decimal cost = 0;
        if ((k == 0 && _firstOn is { } on && visit.Date != on) || visit.Date > _lastOn || ((last is null || last.Date != visit.Date) && !_inTime(visit.Wall)))
        {
            return null;
        }
        if (phase.Weekdays.Count > 0 && !phase.Weekdays.Contains(visit.Date.DayOfWeek))
        {
            return null;
        }
        if (last is not null && last.Date == visit.Date)
        {
            onDay++;
            inWeek++;
        }
        else
        {
            if (lastDate is { } dayBefore)
            {
                var due = phase.CadenceUnit switch { CadenceUnit.EveryDays => dayBefore.AddDays(phase.Cadence), CadenceUnit.EveryMonths => dayBefore.AddMonths(phase.Cadence), _ => dayBefore.AddDays(1) };
                if (visit.Date <= dayBefore || visit.Date < (phase.MinDaysApart is { } apart ? dayBefore.AddDays(apart) : due))
                {
                    return null;
                }
                if (phase.ConsecutiveDays && last is not null && _sessions[earlierPlace].Phase == phase && visit.Date != dayBefore.AddDays(1))
                {
                    return null;
                }
                if (phase.CadenceUnit != CadenceUnit.PerWeek)
                {
                    cost += Math.Floor(_request.Weights.BelowCap * 1000 * Math.Abs(visit.Date.DayNumber - due.DayNumber) / 7) / 1000;
                }
            }
            if (last is null && visit.Date > _request.StartOnOrBefore)
            {
                return null;
            }
            if (last is null)
            {
                inWeek = _request.Kept.Count(t => clock.WeekStart(t.LocalDate) == week);
                cost += _request.Weights.WaitWeek * ((week.DayNumber - clock.WeekStart(_request.StartOnOrAfter).DayNumber) / 7);
            }
            else if (last.Week != week)
            {
                for (var w = last.Week; w < week && phase.CadenceUnit == CadenceUnit.PerWeek; w = w.AddDays(7), inWeek = 0)
                {
                    cost += _request.Weights.BelowCap * Missing(w, inWeek, k);
                }
                inWeek = 0;
            }
            cost += _request.Weights.NominalMinute * Math.Abs(visit.Wall - _nominal);
            (onDay, inWeek) = (1, inWeek + 1);
        }
        if (onDay > Math.Min(phase.MaxPerDay, _request.Coverage.PerDay ?? 99)
            || inWeek > Math.Min(phase.CadenceUnit == CadenceUnit.PerWeek ? phase.Cadence : 999, _request.Coverage.PerWeek ?? 999)
            || (onDay > 1 && onDay > _sessions[earlierPlace].Phase.MaxPerDay))
        {
            return null;
        }
        if (last is not null)
        {
            var (_, earlier) = _sessions[earlierPlace];
            var gap = Math.Max(earlier.StimulationUntil() + phase.MinGapMinutes - kind.StimulationFrom(),
                earlier.Segments.Max(s => s.UntilMinute + s.TurnoverMinutes) - kind.Segments.Min(s => s.FromMinute - s.SetupMinutes));
            if (visit.Start < last.Start.AddMinutes(gap))
            {
                return null;
            }
        }
        else if (kept is not null && visit.Start.AddMinutes(kind.StimulationFrom()) < kept.Stimulation.Until.AddMinutes(phase.MinGapMinutes))
        {
            return null;
        }
        var op = last is null ? kept?.OperatorId : last.Operator;
        var device = last is null ? kept?.DeviceId : last.Device;
        cost += op is not null && visit.Operator is not null && op != visit.Operator ? _request.Weights.StaffChange * (_request.KeepStaff ? 10 : 1) : 0;
        cost += device is not null && visit.Device is not null && device != visit.Device ? _request.Weights.DeviceChange : 0;
        return (cost, onDay, inWeek);
    }

    private int Missing(DateOnly week, int held, int next)
    {
        var phase = _sessions[next].Phase;
        var days = Enumerable.Range(0, 7).Select(week.AddDays).Count(d => d >= _request.StartOnOrAfter
            && (phase.Weekdays.Count == 0 || phase.Weekdays.Contains(d.DayOfWeek)) && (_request.Weekdays.Count == 0 || _request.Weekdays.Contains(d.DayOfWeek)));
        var room = days * Math.Min(phase.MaxPerDay, _request.Coverage.PerDay ?? 99);
        var missing = 0;
        for (var i = next; i < _count && _sessions[i].Phase.CadenceUnit == CadenceUnit.PerWeek && held < room
            && held < Math.Min(_sessions[i].Phase.Cadence, _request.Coverage.PerWeek ?? 999); i++)
        {
            held++;
            missing++;
        }
        return missing;
    }

    private static decimal? Min(decimal? a, decimal? b) => a is null ? b : b is null || a < b ? a : b;
}
