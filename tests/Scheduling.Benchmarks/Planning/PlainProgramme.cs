using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Benchmarks.Planning;

/// <summary>
/// The exact optimum of one course by a plain dynamic programme over days: every nominal time, every state, no bounds, no bit sets, none of the
/// planner's code. For weekly courses of one visit a day at the benchmark's clinic.
/// </summary>
internal sealed class PlainProgramme
{
    private const int Steps = 288;
    private const double Never = 1e18;
    private readonly CoursePlanRequest _request;
    private readonly ClinicFacts _site;
    private readonly List<ProtocolPhase> _phases = [];
    private readonly DateOnly[] _days;
    private readonly bool[][][] _treatment;
    private readonly bool[][][] _initial;
    private readonly int _technicians;
    private readonly int _devices;

    private PlainProgramme(CoursePlanRequest request)
    {
        (_request, _site) = (request, request.Sites[0]);
        foreach (var phase in request.Protocol.Phases)
        {
            _phases.AddRange(Enumerable.Repeat(phase, request.Remaining.Where(r => r.Phase == phase.Name).Sum(r => r.Sessions)));
        }
        _days = [.. Enumerable.Range(0, request.HorizonEnd.DayNumber - request.StartOnOrAfter.DayNumber + 1).Select(request.StartOnOrAfter.AddDays)];
        var technicians = _site.Staff.Where(s => s.Roles.Contains(request.Protocol.OperatorRole)).ToList();
        (_technicians, _devices) = (technicians.Count, _site.Devices.Count);
        _treatment = [.. _days.Select(d => Starts(d, request.Protocol.Kind(request.Protocol.TreatmentKind)!, technicians))];
        _initial = [.. _days.Select(d => Starts(d, request.Protocol.Kind(request.Protocol.InitialKind)!, technicians))];
    }

    /// <summary>The least price, or null when the course fits nowhere.</summary>
    internal static decimal? Best(CoursePlanRequest request)
    {
        var programme = new PlainProgramme(request);
        var best = Never;
        for (var nominal = 0; nominal < Steps; nominal++)
        {
            best = Math.Min(best, programme.At(nominal));
        }
        return best < Never ? Math.Round((decimal)best * request.Priority, 3) : null;
    }

    // States of a day's evening: sessions placed, those of the week, whether one was today, the pair of the last.
    private double At(int nominal)
    {
        var pairs = _technicians * _devices;
        var weights = _request.Weights;
        var count = _phases.Count;
        var states = new double[count, 6, 2][];
        var best = Never;
        var before = new double[pairs];
        for (var day = 0; day < _days.Length; day++)
        {
            var weekBegins = day > 0 && _site.Site.Clock.WeekStart(_days[day]) == _days[day];
            var next = new double[count, 6, 2][];
            var nearest = Nearest(_treatment[day], nominal);
            for (var placed = 1; placed < count; placed++)
            {
                for (var held = 0; held < 6; held++)
                {
                    for (var today = 0; today < 2; today++)
                    {
                        if (states[placed, held, today] is not { } prices)
                        {
                            continue;
                        }
                        var (inWeek, more) = weekBegins ? (0, weights.BelowCap * Missing(_days[day].AddDays(-7), held, placed)) : (held, 0);
                        Keep(next, placed, inWeek, 0, prices, (double)more);
                        var phase = _phases[placed];
                        if (inWeek >= phase.Cadence || (today == 1 && phase.MinDaysApart > 1) || !phase.Allows(_days[day].DayOfWeek))
                        {
                            continue;
                        }
                        AfterChange(prices, before, (double)weights.StaffChange, (double)weights.DeviceChange);
                        for (var pair = 0; pair < pairs; pair++)
                        {
                            before[pair] += (double)more + nearest[pair];
                        }
                        best = Treated(next, placed + 1, inWeek + 1, before, best);
                    }
                }
            }
            var weeks = (_site.Site.Clock.WeekStart(_days[day]).DayNumber - _site.Site.Clock.WeekStart(_days[0]).DayNumber) / 7;
            if (_phases[0].Allows(_days[day].DayOfWeek))
            {
                var first = Nearest(_initial[day], nominal);
                best = Treated(next, 1, 1, [.. first.Select(p => p + weeks * (double)weights.WaitWeek)], best);
            }
            states = next;
        }
        return best;
    }

    private double Treated(double[,,][] next, int placed, int held, double[] prices, double best)
    {
        if (placed == _phases.Count)
        {
            return Math.Min(best, prices.Min());
        }
        Keep(next, placed, held, 1, prices, 0);
        return best;
    }

    private static void Keep(double[,,][] next, int placed, int held, int today, double[] prices, double more)
    {
        var there = next[placed, held, today];
        if (there is null)
        {
            next[placed, held, today] = there = new double[prices.Length];
            Array.Fill(there, Never);
        }
        for (var pair = 0; pair < prices.Length; pair++)
        {
            there[pair] = Math.Min(there[pair], prices[pair] + more);
        }
    }

