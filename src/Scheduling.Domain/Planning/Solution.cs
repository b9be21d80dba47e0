namespace Scheduling.Domain.Planning;

/// <summary>A day of a solution: the sessions from <paramref name="Next"/> on (-1: the prerequisite visit), their steps and pairs.</summary>
internal sealed record SolutionDay(int Day, int Next, int[] Steps, int[] Pairs, long Wait, long BelowCap);

/// <summary>A way through the graph, its nominal wall minute, its price in thousandths and a bound no other way beats.</summary>
internal sealed record Solution(int NominalMinute, long Price, long Bound, bool Exact, IReadOnlyList<SolutionDay> Days);
