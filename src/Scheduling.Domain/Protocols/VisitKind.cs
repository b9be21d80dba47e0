using Scheduling.Domain.Staffing;

namespace Scheduling.Domain.Protocols;

/// <summary>A kind of visit: how long it is and what it takes.</summary>
public sealed record VisitKind
{
    /// <summary>Code such as <c>initial</c>, <c>treatment</c>, <c>observation</c>, <c>consult</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Length of the visit in minutes; a multiple of 5.</summary>
    public required int Minutes { get; init; }

    /// <summary>Whether a treatment is given in it, so that it uses up a session number.</summary>
    public bool CountsAsTreatment { get; init; }

    /// <summary>Whether someone has to take the patient home.</summary>
    public bool EscortRequired { get; init; }

    /// <summary>What it takes beside the patient.</summary>
    public required IReadOnlyList<VisitSegment> Segments { get; init; }

    /// <summary>Start of the stimulation in minutes from the visit's start; null: the device segment's, or 0.</summary>
    public int? StimulationFromMinute { get; init; }

    /// <summary>End of the stimulation in minutes from the visit's start; null: the device segment's, or the visit's.</summary>
    public int? StimulationUntilMinute { get; init; }

    /// <summary>The roles asked for, each once, in the order of their segments.</summary>
    public IEnumerable<StaffRole> Roles() => Segments.Where(s => s.Kind == SegmentKind.Staff).Select(s => s.Role!.Value).Distinct();

    /// <summary>Where stimulation begins, minutes from the visit's start.</summary>
    public int StimulationFrom() => StimulationFromMinute ?? Segments.Where(s => s.Kind == SegmentKind.Device).Select(s => s.FromMinute).DefaultIfEmpty(0).Min();

    /// <summary>Where stimulation ends, minutes from the visit's start.</summary>
    public int StimulationUntil() => StimulationUntilMinute ?? Segments.Where(s => s.Kind == SegmentKind.Device).Select(s => s.UntilMinute).DefaultIfEmpty(Minutes).Max();

    /// <summary>The first minute at which anything is taken, set-up included; 0 or less.</summary>
    public int TakesFrom() => Segments.Select(s => s.FromMinute - s.SetupMinutes).Append(0).Min();

    /// <summary>The end of the last thing taken, turnover included; the visit's length or more.</summary>
    public int TakesUntil() => Segments.Select(s => s.UntilMinute + s.TurnoverMinutes).Append(Minutes).Max();
}
