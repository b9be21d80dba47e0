namespace Scheduling.Domain.Planning;

/// <summary>A day of a solution: the sessions from <paramref name="Next"/> on (-1: the prerequisite visit), their steps and pairs.</summary>
internal sealed record SolutionDay(int Day, int Next, int[] Steps, int[] Pairs, long Wait, long BelowCap);

/// <summary>A way through the graph, its nominal wall minute, its price in thousandths and a bound no other way beats.</summary>
internal sealed record Solution(int NominalMinute, long Price, long Bound, bool Exact, IReadOnlyList<SolutionDay> Days);

/// <summary>
/// The exact search of one case under one set of prices. For every nominal time a backward pass without changes of operator and device
/// gives a bound; nominal times are tried in the order of their bounds until the bound passes the best plan known; inside, states that can't
/// beat it are dropped. The graph is first built up to a price limit and built again when the answer does not prove the limit harmless.
/// </summary>
internal sealed class CourseSearch(CourseCase course, SearchCosts costs, SearchBudget budget)
{
    // Prices are multiplied so that, among equal plans, the one that ends first wins.
    private const long Unit = 4096;
    private const long FirstLimit = 200_000;
    private readonly CourseCase _course = course;
    private readonly SearchCosts _costs = costs;
    private readonly SearchBudget _budget = budget;
    private readonly int _devices = course.Devices.Length;
    private readonly int _pairs = course.Pairs;

    /// <summary>The best way to place <paramref name="count"/> sessions by a last day; null when there is none.</summary>
    internal Solution? Solve(int count, int lastDay)
    {
        if (count == 0 || _pairs == 0)
        {
            return count == 0 ? new Solution(0, 0, 0, true, []) : null;
        }
        var limit = Math.Max(FirstLimit, 3 * _costs.BelowCap);
        while (true)
        {
            var graph = CourseGraph.Build(_course, _costs, count, lastDay, limit);
            var found = graph.CanEnd ? new Pass(this, graph).Run() : null;
            if (found is not null && (found.Price <= limit || !found.Exact))
            {
                return found;
            }
            if (limit == long.MaxValue / 4)
            {
                return found;
            }
            limit = found?.Price ?? (limit < FirstLimit * 4 ? limit * 5 : long.MaxValue / 4);
        }
    }

    private sealed class State(int node, int slot, int pairs)
    {
        internal readonly int Node = node;
        internal readonly int Slot = slot;
        internal readonly long[] Price = Filled(pairs);
        internal readonly CourseGraph.Edge[] Edge = new CourseGraph.Edge[pairs];
        internal readonly State?[] Before = new State?[pairs];

        private static long[] Filled(int length)
        {
            var prices = new long[length];
            Array.Fill(prices, long.MaxValue);
            return prices;
        }
    }

    private sealed class Pass(CourseSearch search, CourseGraph graph)
    {
        private readonly CourseCase _course = search._course;
        private readonly SearchCosts _costs = search._costs;
        private readonly int _pairs = search._pairs;
        private readonly Dictionary<(int Day, int Kind), (long[] Price, int[] Step)> _nearest = [];
        private readonly bool[] _tracksTime = new bool[graph.Nodes.Length];
        private int _nominal;
        private long _best = long.MaxValue;
        private (int Nominal, State State, int Pair)? _bestEnd;

        internal Solution? Run()
        {
            foreach (var edge in graph.Edges)
            {
                _tracksTime[edge.From] |= edge.GapBinds;
            }
            var nominals = Nominals();
            // A first plan at the likeliest time makes the graph small before all times are bounded.
            TryNominal(Likeliest(nominals), pathOnly: true);
            if (_best < long.MaxValue)
            {
                graph.Restrict(_best / Unit);
            }
            var bounds = nominals.Select(a => (Minute: a, Bound: Bound(a, null))).Where(x => x.Bound < long.MaxValue)
                .OrderBy(x => x.Bound).ThenBy(x => Math.Abs(x.Minute - (Preferred ?? x.Minute))).ThenBy(x => x.Minute).ToList();
            foreach (var (minute, bound) in bounds)
            {
                if (bound >= _best)
                {
                    break;
                }
                if (search._budget.IsSpent)
                {
                    return Finish(exact: false, bound);
                }
                TryNominal(minute, pathOnly: true);
                if (bound < _best)
                {
                    TryNominal(minute, pathOnly: false);
                }
                if (search._budget.IsSpent)
                {
                    return Finish(exact: false, bound);
                }
            }
            return Finish(exact: true, _best);
        }

