using Scheduling.Domain.Planning;

namespace Scheduling.Domain.Repairs;

/// <summary>One visit that a repair changes.</summary>
public sealed record RepairChange
{
    /// <summary>The appointment.</summary>
    public required Guid VisitId { get; init; }

    /// <summary>What becomes of it.</summary>
    public required RepairStep Step { get; init; }

    /// <summary>Where it is booked.</summary>
    public required VisitPlace Before { get; init; }

    /// <summary>Where it is to be; null when it needs a new time.</summary>
    public required VisitPlace? After { get; init; }

    /// <summary>Its phase from now on; null for a visit that is no session.</summary>
    public required string? Phase { get; init; }

    /// <summary>What the change costs; the patient is counted with the first of their changes.</summary>
    public required RepairCost Cost { get; init; }

    /// <summary>Why it can't stay where it is, by the rules; empty for a visit that gives way to another or only changes its phase.</summary>
    public IReadOnlyList<RuleViolation> Because { get; init; } = [];

    /// <summary>Visits without a place of their own that this one makes room for.</summary>
    public IReadOnlyList<Guid> MakesRoomFor { get; init; } = [];

    /// <summary>What would do for a visit that needs a new time, if something gave way.</summary>
    public IReadOnlyList<FittingPlace> Options { get; init; } = [];
}
