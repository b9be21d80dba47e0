namespace Scheduling.Domain.Planning;

/// <summary>
/// The layered graph of a course: a node is a treatment day with the sessions placed and those of its week; an edge places the next
/// day's sessions. Prices that do not depend on the time of day stand on the edges.
/// </summary>
internal sealed class CourseGraph
{
    internal enum NodeKind
    {
        /// <summary>The beginning, or a day of treatment.</summary>
        Treatment,

        /// <summary>The day of the prerequisite visit.</summary>
        Prerequisite,

        /// <summary>
        /// A day of nothing: the eve of a week that begins with nothing owed to the days before (long pauses lead through these), or
        /// the end of a course that lost its last sessions.
        /// </summary>
        Pause,
    }

    /// <summary>Placed counts the sessions of the course up to here in their order, InWeek those of the day's week; Lost those that found no place (<see cref="WeekPattern"/>).</summary>
    internal readonly record struct Node(int Day, int Placed, int InWeek, NodeKind Kind, int Lost = 0);

    /// <summary>BelowCap prices the sessions that a week could have held, those that were lost included. Starts is an index into <see cref="FirstStarts"/>: the starts from which all of the edge's sessions fit on the day; -1 where nothing is placed.</summary>
    internal readonly record struct Edge(int From, int To, int Day, int Sessions, long Wait, long BelowCap, int Starts, bool GapBinds)
    {
        internal long Price => Wait + BelowCap;
    }

    private CourseGraph(int count, List<Node> nodes, List<int> order, List<Edge> edges, List<DayStart> starts, IReadOnlyList<long> least)
    {
        Count = count;
        Nodes = [.. nodes];
        Order = [.. order];
        FirstStarts = [.. starts];
        Least = [.. least];
        (Edges, FirstEdge) = Index(edges, Nodes.Length);
    }

    /// <summary>Sessions to be placed.</summary>
    internal int Count { get; }

    internal Node[] Nodes { get; }

    /// <summary>Node numbers by day; node 0, the beginning, first.</summary>
    internal int[] Order { get; }

    internal Edge[] Edges { get; private set; }

    /// <summary>First edge of each node, and the end after the last.</summary>
    internal int[] FirstEdge { get; private set; }

    /// <summary>What a day may begin with: the starts of a first visit, and its kind when it is the day's only one (-1: others follow).</summary>
    internal readonly record struct DayStart(int Day, int Kind, SlotMask Mask);

    internal DayStart[] FirstStarts { get; }

    /// <summary>Least price from the beginning to each node, times of day left aside.</summary>
    internal long[] Least { get; }

    /// <summary>The first session of an edge's day.</summary>
    internal int Next(in Edge edge) => Nodes[edge.To].Placed - edge.Sessions;

    internal bool CanEnd => Nodes.Any(n => n.Placed == Count);

    /// <summary>Most sessions that some path places.</summary>
    internal int MostPlaced => Nodes.Max(n => n.Placed);

    internal int FirstEnd => Nodes.Where(n => n.Placed == Count).Min(n => n.Day);

    /// <summary>Everything reachable at a price of at most <paramref name="limit"/>, on days up to <paramref name="lastDay"/>.</summary>
    internal static CourseGraph Build(CourseCase course, SearchCosts costs, int count, int lastDay, long limit)
    {
        var builder = new Builder(course, costs, count, lastDay, limit);
        return builder.Run();
    }

    /// <summary>Leaves out the edges through which no path of at most <paramref name="limit"/> leads.</summary>
    internal void Restrict(long limit)
    {
        var toEnd = new long[Nodes.Length];
        for (var i = Order.Length - 1; i >= 0; i--)
        {
            var node = Order[i];
            toEnd[node] = Nodes[node].Placed == Count ? 0 : long.MaxValue;
            for (var e = FirstEdge[node]; e < FirstEdge[node + 1]; e++)
            {
                if (toEnd[Edges[e].To] != long.MaxValue)
                {
                    toEnd[node] = Math.Min(toEnd[node], Edges[e].Price + toEnd[Edges[e].To]);
                }
            }
        }
        (Edges, FirstEdge) = Index([.. Edges.Where(e => toEnd[e.To] != long.MaxValue && Least[e.From] + e.Price + toEnd[e.To] <= limit)], Nodes.Length);
    }

    private static (Edge[] Edges, int[] First) Index(List<Edge> edges, int nodes)
    {
        var first = new int[nodes + 1];
        foreach (var edge in edges)
        {
            first[edge.From + 1]++;
        }
        for (var i = 0; i < nodes; i++)
        {
            first[i + 1] += first[i];
        }
        var sorted = new Edge[edges.Count];
        var next = first.ToArray();
        foreach (var edge in edges)
        {
            sorted[next[edge.From]++] = edge;
        }
        return (sorted, first);
    }