        private int? Preferred => _course.Request.PreferredTime is { } time ? (int)time.ToTimeSpan().TotalMinutes : null;

        private Solution? Finish(bool exact, long bound)
        {
            if (_bestEnd is not { } end)
            {
                return null;
            }
            _nominal = end.Nominal;
            _nearest.Clear();
            return new Solution(end.Nominal, _best / Unit, Math.Min(bound, _best) / Unit, exact, Trace(end.State, end.Pair));
        }

        // The best nominal time is a start of some visit or the preferred time: between them the price is linear.
        private List<int> Nominals()
        {
            var minutes = new SortedSet<int>();
            foreach (var (day, mask) in graph.FirstStarts)
            {
                for (var step = mask.NextAtOrAfter(0); step >= 0; step = mask.NextAtOrAfter(step + 1))
                {
                    minutes.Add(_course.Days[day].WallMinute(step));
                }
            }
            if (Preferred is { } preferred)
            {
                minutes.Add(preferred);
            }
            return [.. minutes];
        }

        private int Likeliest(List<int> nominals)
        {
            if (Preferred is { } preferred)
            {
                return preferred;
            }
            var days = new Dictionary<int, int>();
            foreach (var (day, mask) in graph.FirstStarts)
            {
                for (var step = mask.NextAtOrAfter(0); step >= 0; step = mask.NextAtOrAfter(step + 1))
                {
                    var minute = _course.Days[day].WallMinute(step);
                    days[minute] = days.GetValueOrDefault(minute) + 1;
                }
            }
            return nominals.OrderByDescending(a => days.GetValueOrDefault(a)).ThenBy(a => a).First();
        }

        private long PreferredPrice(int minute) =>
            Preferred is { } preferred ? _costs.PreferredMinute * Math.Abs(minute - preferred) * graph.Count * Unit : 0;

        private long StepPrice(int day, int step) => _costs.NominalMinute * Math.Abs(_course.Days[day].WallMinute(step) - _nominal) * Unit;

        // Least price from each node to the end at a nominal time, changes left aside; the result is the whole bound.
        private long Bound(int nominal, long[]? toEnd)
        {
            _nominal = nominal;
            toEnd ??= new long[graph.Nodes.Length];
            var starts = new long[graph.FirstStarts.Length];
            for (var i = 0; i < starts.Length; i++)
            {
                var (day, mask) = graph.FirstStarts[i];
                starts[i] = StepPrice(day, _course.Days[day].Nearest(mask, nominal));
            }
            for (var i = graph.Order.Length - 1; i >= 0; i--)
            {
                var number = graph.Order[i];
                var node = graph.Nodes[number];
                var least = node.Placed == graph.Count ? node.Day : long.MaxValue;
                for (var e = graph.FirstEdge[number]; e < graph.FirstEdge[number + 1]; e++)
                {
                    ref readonly var edge = ref graph.Edges[e];
                    if (toEnd[edge.To] < long.MaxValue)
                    {
                        least = Math.Min(least, edge.Price * Unit + (edge.Starts < 0 ? 0 : starts[edge.Starts]) + toEnd[edge.To]);
                    }
                }
                toEnd[number] = least;
            }
            search._budget.Spend(graph.Edges.Length);
            return toEnd[0] == long.MaxValue ? long.MaxValue : toEnd[0] + PreferredPrice(nominal);
        }

        private void TryNominal(int nominal, bool pathOnly)
        {
            var toEnd = new long[graph.Nodes.Length];
            var bound = Bound(nominal, toEnd);
            _nearest.Clear();
            if (bound < _best)
            {
                Explore(toEnd, pathOnly ? CheapestPath(toEnd) : null);
            }
        }

