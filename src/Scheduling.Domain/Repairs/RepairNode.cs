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

    /// <summary>Whether nothing of its course is given before it, and units are counted: given up, it costs as much as two others.</summary>
    internal bool Begins => IsSession && Course!.HasUnits && Course.Begins(Visit.Kind);

    /// <summary>What it costs to give it up; who is told is counted by patient.</summary>
    internal RepairCost LostCost => new(Begins ? 2 : 1, 0, 0, 0, 0, 0);

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
