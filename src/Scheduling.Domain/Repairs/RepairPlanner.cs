using Scheduling.Domain.Planning;

namespace Scheduling.Domain.Repairs;

/// <summary>
/// Finds new places for visits that lost theirs, changing as little as can be (R15, P3): fewest sessions lost, then visits moved, patients told, minutes
/// moved, staff changed. The same request gives the same repair.
/// </summary>
public static class RepairPlanner
{
    /// <summary>Plans the repair.</summary>
    /// <param name="request">The book, what no longer holds, and what may be changed.</param>
    /// <exception cref="ArgumentException">A visit outside the dates of the request, or in a phase that its protocol lacks.</exception>
    public static RepairPlan Plan(RepairRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var state = new RepairState(request);
        if (!request.Visits.Any(v => v.Affected))
        {
            return new RepairPlan { Changes = [], Cost = RepairCost.Zero, Bound = RepairCost.Zero, Proven = true };
        }
        var bound = new RepairBound(state).Find(BoundBudget(request));
        var complete = new RepairSearch(state, bound).Run();
        return new RepairWriter(state, new RepairReasons(state)).Write(bound, complete);
    }

    /// <summary>What every repair of the book costs at least, without looking for one.</summary>
    /// <param name="request">The book, what no longer holds, and what may be changed.</param>
    public static RepairCost BoundOf(RepairRequest request) => new RepairBound(new RepairState(request)).Find(BoundBudget(request));

    // A bound that stops half way says nothing, so it has its own.
    private static SearchBudget BoundBudget(RepairRequest request) => new(Math.Max(request.Effort, 8_000));
}
