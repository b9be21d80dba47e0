namespace Scheduling.Domain.Planning;

/// <summary>
/// What the dynamic programme knows at a node, for each pair that may have served the last treatment: the least price of getting there, and
/// by which arrival. Before the first treatment there is one entry for all pairs.
/// </summary>
internal sealed class CourseState(int pairs)
{
    private readonly long[] _price = new long[pairs];
    private readonly int[] _arrival = new int[pairs];
    private int _pairs;

    /// <summary>The graph's node.</summary>
    internal int Node { get; private set; }

    /// <summary>The last session's step where <see cref="OvernightGaps"/> asks for it, otherwise -1.</summary>
    internal int Slot { get; private set; }

    /// <summary>The next state of the same node.</summary>
    internal CourseState? Next { get; private set; }

    internal Span<long> Price => _price.AsSpan(0, _pairs);

    /// <summary>For each pair the number of its arrival in <see cref="SearchMemory.Arrivals"/>.</summary>
    internal Span<int> Arrival => _arrival.AsSpan(0, _pairs);

    internal void Begin(int node, int slot, bool treated, CourseState? next)
    {
        (Node, Slot, Next, _pairs) = (node, slot, next, treated ? _price.Length : 1);
        Price.Fill(CoursePrices.Never);
    }
}

/// <summary>The states of one sweep and the ways between them, kept to be used again by the next one.</summary>
internal sealed class SearchMemory(int pairs)
{
    private readonly List<CourseState> _states = [];
    private int _used;

    /// <summary>By which edge a state was reached, and from which state.</summary>
    internal List<(CourseGraph.Edge Edge, CourseState From)> Arrivals { get; } = [];

    internal void Clear()
    {
        _used = 0;
        Arrivals.Clear();
    }

    internal CourseState New(int node, int slot, bool treated, CourseState? next)
    {
        if (_used == _states.Count)
        {
            _states.Add(new CourseState(pairs));
        }
        var state = _states[_used++];
        state.Begin(node, slot, treated, next);
        return state;
    }
}

/// <summary>The end of a plan: all sessions are placed, the last with a pair.</summary>
internal sealed record CourseEnd(int NominalMinute, SearchMemory Memory, CourseState State, int Pair, long Price);