    private sealed class Builder(CourseCase course, SearchCosts costs, int count, int lastDay, long limit)
    {
        private readonly List<Node> _nodes = [];
        private readonly List<long> _least = [];
        private readonly List<Edge> _edges = [];
        private readonly List<DayStart> _starts = [];
        private readonly int[] _begins = [.. course.Days.Select(d => (int)((d.Bounds.From - course.Days[0].Bounds.From).TotalMinutes / DayGrid.StepMinutes))];
        private readonly Dictionary<Node, int> _numbers = [];
        private readonly Dictionary<(int Day, int Next, int Sessions), int> _startNumbers = [];
        private readonly Dictionary<(int Day, int Next, int Sessions), SlotMask> _chains = [];
        private readonly List<int>[] _byDay = [.. Enumerable.Range(0, lastDay + 1).Select(_ => new List<int>())];

        internal CourseGraph Run()
        {
            var order = new List<int> { 0 };
            _nodes.Add(new Node(-1, 0, 0, NodeKind.Treatment));
            _least.Add(0);
            FromBeginning();
            for (var day = 0; day <= lastDay; day++)
            {
                for (var i = 0; i < _byDay[day].Count; i++)
                {
                    var number = _byDay[day][i];
                    order.Add(number);
                    var node = _nodes[number];
                    if (node.Kind == NodeKind.Prerequisite)
                    {
                        FromPrerequisite(number, node);
                    }
                    else if (node.Placed == count)
                    {
                        continue;
                    }
                    else if (node.Kind == NodeKind.Pause)
                    {
                        FromPause(number, node);
                    }
                    else if (course.Pattern is { } pattern)
                    {
                        FromTreatment(number, node, pattern);
                    }
                    else
                    {
                        FromTreatment(number, node);
                    }
                }
            }
            return new CourseGraph(count, _nodes, order, _edges, _starts, _least);
        }

        private void FromBeginning()
        {
            for (var day = 0; day <= lastDay && count > 0; day++)
            {
                if (course.Prerequisite is { } prerequisite)
                {
                    var mask = course.Starts(day, prerequisite.KindIndex).Any;
                    if (!mask.IsEmpty)
                    {
                        Add(0, new Node(day, 0, 0, NodeKind.Prerequisite), 0, 0, 0, StartsNumber(day, -1, 0, mask), false);
                    }
                }
                else if (course.MayFollow(null, 0, day))
                {
                    FirstTreatment(0, day);
                }
            }
        }

        private void FromPrerequisite(int number, Node node)
        {
            var rule = course.Request.Protocol.Prerequisite!;
            for (var day = node.Day + rule.MinDaysBefore; day <= Math.Min(lastDay, node.Day + rule.MaxDaysBefore); day++)
            {
                if (course.MayFollow(null, 0, day))
                {
                    FirstTreatment(number, day);
                }
            }
        }

        private void FirstTreatment(int from, int day)
        {
            var (wait, below) = course.First(costs, day);
            Place(from, day, 0, course.KeptInWeek(day), wait, below, false);
        }

        private void FromTreatment(int number, Node node)
        {
            var next = node.Placed;
            var phase = course.Items[next].Phase;
            var weekly = phase.WeeklyCap is not null;
            var consecutive = phase.ConsecutiveDays && ReferenceEquals(course.Items[next - 1].Phase, phase);
            // Eight days on, nothing but the week's own cap binds a weekly phase.
            var pauses = weekly && !consecutive && (phase.MinDaysApart ?? 1) <= 8;
            var week = course.Days[node.Day].WeekStart;
            var pause = course.DayIndex(week.AddDays(14));
            var until = consecutive ? Math.Min(lastDay, node.Day + 1) : pauses ? Math.Min(lastDay, pause - 1) : lastDay;
            long missing = 0;
            var held = node.InWeek;
            for (var day = node.Day + 1; day <= until; day++)
            {
                if (course.Days[day].WeekStart != week)
                {
                    missing += course.MoreIn(week, held, next, count);
                    (week, held) = (course.Days[day].WeekStart, 0);
                }
                if (!course.MayFollow(node.Day, next, day))
                {
                    continue;
                }
                var below = weekly ? missing * costs.BelowCap : course.OffDue(costs, next, node.Day, day);
                if (_least[number] + below <= limit)
                {
                    Place(number, day, next, held, 0, below, GapBinds(node.Day, next - 1, next, day));
                }
            }
            if (pauses && pause <= lastDay)
            {
                var first = course.Days[node.Day].WeekStart;
                var below = (course.MoreIn(first, node.InWeek, next, count) + course.MoreIn(first.AddDays(7), 0, next, count)) * costs.BelowCap;
                Add(number, new Node(pause - 1, next, 0, NodeKind.Pause), 0, 0, below, -1, false);
            }
        }

