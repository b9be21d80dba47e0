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
    internal int[] Order { get; private set; }

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

    internal bool CanEnd => Order.Length > 1;

    internal int FirstEnd => Order.Where(n => Nodes[n].Placed == Count).Min(n => Nodes[n].Day);

    /// <summary>Every path that places all sessions on days up to <paramref name="lastDay"/> at a price of at most <paramref name="limit"/>, and nothing else.</summary>
    internal static CourseGraph Build(CourseCase course, SearchCosts costs, int count, int lastDay, long limit)
    {
        var needed = course.Pattern is null ? new LatestDays(course, count, lastDay).Needed : new int[lastDay + 1];
        var graph = new Builder(course, costs, count, lastDay, limit, needed).Run();
        graph.Restrict(limit);
        return graph;
    }

    /// <summary>Most of the first <paramref name="count"/> sessions that some path places on days up to <paramref name="lastDay"/>.</summary>
    internal static int MostPlaced(CourseCase course, SearchCosts costs, int count, int lastDay) =>
        new Builder(course, costs, count, lastDay, long.MaxValue / 4, new int[lastDay + 1], all: false).Run().Nodes.Max(n => n.Placed);

    /// <summary>Leaves out the edges through which no path of at most <paramref name="limit"/> leads, and the nodes that are left alone.</summary>
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
        var kept = new List<Edge>(Edges.Length);
        var on = new bool[Nodes.Length];
        on[0] = true;
        foreach (ref readonly var edge in Edges.AsSpan())
        {
            if (toEnd[edge.To] != long.MaxValue && Least[edge.From] + edge.Price + toEnd[edge.To] <= limit)
            {
                kept.Add(edge);
                on[edge.To] = true;
            }
        }
        (Edges, FirstEdge) = Index(kept, Nodes.Length);
        Order = [.. Order.Where(n => on[n])];
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

    private sealed class Builder(CourseCase course, SearchCosts costs, int count, int lastDay, long limit, int[] needed, bool all = true)
    {
        private readonly CourseCadence _cadence = course.Cadence;
        private readonly List<Node> _nodes = [];
        private readonly List<long> _least = [];
        private readonly List<Edge> _edges = [];
        private readonly List<DayStart> _starts = [];
        private readonly int[] _begins = [.. course.Days.Select(d => (int)((d.Bounds.From - course.Days[0].Bounds.From).TotalMinutes / DayGrid.StepMinutes))];
        private readonly Dictionary<long, int> _numbers = [];
        private readonly Dictionary<int, int> _singleStarts = [];
        private readonly Dictionary<(int Day, int Next, int Sessions), int> _chainStarts = [];
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
                    if (course.Starts(day, prerequisite.KindIndex).First >= 0)
                    {
                        Add(0, new Node(day, 0, 0, NodeKind.Prerequisite), 0, 0, 0, SingleStarts(day, prerequisite.KindIndex), false);
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
            Place(from, day, 0, course.KeptInWeek(day), wait, below, -1, -1);
        }

        private void FromTreatment(int number, Node node)
        {
            var next = node.Placed;
            var phase = course.Items[next].Phase;
            var weekly = _cadence.IsWeekly(next);
            var consecutive = phase.ConsecutiveDays && ReferenceEquals(course.Items[next - 1].Phase, phase);
            // Eight days on, nothing but the week's own cap binds a weekly phase.
            var pauses = weekly && !consecutive && (phase.MinDaysApart ?? 1) <= 8;
            var week = _cadence.Week(node.Day);
            var pause = course.DayIndex(course.Days[node.Day].WeekStart.AddDays(14));
            var until = consecutive ? Math.Min(lastDay, node.Day + 1) : pauses ? Math.Min(lastDay, pause - 1) : lastDay;
            long missing = 0;
            var held = node.InWeek;
            for (var day = node.Day + 1; day <= until && next >= needed[day - 1]; day++)
            {
                if (_cadence.Week(day) != week)
                {
                    missing += _cadence.MoreIn(week, held, next, count);
                    (week, held) = (_cadence.Week(day), 0);
                }
                if (!_cadence.MayFollow(node.Day, next, day, next - 1))
                {
                    continue;
                }
                var below = weekly ? missing * costs.BelowCap : course.OffDue(costs, next, node.Day, day);
                if (_least[number] + below <= limit)
                {
                    Place(number, day, next, held, 0, below, node.Day, next - 1);
                }
            }
            if (pauses && pause <= lastDay)
            {
                var first = _cadence.Week(node.Day);
                var below = (_cadence.MoreIn(first, node.InWeek, next, count) + _cadence.MoreIn(first + 1, 0, next, count)) * costs.BelowCap;
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
                var weeks = _cadence.Week(day) - _cadence.Week(node.Day);
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
                if (next < pattern.End(own + weeks) && _cadence.MayFollow(node.Day, next, day, node.Placed - 1))
                {
                    Place(number, day, next, weeks == 0 ? node.InWeek : 0, 0, (next - node.Placed) * costs.Unplaced, node.Day, node.Placed - 1, lost);
                }
            }
            if (node.Lost + count - node.Placed is var all && all <= most)
            {
                Add(number, new Node(node.Day, count, 0, NodeKind.Pause, all), 0, 0, (count - node.Placed) * costs.Unplaced, -1, false);
            }
        }

        private void FromPause(int number, Node node)
        {
            var week = _cadence.Week(node.Day + 1);
            var after = course.DayIndex(course.Days[node.Day + 1].WeekStart.AddDays(7));
            for (var day = node.Day + 1; day <= Math.Min(lastDay, after - 1) && node.Placed >= needed[day - 1]; day++)
            {
                Place(number, day, node.Placed, 0, 0, 0, -1, -1);
            }
            if (after <= lastDay)
            {
                Add(number, new Node(after - 1, node.Placed, 0, NodeKind.Pause), 0, 0, _cadence.MoreIn(week, 0, node.Placed, count) * costs.BelowCap, -1, false);
            }
        }

        // Sessions on a day that follow the last one of a treatment day before it; -1: no gap to look after.
        private void Place(int from, int day, int next, int inWeek, long wait, long below, int lastDay, int last, int lost = 0)
        {
            var kind = course.Items[next].KindIndex;
            if (course.Starts(day, kind).First < 0)
            {
                return;
            }
            var most = _cadence.MostOn(day, next, inWeek, course.Pattern is { } pattern ? pattern.End(pattern.WeekBefore(next + 1)) : count, all && course.Pattern is null);
            if (most == 0)
            {
                return;
            }
            var binds = last >= 0 && GapBinds(lastDay, last, next, day);
            Add(from, new Node(day, next + 1, inWeek + 1, NodeKind.Treatment, lost), 1, wait, below, SingleStarts(day, kind), binds);
            for (var sessions = 2; sessions <= most; sessions++)
            {
                var mask = Chain(day, next, sessions);
                if (mask.IsEmpty)
                {
                    break;
                }
                Add(from, new Node(day, next + sessions, inWeek + sessions, NodeKind.Treatment, lost), sessions, wait, below, ChainStarts(day, next, sessions, mask), binds);
            }
        }

        private void Add(int from, Node to, int sessions, long wait, long below, int starts, bool binds)
        {
            var price = _least[from] + wait + below;
            if (price > limit || to.Placed < needed[to.Day])
            {
                return;
            }
            // A protocol has fewer than 4096 sessions, and a horizon fewer than 4096 days.
            var key = (((((long)to.Day << 2) | (long)to.Kind) << 12 | (long)to.Lost) << 12 | (long)to.InWeek) << 12 | (long)to.Placed;
            if (!_numbers.TryGetValue(key, out var number))
            {
                number = _nodes.Count;
                _numbers[key] = number;
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

        // Sessions of one kind share their starts as long as they come singly.
        private int SingleStarts(int day, int kind)
        {
            var key = kind * course.Days.Length + day;
            if (!_singleStarts.TryGetValue(key, out var number))
            {
                _singleStarts[key] = number = _starts.Count;
                _starts.Add(new DayStart(day, kind, course.Starts(day, kind).Any));
            }
            return number;
        }

        private int ChainStarts(int day, int next, int sessions, SlotMask mask)
        {
            if (!_chainStarts.TryGetValue((day, next, sessions), out var number))
            {
                _chainStarts[(day, next, sessions)] = number = _starts.Count;
                _starts.Add(new DayStart(day, -1, mask));
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
