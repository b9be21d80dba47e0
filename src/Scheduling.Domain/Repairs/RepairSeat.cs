using Scheduling.Domain.Time;

namespace Scheduling.Domain.Repairs;

/// <summary>A place that a visit could have, with the lanes it would take there.</summary>
internal sealed class RepairSeat
{
    internal required VisitPlace Place { get; init; }

    internal required TimeRange Range { get; init; }

    internal required DateOnly Date { get; init; }

    internal required int Day { get; init; }

    internal required int Step { get; init; }

    internal required IReadOnlyList<SeatTake> Takes { get; init; }

    /// <summary>What it costs the visit; who is told is counted by patient.</summary>
    internal required RepairCost Cost { get; init; }
}

/// <summary>A lane taken; lane -1 stands for a person who is only named as supervisor.</summary>
internal readonly record struct SeatTake(Guid ResourceId, int Lane, TimeRange Range);
