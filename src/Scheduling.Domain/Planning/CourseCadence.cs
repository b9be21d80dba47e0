using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Planning;

/// <summary>
/// R6 and the allowed weekdays of one course in the numbers of its days, weeks and phases: what <see cref="CadenceRules"/> and the phases
/// say of dates, asked once for each day, so that the search needs no calendar.
/// </summary>
internal sealed class CourseCadence
{
    private readonly int[] _phase;
    private readonly bool[] _weekly;
    private readonly bool[] _consecutive;
    private readonly int[] _dayCap;
    private readonly int[] _weekCap;
    private readonly int[] _heldByFirstWeek;
    private readonly int[] _heldByWeek;
    private readonly bool[][] _allowed;
    private readonly int[][] _earliest;
    private readonly int[] _week;
    private readonly int[] _ordered;
    private readonly (int Begun, int Open)[] _units;

    internal CourseCadence(IReadOnlyList<CourseItem> items, DayGrid[] days, CoursePlanRequest request)
    {
        var phases = new List<ProtocolPhase>();
        _phase = new int[items.Count];
        for (var i = 0; i < _phase.Length; i++)
        {
            if (phases.Count == 0 || !ReferenceEquals(phases[^1], items[i].Phase))
            {
                phases.Add(items[i].Phase);
            }
            _phase[i] = phases.Count - 1;
        }
        var firstWeek = days[0].WeekStart;
        _week = [.. days.Select(d => (d.WeekStart.DayNumber - firstWeek.DayNumber) / 7)];
        _ordered = request.CadenceLimits.Count == 0 ? [] : [.. Enumerable.Range(0, _week[^1] + 2).Select(w => CadenceLimit.In(request.CadenceLimits, firstWeek.AddDays(7 * w)) ?? int.MaxValue)];
        _units = request.Coverage is { Enforce: true, Windows.Count: > 0 } coverage ? [.. days.Select(d => (coverage.BegunBy(d.Date), coverage.OpenFrom(d.Date)))] : [];
        _weekly = [.. phases.Select(p => p.WeeklyCap is not null)];
        _consecutive = [.. phases.Select(p => p.ConsecutiveDays)];
        _dayCap = [.. phases.Select(p => CadenceRules.DayCap(p, request.Coverage))];
        _weekCap = [.. phases.Select(p => CadenceRules.WeekCap(p, request.Coverage))];
        _allowed = [.. phases.Select(p => days.Select(d => p.Allows(d.Date.DayOfWeek)).ToArray())];
        _earliest = [.. phases.Select(p => days.Select(d => p.EarliestAfter(d.Date).DayNumber - days[0].Date.DayNumber).ToArray())];
        _heldByFirstWeek = [.. phases.Select(p => Days(p, firstWeek) * CadenceRules.DayCap(p, request.Coverage))];
        _heldByWeek = [.. phases.Select(p => Days(p, firstWeek.AddDays(7)) * CadenceRules.DayCap(p, request.Coverage))];

        int Days(ProtocolPhase phase, DateOnly week) => Enumerable.Range(0, 7).Select(week.AddDays).Count(date => date >= request.StartOnOrAfter
            && phase.Allows(date.DayOfWeek) && (request.Weekdays.Count == 0 || request.Weekdays.Contains(date.DayOfWeek)));
    }

    /// <summary>The number of a day's week, counted from that of the first day.</summary>
    internal int Week(int day) => _week[day];

    /// <summary>Whether a session's phase counts in weeks.</summary>
    internal bool IsWeekly(int session) => _weekly[_phase[session]];

    /// <summary>Most sessions of a day, for a session.</summary>
    internal int DayCap(int session) => _dayCap[_phase[session]];

    /// <summary>Most sessions of a week, for a session; orders may allow fewer in some weeks (R13).</summary>
    internal int WeekCap(int session) => _weekCap[_phase[session]];

    /// <summary>Whether a session's phase allows the weekday of a day.</summary>
    internal bool Allows(int session, int day) => _allowed[_phase[session]][day];

    /// <summary>The first day on which a session may lie after a treatment on a day, consecutive days aside.</summary>
    internal int EarliestAfter(int session, int lastDay) => _earliest[_phase[session]][lastDay];

    /// <summary>Whether a session may lie on a day after the treatment day before it, which ended with session <paramref name="last"/>.</summary>
    internal bool MayFollow(int lastDay, int next, int day, int last)
    {
        var phase = _phase[next];
        return day > lastDay && day >= _earliest[phase][lastDay] && (!_consecutive[phase] || last < 0 || _phase[last] != phase || day == lastDay + 1);
    }

    /// <summary>
    /// How many of the sessions from <paramref name="next"/> up to <paramref name="count"/> may share a day whose week already holds <paramref name="inWeek"/> (R6), and have units: those up
    /// to a day take them of windows that have begun, those from it on, where <paramref name="all"/> are to be placed, of windows that are not over (R19). Between three or more windows with
    /// units to spare that is necessary, not sufficient; what the ledger can't give is refused or tagged when it is booked.
    /// </summary>
    internal int MostOn(int day, int next, int inWeek, int count, bool all = true)
    {
        var most = 0;
        var dayCap = int.MaxValue;
        while (next + most < count)
        {
            var phase = _phase[next + most];
            dayCap = Math.Min(dayCap, _dayCap[phase]);
            if (most >= dayCap || inWeek + most >= CapIn(_week[day], phase) || !_allowed[phase][day]
                || (_units.Length > 0 && (next + most >= _units[day].Begun || (all && count - next - most > _units[day].Open))))
            {
                break;
            }
            most++;
        }
        return most;
    }

    /// <summary>How many more sessions a week could have held by its caps, on the weekdays that protocol and request allow.</summary>
    internal int MoreIn(int week, int held, int next, int count)
    {
        var room = (week == 0 ? _heldByFirstWeek : _heldByWeek)[_phase[next]];
        var more = 0;
        while (next + more < count && _weekly[_phase[next + more]] && held + more < CapIn(week, _phase[next + more]) && held + more < room)
        {
            more++;
        }
        return more;
    }

    private int CapIn(int week, int phase) => _weekly[phase] && week < _ordered.Length ? Math.Min(_weekCap[phase], _ordered[week]) : _weekCap[phase];
}
