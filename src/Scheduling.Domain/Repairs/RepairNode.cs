using Scheduling.Domain.Planning;

namespace Scheduling.Domain.Repairs;

/// <summary>A visit while a repair is searched.</summary>
internal sealed class RepairNode
{
    internal required int Index { get; init; }

    internal required RepairVisit Visit { get; init; }

    internal required VisitClass Class { get; init; }

    internal required PatientNode Patient { get; init; }

    internal required CourseNode? Course { get; init; }

    /// <summary>Where it is booked.</summary>
    internal required RepairSeat Own { get; init; }

    /// <summary>Wall minute of its booked start.</summary>
    internal required int OwnWall { get; init; }

    /// <summary>Where it is now; null while it has no place.</summary>
    internal RepairSeat? Seat { get; set; }

    /// <summary>Given up for lost, and counted as such.</summary>
    internal bool IsLost { get; set; }

    internal bool IsPending => Seat is null && !IsLost;

    internal bool IsSession => Course is not null && Visit.Phase is not null && Visit.Kind.CountsAsTreatment;

    internal LoadBoard Board => Class.Board;
}

/// <summary>A patient while a repair is searched.</summary>
internal sealed class PatientNode
{
    internal required PatientFacts Facts { get; init; }

    internal List<RepairNode> Nodes { get; } = [];

    /// <summary>Their visits moved or lost; above 0 they must be told.</summary>
    internal int Changed { get; set; }
}
