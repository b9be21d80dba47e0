namespace Scheduling.Domain.Repairs;

/// <summary>A proposed repair: what changes, at what cost, and how far from the best it can be at most.</summary>
public sealed record RepairPlan
{
    /// <summary>The visits that change, by their booked start and id; visits that are not named stay as they are.</summary>
    public required IReadOnlyList<RepairChange> Changes { get; init; }

    /// <summary>What it costs.</summary>
    public required RepairCost Cost { get; init; }

    /// <summary>No repair costs less than this.</summary>
    public required RepairCost Bound { get; init; }

    /// <summary>Whether it is known to be the best there is: everything was tried, or it costs what the bound says.</summary>
    public required bool Proven { get; init; }

    /// <summary>What may be left to gain: the first term in which cost and bound differ counts, those behind it follow from it. Zero where <see cref="Proven"/>.</summary>
    public RepairCost Gap => Proven ? RepairCost.Zero : Cost - Bound;
}
