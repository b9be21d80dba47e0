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

    /// <summary>Treatments that stay whatever comes: delivered, in progress, pinned, out of the repair's reach. Without those the repair may change.</summary>
    public IReadOnlyList<CourseTreatment> Kept { get; init; } = [];
}