        // In the course's own weeks: what a week didn't hold is lost when the next begins, or with the course's end.
        private void FromTreatment(int number, Node node, WeekPattern pattern)
        {
            var own = pattern.WeekBefore(node.Placed);
            var most = course.Request.MostLost!.Value;
            for (var day = node.Day + 1; day <= lastDay; day++)
            {
                var weeks = (course.Days[day].WeekStart.DayNumber - course.Days[node.Day].WeekStart.DayNumber) / 7;
                if (own + weeks >= pattern.Weeks)
                {
                    break;
                }
                var next = weeks == 0 ? node.Placed : pattern.First(own + weeks);
                var lost = node.Lost + next - node.Placed;
                if (lost > most)
                {
                    break;
                }
                if (next < pattern.End(own + weeks) && course.MayFollow(node.Day, next, day, node.Placed - 1))
                {
                    Place(number, day, next, weeks == 0 ? node.InWeek : 0, 0, (next - node.Placed) * costs.Unplaced, GapBinds(node.Day, node.Placed - 1, next, day), lost);
                }
            }
            if (node.Lost + count - node.Placed is var all && all <= most)
            {
                Add(number, new Node(node.Day, count, 0, NodeKind.Pause, all), 0, 0, (count - node.Placed) * costs.Unplaced, -1, false);
            }
        }

        private void FromPause(int number, Node node)
        {
            var week = course.Days[node.Day + 1].WeekStart;
            var after = course.DayIndex(week.AddDays(7));
            for (var day = node.Day + 1; day <= Math.Min(lastDay, after - 1); day++)
            {
                Place(number, day, node.Placed, 0, 0, 0, false);
            }
            if (after <= lastDay)
            {
                Add(number, new Node(after - 1, node.Placed, 0, NodeKind.Pause), 0, 0, course.MoreIn(week, 0, node.Placed, count) * costs.BelowCap, -1, false);
            }
        }

        private void Place(int from, int day, int next, int inWeek, long wait, long below, bool binds, int lost = 0)
        {
            var most = course.MostOn(day, next, inWeek, course.Pattern is { } pattern ? pattern.End(pattern.WeekBefore(next + 1)) : count);
            for (var sessions = 1; sessions <= most; sessions++)
            {
                var mask = Chain(day, next, sessions);
                if (mask.IsEmpty)
                {
                    break;
                }
                Add(from, new Node(day, next + sessions, inWeek + sessions, NodeKind.Treatment, lost), sessions, wait, below, StartsNumber(day, next, sessions, mask), binds);
            }
        }

        private void Add(int from, Node to, int sessions, long wait, long below, int starts, bool binds)
        {
            var price = _least[from] + wait + below;
            if (price > limit)
            {
                return;
            }
            if (!_numbers.TryGetValue(to, out var number))
            {
                number = _nodes.Count;
                _numbers[to] = number;
                _nodes.Add(to);
                _least.Add(price);
                _byDay[to.Day].Add(number);
            }
            _least[number] = Math.Min(_least[number], price);
            _edges.Add(new Edge(from, number, to.Day, sessions, wait, below, starts, binds));
        }

        // Starts of the first of several sessions on a day such that the others still fit after it.
        private SlotMask Chain(int day, int next, int sessions)
        {
            if (_chains.TryGetValue((day, next, sessions), out var known))
            {
                return known;
            }
            var mask = course.Starts(day, course.Items[next].KindIndex).Any;
            if (sessions > 1)
            {
                var last = Chain(day, next + 1, sessions - 1).Highest();
                mask = last < 0 ? default : SlotMask.And(mask, SlotMask.Range(0, last - course.StepsBetween(next, next + 1) + 1));
            }
            return _chains[(day, next, sessions)] = mask;
        }

        private int StartsNumber(int day, int next, int sessions, SlotMask mask)
        {
            // Sessions of one kind share their starts as long as they come singly.
            var key = sessions <= 1 ? (day, next < 0 ? -1 : -2 - course.Items[next].KindIndex, sessions) : (day, next, sessions);
            if (!_startNumbers.TryGetValue(key, out var number))
            {
                _startNumbers[key] = number = _starts.Count;
                _starts.Add(new DayStart(day, sessions > 1 ? -1 : next < 0 ? course.Prerequisite!.KindIndex : course.Items[next].KindIndex, mask));
            }
            return number;
        }

        private bool GapBinds(int lastDay, int last, int next, int day)
        {
            var latest = course.Starts(lastDay, course.Items[last].KindIndex).Last;
            var earliest = course.Starts(day, course.Items[next].KindIndex).First;
            return earliest >= 0 && _begins[day] + earliest < _begins[lastDay] + latest + course.StepsBetween(last, next);
        }
    }
}
