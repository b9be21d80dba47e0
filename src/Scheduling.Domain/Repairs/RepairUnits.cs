using Scheduling.Domain.Authorizations;

namespace Scheduling.Domain.Repairs;

/// <summary>What a repair needs to know of the units of a course (R19).</summary>
public sealed record RepairUnits
{
    /// <summary>Authorizations, lines and the units that visits have.</summary>
    public required UnitBook Book { get; init; }

    /// <summary>Visits of the course that need a unit and that the repair doesn't change: delivered, under way, pinned.</summary>
    public IReadOnlyList<UnitVisit> Kept { get; init; } = [];
}