        private bool[] CheapestPath(long[] toEnd)
        {
            var on = new bool[graph.Edges.Length];
            for (var number = 0; graph.Nodes[number].Placed < graph.Count;)
            {
                var best = -1;
                long least = long.MaxValue;
                for (var e = graph.FirstEdge[number]; e < graph.FirstEdge[number + 1]; e++)
                {
                    var edge = graph.Edges[e];
                    if (toEnd[edge.To] == long.MaxValue)
                    {
                        continue;
                    }
                    var price = edge.Price * Unit + toEnd[edge.To];
                    if (edge.Starts >= 0)
                    {
                        var (day, mask) = graph.FirstStarts[edge.Starts];
                        price += StepPrice(day, _course.Days[day].Nearest(mask, _nominal));
                    }
                    if (price < least)
                    {
                        (least, best) = (price, e);
                    }
                }
                on[best] = true;
                number = graph.Edges[best].To;
            }
            return on;
        }

        // Forward over all states that can still beat the best plan; on a path only, when one is given.
        private void Explore(long[] toEnd, bool[]? onPath)
        {
            var states = new List<State>?[graph.Nodes.Length];
            states[0] = [new State(0, -1, 1) { Price = { [0] = PreferredPrice(_nominal) } }];
            foreach (var number in graph.Order)
            {
                if (states[number] is not { } here)
                {
                    continue;
                }
                if (graph.Nodes[number].Placed == graph.Count)
                {
                    End(here, graph.Nodes[number].Day);
                    continue;
                }
                foreach (var state in here)
                {
                    if (onPath is null && search._budget.IsSpent)
                    {
                        return;
                    }
                    var before = Transition(state);
                    for (var e = graph.FirstEdge[number]; e < graph.FirstEdge[number + 1];)
                    {
                        var day = graph.Edges[e].Day;
                        var until = e;
                        while (until < graph.FirstEdge[number + 1] && graph.Edges[until].Day == day && graph.Edges[until].Sessions > 0 == graph.Edges[e].Sessions > 0)
                        {
                            until++;
                        }
                        Expand(states, state, before, e, until, toEnd, onPath);
                        e = until;
                    }
                }
                states[number] = null;
            }
        }

        private void End(List<State> states, int day)
        {
            foreach (var state in states)
            {
                for (var pair = 0; pair < _pairs; pair++)
                {
                    if (state.Price[pair] != long.MaxValue && state.Price[pair] + day < _best)
                    {
                        _best = state.Price[pair] + day;
                        _bestEnd = (_nominal, state, pair);
                    }
                }
            }
        }

        // Least price before the next treatment with each pair, changes included: the least of all, of the same operator, of the same device, of the same pair.
        private long[] Transition(State state)
        {
            var result = new long[_pairs];
            if (graph.Nodes[state.Node].Placed == 0)
            {
                for (var pair = 0; pair < _pairs; pair++)
                {
                    result[pair] = state.Price[0] + _course.Entry(_costs, pair) * Unit;
                }
                return result;
            }
            Transition(state.Price, 0, result);
            return result;
        }

        private void Transition(long[] price, int offset, long[] result)
        {
            var devices = search._devices;
            var operators = _pairs / devices;
            var staff = _costs.StaffChange * Unit;
            var unit = _costs.DeviceChange * Unit;
            var all = long.MaxValue;
            Span<long> byOperator = stackalloc long[operators];
            Span<long> byDevice = stackalloc long[devices];
            byOperator.Fill(long.MaxValue);
            byDevice.Fill(long.MaxValue);
            for (var pair = 0; pair < _pairs; pair++)
            {
                var value = price[offset + pair];
                byOperator[pair / devices] = Math.Min(byOperator[pair / devices], value);
                byDevice[pair % devices] = Math.Min(byDevice[pair % devices], value);
                all = Math.Min(all, value);
            }
            for (var pair = 0; pair < _pairs; pair++)
            {
                result[pair] = Math.Min(
                    Math.Min(price[offset + pair], Plus(byOperator[pair / devices], unit)),
                    Math.Min(Plus(byDevice[pair % devices], staff), Plus(all, staff + unit)));
            }
        }

        private static long Plus(long price, long more) => price == long.MaxValue ? price : price + more;

