using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Admissions;

/// <summary>One way to place a candidate's course: at one site, with one device model. Everything that does not change while others are placed.</summary>
internal sealed class AdmissionCase
{
    internal const int First = 0;
    internal const int Treatment = 1;
    internal const int MostAWeek = 7;
    private readonly SlotMask[][] _base;
    private readonly int[] _more;

    private AdmissionCase(int candidate, CoursePlanRequest request, CourseShape shape, StartClass first, StartClass treatment)
    {
        (Candidate, Request, Shape) = (candidate, request, shape);
        Classes = [first, treatment];
        var board = first.Board;
        var days = board.Days.Grids;
        Count = request.Coverage is { Enforce: true, Sessions: { } units } ? Math.Clamp(units, 0, shape.Sessions) : shape.Sessions;
        var context = first.Context with { CheckPatientWindows = true };
        var from = Math.Max(0, request.StartOnOrAfter.DayNumber - days[0].Date.DayNumber);
        var until = Math.Min(days.Length - 1, request.HorizonEnd.DayNumber - days[0].Date.DayNumber);
        var grids = new[] { shape.First, shape.Treatment }.Select(kind => new VisitGrid(board, request.Patient, context, kind, request.NotBefore)).ToArray();
        var list = new List<int>();
        var bases = new List<SlotMask>[] { [], [] };
        var weeks = new List<(DateOnly Week, int From)>();
        for (var day = from; day <= until; day++)
        {
            if (weeks.Count == 0 || weeks[^1].Week != days[day].WeekStart)
            {
                weeks.Add((days[day].WeekStart, list.Count));
            }
            var date = days[day].Date;
            if (!shape.Rules.Any(r => shape.Allows(r, date)))
            {
                continue;
            }
            var free = grids.Select((g, kind) => SlotMask.And(g.Base(day), Classes[kind].Alone[day])).ToArray();
            if (!free[First].IsEmpty || !free[Treatment].IsEmpty)
            {
                list.Add(day);
                bases[First].Add(free[First]);
                bases[Treatment].Add(free[Treatment]);
            }
        }
        Days = [.. list];
        _base = [[.. bases[First]], [.. bases[Treatment]]];
        WeekFrom = [.. weeks.Select(w => w.From), list.Count];
        (MinWall, MaxWall) = (SlotMask.Bits, -1);
        for (var j = 0; j < Days.Length; j++)
        {
            foreach (var masks in _base)
            {
                for (var step = masks[j].NextAtOrAfter(0); step >= 0; step = masks[j].NextAtOrAfter(step + 1))
                {
                    var wall = Wall(j, step);
                    (MinWall, MaxWall) = (Math.Min(MinWall, wall), Math.Max(MaxWall, wall));
                }
            }
        }
        Allowed = [.. shape.Rules.Select(rule => Days.Select(d => shape.Allows(rule, days[d].Date)).ToArray())];
        Next = [.. shape.Rules.Select(NextByRule)];
        _more = new int[Weeks * (MostAWeek + 1) * (shape.Sessions + 1)];
        for (var week = 0; week < Weeks; week++)
        {
            for (var held = 0; held <= MostAWeek; held++)
            {
                for (var next = 0; next <= shape.Sessions; next++)
                {
                    _more[(week * (MostAWeek + 1) + held) * (shape.Sessions + 1) + next] = shape.More(phase => AllowedDays(weeks[week].Week, phase), held, next, Count);
                }
            }
        }
        var costs = SearchCosts.From(request.Weights, request.KeepStaff);
        var priority = (double)request.Priority;
        Rejected = costs.Unplaced * shape.Sessions * priority;
        Unplaced = costs.Unplaced * priority;
        BelowCap = costs.BelowCap * priority;
        WaitWeek = costs.WaitWeek * priority;
        NominalStep = costs.NominalMinute * DayGrid.StepMinutes * priority;
        PreferredStep = costs.PreferredMinute * DayGrid.StepMinutes * priority * Count;
        StaffChange = costs.StaffChange * priority;
        DeviceChange = costs.DeviceChange * priority;
        PreferredWall = request.PreferredTime is { } time ? time.ToTimeSpan().TotalMinutes / DayGrid.StepMinutes : null;
        LatestStart = request.StartOnOrBefore is { } latest ? Days.Count(d => days[d].Date <= latest) : Days.Length;
        if (request.MostLost is { } lost)
        {
            (MostLost, Pattern) = (lost, shape.Weeks());
        }
        var least = 0;
        for (var placed = 0; placed < shape.Sessions; placed += shape.MostFrom[placed])
        {
            least++;
        }
        LastOpening = MostLost is null ? Weeks - least : Weeks - 1;
        while (LastOpening >= 0 && WeekFrom[LastOpening] >= LatestStart)
        {
            LastOpening--;
        }
    }

    internal int Candidate { get; }

    internal CoursePlanRequest Request { get; }

