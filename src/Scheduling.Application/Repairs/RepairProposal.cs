using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Repairs;

namespace Scheduling.Application.Repairs;

/// <summary>A repair as it is stored.</summary>
internal sealed record RepairProposal
{
    /// <summary>What changes, by booked start.</summary>
    public required IReadOnlyList<ProposedChange> Changes { get; init; }

    /// <summary>Affected visits that can't be moved any more: under way.</summary>
    public IReadOnlyList<Guid> UnderWay { get; init; } = [];

    /// <summary>What it costs.</summary>
    public required RepairCost Cost { get; init; }

    /// <summary>What no repair goes below.</summary>
    public required RepairCost Bound { get; init; }

    /// <summary>Whether it is known to be the best.</summary>
    public required bool Proven { get; init; }

    /// <summary>Whether staff of other sites could be used.</summary>
    public bool StaffOfOtherSites { get; init; }

    /// <summary>Who of other sites works here for a day.</summary>
    public IReadOnlyList<LentStaff> Lent { get; init; } = [];

    /// <summary>Applied in part when its cause changed: what is left of it may not be applied any more.</summary>
    public bool Withdrawn { get; init; }
}

/// <summary>One visit that changes.</summary>
internal sealed record ProposedChange
{
    public required Guid AppointmentId { get; init; }

    public required Guid PatientId { get; init; }

    public Guid? CourseId { get; init; }

    public required Guid SiteId { get; init; }

    public required string Kind { get; init; }

    public required int Minutes { get; init; }

    /// <summary>Version of the visit that the repair was computed from; null when it had no place then.</summary>
    public required int Version { get; init; }

    /// <summary>Its version once the change was made, for the undo.</summary>
    public int? AppliedVersion { get; init; }

    /// <summary>Whether it had lost its place before.</summary>
    public bool HadNoPlace { get; init; }

    /// <summary>Whether the payer has no unit for it where it is booked (R22).</summary>
    public bool WithoutUnit { get; init; }

    /// <summary>Whether it was left where it is, without a unit, when the rest was applied.</summary>
    public bool Kept { get; init; }

    public required RepairStep Step { get; init; }

    public required VisitPlace Before { get; init; }

    public VisitPlace? After { get; init; }

    public string? PhaseBefore { get; init; }

    public string? Phase { get; init; }

    public required RepairCost Cost { get; init; }

    public IReadOnlyList<Conflict> Because { get; init; } = [];

    public IReadOnlyList<Guid> MakesRoomFor { get; init; } = [];

    public IReadOnlyList<FittingPlace> Options { get; init; } = [];

    /// <summary>Whether the patient must be told; of a place lost before they know.</summary>
    public bool MustBeTold => !Kept && (After is null ? !HadNoPlace : Cost.Moved > 0);

    /// <summary>Whether it would give its place back because the payer has no unit for it anywhere.</summary>
    public bool IsUncovered => WithoutUnit && After is null;
}