        private int NotBefore(State state, CourseGraph.Edge edge)
        {
            var next = graph.Nodes[state.Node].Placed;
            if (next > 0)
            {
                var between = _course.StepsBetween(next - 1, next);
                return edge.GapBinds ? StepAt(edge.Day, _course.Days[graph.Nodes[state.Node].Day].At(state.Slot + between)) : 0;
            }
            return edge.Sessions > 0 && _course.LastKept is { } kept
                ? StepAt(edge.Day, CadenceRules.EarliestStart(kept.Stimulation.Until, _course.Items[0].Kind, _course.Items[0].Phase))
                : 0;
        }

        private int StepAt(int day, DateTimeOffset instant) =>
            (int)Math.Clamp(Math.Ceiling((instant - _course.Days[day].Bounds.From).TotalMinutes / DayGrid.StepMinutes), 0, SlotMask.Bits);

        private void Expand(List<State>?[] states, State state, long[] before, int from, int until, long[] toEnd, bool[]? onPath)
        {
            var single = graph.Edges[from];
            var next = graph.Nodes[state.Node].Placed;
            if (graph.Nodes[single.To].Kind == CourseGraph.NodeKind.Pause)
            {
                for (var pair = 0; pair < _pairs && (onPath is null || onPath[from]); pair++)
                {
                    if (state.Price[pair] != long.MaxValue)
                    {
                        Offer(states, state, from, -1, pair, state.Price[pair] + single.Price * Unit, toEnd, _pairs);
                    }
                }
                return;
            }
            if (single.Sessions == 0)
            {
                if (onPath is null || onPath[from])
                {
                    var step = _course.Days[single.Day].Nearest(graph.FirstStarts[single.Starts].Mask, _nominal);
                    Offer(states, state, from, step, 0, state.Price[0] + StepPrice(single.Day, step), toEnd, 1);
                }
                return;
            }
            search._budget.Spend(_pairs);
            var least = before.Min();
            var notBefore = NotBefore(state, single);
            DayChain? chain = null;
            for (var e = from; e < until; e++)
            {
                var edge = graph.Edges[e];
                if ((onPath is not null && !onPath[e]) || least == long.MaxValue || toEnd[edge.To] == long.MaxValue
                    || least + edge.Price * Unit + toEnd[edge.To] >= _best)
                {
                    continue;
                }
                if (edge.Sessions == 1)
                {
                    OneSession(states, state, before, e, notBefore, toEnd);
                    continue;
                }
                chain ??= new DayChain(this, edge.Day, next, graph.Edges[until - 1].Sessions, before, notBefore);
                var number = e;
                chain.Offer(edge.Sessions, _tracksTime[edge.To],
                    (step, pair, price) => Offer(states, state, number, step, pair, price + edge.Price * Unit, toEnd, _pairs));
            }
        }

        private void OneSession(List<State>?[] states, State state, long[] before, int e, int notBefore, long[] toEnd)
        {
            var edge = graph.Edges[e];
            var kind = _course.Items[graph.Nodes[state.Node].Placed].KindIndex;
            var starts = _course.Starts(edge.Day, kind);
            if (_tracksTime[edge.To])
            {
                for (var step = starts.Any.NextAtOrAfter(notBefore); step >= 0; step = starts.Any.NextAtOrAfter(step + 1))
                {
                    for (var pair = 0; pair < _pairs; pair++)
                    {
                        if (before[pair] != long.MaxValue && starts.Each[pair].Has(step))
                        {
                            Offer(states, state, e, step, pair, before[pair] + edge.Price * Unit + StepPrice(edge.Day, step), toEnd, _pairs);
                        }
                    }
                }
                return;
            }
            var nearest = Nearest(edge.Day, kind);
            for (var pair = 0; pair < _pairs; pair++)
            {
                if (before[pair] == long.MaxValue)
                {
                    continue;
                }
                if (notBefore == 0)
                {
                    if (nearest.Step[pair] >= 0)
                    {
                        Offer(states, state, e, -1, pair, before[pair] + edge.Price * Unit + nearest.Price[pair], toEnd, _pairs);
                    }
                }
                else if (_course.Days[edge.Day].Nearest(starts.Each[pair], _nominal, notBefore) is var step and >= 0)
                {
                    Offer(states, state, e, -1, pair, before[pair] + edge.Price * Unit + StepPrice(edge.Day, step), toEnd, _pairs);
                }
            }
        }