    private int Missing(DateOnly week, int held, int next)
    {
        var days = Enumerable.Range(0, 7).Select(week.AddDays).Count(d => d >= _request.StartOnOrAfter && _phases[next].Allows(d.DayOfWeek));
        var missing = 0;
        for (var i = next; i < _phases.Count && held < days && held < _phases[i].Cadence; i++)
        {
            held++;
            missing++;
        }
        return missing;
    }

    // Least over the operators and devices before, one by one.
    private void AfterChange(double[] prices, double[] result, double staff, double device)
    {
        var byDevice = new double[_devices];
        var byPerson = new double[_technicians];
        Array.Fill(byDevice, Never);
        Array.Fill(byPerson, Never);
        for (var pair = 0; pair < prices.Length; pair++)
        {
            byPerson[pair / _devices] = Math.Min(byPerson[pair / _devices], prices[pair]);
            byDevice[pair % _devices] = Math.Min(byDevice[pair % _devices], prices[pair]);
        }
        var all = prices.Min();
        for (var pair = 0; pair < prices.Length; pair++)
        {
            result[pair] = Math.Min(Math.Min(prices[pair], byPerson[pair / _devices] + device), Math.Min(byDevice[pair % _devices] + staff, all + staff + device));
        }
    }

    private double[] Nearest(bool[][] starts, int nominal)
    {
        var minute = (double)_request.Weights.NominalMinute * 5;
        var prices = new double[starts.Length];
        for (var pair = 0; pair < prices.Length; pair++)
        {
            prices[pair] = Never;
            for (var away = 0; away < Steps && prices[pair] >= Never; away++)
            {
                if ((nominal - away >= 0 && starts[pair][nominal - away]) || (nominal + away < Steps && starts[pair][nominal + away]))
                {
                    prices[pair] = away * minute;
                }
            }
        }
        return prices;
    }

    private bool[][] Starts(DateOnly date, VisitKind kind, List<StaffFacts> technicians)
    {
        var day = _site.Site.Clock.DayBounds(date).From;
        var open = Inside(day, WeeklyWindow.Expand(_site.Site.OpeningHours, _site.Site.Clock, date, date));
        var wanted = _request.Patient.Windows.Count == 0 ? open : Inside(day, WeeklyWindow.Expand(_request.Patient.Windows, _site.Site.Clock, date, date));
        var away = Outside(day, _request.Patient.Absences);
        var prescribers = _site.Staff.Where(s => s.Roles.Contains(StaffRole.Prescriber)).Select(s => Person(day, s)).ToList();
        var people = technicians.Select(s => Person(day, s)).ToList();
        var devices = _site.Devices.Select(d => Outside(day, d.Taken.Select(t => t.Range))).ToList();
        var rooms = _site.Devices.Select(d => Outside(day, _site.Rooms.Single(r => r.Id == d.RoomId).Taken.Select(t => t.Range))).ToList();
        var starts = Enumerable.Range(0, _technicians * _devices).Select(_ => new bool[Steps]).ToArray();
        var length = kind.Minutes / 5;
        for (var step = 0; step + length + 1 < Steps; step++)
        {
            if (!All(open, step, length) || !All(wanted, step, length) || !All(away, step, length)
                || (kind.Segments.FirstOrDefault(s => s.Role == StaffRole.Prescriber) is { } role && !prescribers.Any(p => Serves(p, step, role))))
            {
                continue;
            }
            var technician = kind.Segments.Single(s => s.Role == _request.Protocol.OperatorRole);
            var device = kind.Segments.Single(s => s.Kind == SegmentKind.Device);
            for (var pair = 0; pair < starts.Length; pair++)
            {
                starts[pair][step] = Serves(people[pair / _devices], step, technician)
                    && All(devices[pair % _devices], step, length + device.TurnoverMinutes / 5) && All(rooms[pair % _devices], step, length);
            }
        }
        return starts;
    }

    private static bool Serves((bool[] Here, bool[] Free) person, int step, VisitSegment segment) =>
        All(person.Here, step, segment.UntilMinute / 5) && All(person.Free, step, (segment.UntilMinute + segment.TurnoverMinutes) / 5);

    private static (bool[] Here, bool[] Free) Person(DateTimeOffset day, StaffFacts person) =>
        (Inside(day, person.Shifts.Select(s => s.Range)), Outside(day, person.Taken.Select(t => t.Range)));

    private static bool All(bool[] steps, int from, int length)
    {
        for (var i = from; i < from + length; i++)
        {
            if (!steps[i])
            {
                return false;
            }
        }
        return true;
    }

    private static bool[] Inside(DateTimeOffset day, IEnumerable<TimeRange> ranges) => Mark(day, ranges, new bool[Steps], true);

    private static bool[] Outside(DateTimeOffset day, IEnumerable<TimeRange> ranges) => Mark(day, ranges, [.. Enumerable.Repeat(true, Steps)], false);

    private static bool[] Mark(DateTimeOffset day, IEnumerable<TimeRange> ranges, bool[] steps, bool value)
    {
        foreach (var range in ranges)
        {
            var from = (range.From - day).TotalMinutes / 5;
            var until = (range.Until - day).TotalMinutes / 5;
            for (var i = Math.Max(0, (int)from); i < Math.Min(Steps, until); i++)
            {
                steps[i] = value;
            }
        }
        return steps;
    }
}
