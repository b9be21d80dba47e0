namespace Scheduling.Domain.Planning;

/// <summary>Counts the work of a search, so that a huge one stops at the same point on every machine.</summary>
internal sealed class SearchBudget(long limit)
{
    private long _left = limit;

    internal bool IsSpent => _left <= 0;

    internal long Left => _left;

    internal void Spend(long work) => _left -= work;
}