        private void Offer(List<State>?[] states, State from, int e, int step, int pair, long price, long[] toEnd, int pairs)
        {
            var to = graph.Edges[e].To;
            if (toEnd[to] == long.MaxValue || price + toEnd[to] >= _best)
            {
                return;
            }
            var slot = _tracksTime[to] ? step : -1;
            var list = states[to] ??= [];
            var state = list.Find(s => s.Slot == slot);
            if (state is null)
            {
                list.Add(state = new State(to, slot, pairs));
            }
            if (price < state.Price[pair])
            {
                state.Price[pair] = price;
                state.Edge[pair] = graph.Edges[e];
                state.Before[pair] = from;
            }
        }

        private (long[] Price, int[] Step) Nearest(int day, int kind)
        {
            if (!_nearest.TryGetValue((day, kind), out var known))
            {
                known = (new long[_pairs], new int[_pairs]);
                var starts = _course.Starts(day, kind);
                for (var pair = 0; pair < _pairs; pair++)
                {
                    known.Step[pair] = _course.Days[day].Nearest(starts.Each[pair], _nominal);
                    known.Price[pair] = known.Step[pair] < 0 ? long.MaxValue : StepPrice(day, known.Step[pair]);
                }
                _nearest[(day, kind)] = known;
            }
            return known;
        }

        // Back from the end: for each day the steps and pairs, and the pair of the day before that led there.
        private List<SolutionDay> Trace(State state, int pair)
        {
            var days = new List<SolutionDay>();
            while (state.Before[pair] is { } before)
            {
                var edge = state.Edge[pair];
                var next = graph.Nodes[before.Node].Placed;
                if (graph.Nodes[edge.To].Kind == CourseGraph.NodeKind.Pause)
                {
                    // The treatment after the pause is already in the list; the pause's price belongs to it.
                    days[^1] = days[^1] with { BelowCap = days[^1].BelowCap + edge.BelowCap };
                    state = before;
                    continue;
                }
                if (edge.Sessions == 0)
                {
                    days.Add(new SolutionDay(edge.Day, -1, [_course.Days[edge.Day].Nearest(graph.FirstStarts[edge.Starts].Mask, _nominal)], [], edge.Wait, edge.BelowCap));
                    (state, pair) = (before, 0);
                    continue;
                }
                var notBefore = NotBefore(before, edge);
                var prices = Transition(before);
                int[] steps;
                int[] pairs;
                if (edge.Sessions == 1)
                {
                    var starts = _course.Starts(edge.Day, _course.Items[next].KindIndex);
                    steps = [state.Slot >= 0 ? state.Slot : _course.Days[edge.Day].Nearest(starts.Each[pair], _nominal, notBefore)];
                    pairs = [pair];
                }
                else
                {
                    (steps, pairs) = new DayChain(this, edge.Day, next, edge.Sessions, prices, notBefore).Trace(edge.Sessions, pair, state.Slot);
                }
                days.Add(new SolutionDay(edge.Day, next, steps, pairs, edge.Wait, edge.BelowCap));
                pair = next == 0 ? 0 : Predecessor(before.Price, pairs[0], prices[pairs[0]]);
                state = before;
            }
            days.Reverse();
            return days;
        }

        private int Predecessor(long[] price, int pair, long reached)
        {
            for (var other = 0; other < _pairs; other++)
            {
                if (price[other] != long.MaxValue && price[other] + Change(other, pair) == reached)
                {
                    return other;
                }
            }
            throw new InvalidOperationException("A state without a predecessor.");
        }

        private long Change(int from, int to) =>
            ((from / search._devices == to / search._devices ? 0 : _costs.StaffChange) + (from % search._devices == to % search._devices ? 0 : _costs.DeviceChange)) * Unit;

        /// <summary>Several sessions of one day as a chain: layer j holds the least price of j sessions, the last at a step with a pair.</summary>
        private sealed class DayChain
        {
            private readonly Pass _pass;
            private readonly int _day;
            private readonly int _next;
            private readonly int _steps;
            private readonly List<long[]> _layers = [];

            internal DayChain(Pass pass, int day, int next, int sessions, long[] before, int notBefore)
            {
                (_pass, _day, _next, _steps) = (pass, day, next, pass._course.Days[day].Steps);
                for (var j = 0; j < sessions; j++)
                {
                    _layers.Add(j == 0 ? First(before, notBefore) : Following(j));
                }
            }