    internal CourseShape Shape { get; }

    /// <summary>What the first and the other visits need.</summary>
    internal StartClass[] Classes { get; }

    /// <summary>Days of the board on which any visit can lie; all else here goes by the position in this list.</summary>
    internal int[] Days { get; }

    internal int Weeks => WeekFrom.Length - 1;

    /// <summary>For each of the site's weeks from the earliest start on the position of its first day, and the end after the last.</summary>
    internal int[] WeekFrom { get; }

    /// <summary>For each rule and day whether its sessions may lie there.</summary>
    internal bool[][] Allowed { get; }

    /// <summary>For each rule and day the next day of the week on which a session by the rule may follow; the week's end when there is none.</summary>
    internal int[][] Next { get; }

    /// <summary>The last week in which the course can begin and still end in time.</summary>
    internal int LastOpening { get; }

    /// <summary>Position after the last day on which the course may begin.</summary>
    internal int LatestStart { get; }

    /// <summary>Most sessions that may be lost where weeks lose what they can't hold; null where they carry it on.</summary>
    internal int? MostLost { get; }

    /// <summary>The course's weeks where they lose what they can't hold.</summary>
    internal IReadOnlyList<(int First, int Sessions)> Pattern { get; } = [];

    internal int MinWall { get; }

    internal int MaxWall { get; }

    /// <summary>Sessions that units are left for.</summary>
    internal int Count { get; }

    internal double Rejected { get; }

    internal double Unplaced { get; }

    internal double BelowCap { get; }

    internal double WaitWeek { get; }

    internal double NominalStep { get; }

    internal double PreferredStep { get; }

    internal double StaffChange { get; }

    internal double DeviceChange { get; }

    internal double? PreferredWall { get; }

    internal SlotMask Base(int kind, int j) => _base[kind][j];

    /// <summary>Sessions below the cap in a week that holds some before session <paramref name="next"/>.</summary>
    internal int More(int week, int held, int next) => _more[(week * (MostAWeek + 1) + held) * (Shape.Sessions + 1) + next];

    /// <summary>What the wall clock shows at a step of a day, in steps of 5 minutes.</summary>
    internal int Wall(int j, int step) => Classes[First].Board.Days.Grids[Days[j]].WallMinute(step) / DayGrid.StepMinutes;

    /// <summary>The case, or null when the course is not one that <see cref="CoursePricing"/> prices exactly.</summary>
    internal static AdmissionCase? Make(int candidate, CoursePlanRequest request, CourseShape shape, StartClass first, StartClass treatment)
    {
        if (first.Operators.Length != treatment.Operators.Length || first.Devices.Length != treatment.Devices.Length)
        {
            return null;
        }
        var made = new AdmissionCase(candidate, request, shape, first, treatment);
        return made.NightsAreLong() ? made : null;
    }

    private int[] NextByRule(DayRule rule)
    {
        var grids = Classes[First].Board.Days.Grids;
        var next = new int[Days.Length];
        for (var week = 0; week < Weeks; week++)
        {
            for (var j = WeekFrom[week]; j < WeekFrom[week + 1]; j++)
            {
                next[j] = j + 1;
                while (next[j] < WeekFrom[week + 1] && grids[Days[next[j]]].Date < grids[Days[j]].Date.AddDays(rule.DaysApart))
                {
                    next[j]++;
                }
            }
        }
        return next;
    }

    // Neither a gap in minutes nor one in days may reach from one week or day into the next unseen.
    private bool NightsAreLong()
    {
        var grids = Classes[First].Board.Days.Grids;
        var phases = Request.Protocol.Phases;
        var between = phases.Max(p => Math.Max(CadenceRules.MinutesBetweenStarts(Shape.First, Shape.Treatment, p), CadenceRules.MinutesBetweenStarts(Shape.Treatment, Shape.Treatment, p)));
        var apart = Shape.Rules.Max(r => r.DaysApart);
        for (var j = 0; j + 1 < Days.Length; j++)
        {
            var latest = Math.Max(_base[First][j].Highest(), _base[Treatment][j].Highest());
            var earliest = _base[Treatment][j + 1].NextAtOrAfter(0);
            if (earliest >= 0 && grids[Days[j + 1]].At(earliest) < grids[Days[j]].At(latest).AddMinutes(between))
            {
                return false;
            }
            if (grids[Days[j]].WeekStart != grids[Days[j + 1]].WeekStart && Days[j + 1] - Days[j] < apart)
            {
                return false;
            }
        }
        return true;
    }

    private int AllowedDays(DateOnly week, ProtocolPhase phase) => Enumerable.Range(0, 7).Select(week.AddDays)
        .Count(date => date >= Request.StartOnOrAfter && phase.Allows(date.DayOfWeek) && (Request.Weekdays.Count == 0 || Request.Weekdays.Contains(date.DayOfWeek)));
}
