using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Repairs;

/// <summary>A course some of whose visits a repair may change.</summary>
public sealed record RepairCourse
{
    /// <summary>Id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its protocol.</summary>
    public required ProtocolDefinition Protocol { get; init; }

    /// <summary>Limits a day and a week, and the dates that are covered: a session inside them is never moved out.</summary>
    public CoverageLimits Coverage { get; init; } = CoverageLimits.None;

    /// <summary>Local dates from which on a motor-threshold visit is owed (R14, R23): no treatment of that date or a later one comes in front of it.</summary>
    public IReadOnlyList<DateOnly> OwedFrom { get; init; } = [];

    /// <summary>Treatments that stay whatever comes: delivered, in progress, pinned, out of the repair's reach. Without those the repair may change.</summary>
    public IReadOnlyList<CourseTreatment> Kept { get; init; } = [];

    /// <summary>
    /// The payer's units, where every session that the repair may change has one or is to get one (R19): none is then placed without. Null where that is not asked; dates that
    /// are covered are then kept to by <see cref="Coverage"/> alone.
    /// </summary>
    public RepairUnits? Units { get; init; }

    internal int RankOf(string phase)
    {
        for (var i = 0; i < Protocol.Phases.Count; i++)
        {
            if (Protocol.Phases[i].Name == phase)
            {
                return i;
            }
        }
        throw new ArgumentException($"The protocol has no phase {phase}.", nameof(phase));
    }
}