            internal void Offer(int sessions, bool eachStep, Action<int, int, long> offer)
            {
                var layer = _layers[sessions - 1];
                for (var pair = 0; pair < _pass._pairs; pair++)
                {
                    var best = long.MaxValue;
                    for (var step = 0; step < _steps; step++)
                    {
                        var price = layer[step * _pass._pairs + pair];
                        if (price == long.MaxValue)
                        {
                            continue;
                        }
                        if (eachStep)
                        {
                            offer(step, pair, price);
                        }
                        best = Math.Min(best, price);
                    }
                    if (!eachStep && best != long.MaxValue)
                    {
                        offer(-1, pair, best);
                    }
                }
            }

            internal (int[] Steps, int[] Pairs) Trace(int sessions, int pair, int slot)
            {
                var steps = new int[sessions];
                var pairs = new int[sessions];
                var layer = _layers[sessions - 1];
                steps[^1] = slot >= 0 ? slot : Enumerable.Range(0, _steps).MinBy(s => layer[s * _pass._pairs + pair]);
                pairs[^1] = pair;
                for (var j = sessions - 1; j > 0; j--)
                {
                    (steps[j - 1], pairs[j - 1]) = Before(j, steps[j], pairs[j]);
                }
                return (steps, pairs);
            }

            private (int Step, int Pair) Before(int j, int step, int pair)
            {
                var reached = _layers[j][step * _pass._pairs + pair];
                var latest = step - _pass._course.StepsBetween(_next + j - 1, _next + j);
                for (var s = 0; s <= latest; s++)
                {
                    for (var p = 0; p < _pass._pairs; p++)
                    {
                        var price = _layers[j - 1][s * _pass._pairs + p];
                        if (price != long.MaxValue && price + _pass.Change(p, pair) == reached)
                        {
                            return (s, p);
                        }
                    }
                }
                throw new InvalidOperationException("A session without a predecessor.");
            }

            private long[] First(long[] before, int notBefore)
            {
                var layer = Empty();
                var starts = Starts(0);
                for (var step = starts.Any.NextAtOrAfter(notBefore); step >= 0; step = starts.Any.NextAtOrAfter(step + 1))
                {
                    var price = _pass.StepPrice(_day, step);
                    for (var pair = 0; pair < _pass._pairs; pair++)
                    {
                        if (before[pair] != long.MaxValue && starts.Each[pair].Has(step))
                        {
                            layer[step * _pass._pairs + pair] = before[pair] + price;
                        }
                    }
                }
                return layer;
            }

            private long[] Following(int j)
            {
                var layer = Empty();
                var starts = Starts(j);
                var between = _pass._course.StepsBetween(_next + j - 1, _next + j);
                var least = new long[_pass._pairs];
                Array.Fill(least, long.MaxValue);
                var reach = new long[_pass._pairs];
                Array.Fill(reach, long.MaxValue);
                var taken = 0;
                for (var step = starts.Any.NextAtOrAfter(between); step >= 0; step = starts.Any.NextAtOrAfter(step + 1))
                {
                    var better = false;
                    for (; taken <= step - between; taken++)
                    {
                        for (var pair = 0; pair < _pass._pairs; pair++)
                        {
                            var price = _layers[j - 1][taken * _pass._pairs + pair];
                            if (price < least[pair])
                            {
                                least[pair] = price;
                                better = true;
                            }
                        }
                    }
                    if (better)
                    {
                        _pass.Transition(least, 0, reach);
                    }
                    for (var pair = 0; pair < _pass._pairs; pair++)
                    {
                        if (starts.Each[pair].Has(step))
                        {
                            layer[step * _pass._pairs + pair] = reach[pair];
                        }
                    }
                }
                _pass.Spend(_steps * _pass._pairs);
                return layer;
            }

            private DayStarts Starts(int j) => _pass._course.Starts(_day, _pass._course.Items[_next + j].KindIndex);

            private long[] Empty()
            {
                var layer = new long[_steps * _pass._pairs];
                Array.Fill(layer, long.MaxValue);
                return layer;
            }
        }

        private void Spend(long work) => search._budget.Spend(work);
    }
}
