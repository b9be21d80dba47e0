namespace Scheduling.Domain.Authorizations;

/// <summary>One row of the unit ledger: what changed on a line, by which visit. Rows are added, never changed.</summary>
public sealed class UnitEntry : ClinicEntity
{
    /// <summary>Grows with every row written: the rows of a line, which are written under its lock, sort by it.</summary>
    public long Ordinal { get; set; }

    /// <summary>The line.</summary>
    public Guid LineId { get; set; }

    /// <summary>Its course.</summary>
    public Guid CourseId { get; set; }

    /// <summary>The visit; null for an adjustment.</summary>
    public Guid? AppointmentId { get; set; }

    /// <summary>What it says.</summary>
    public UnitEntryKind Kind { get; set; }

    /// <summary>By how much the granted units change.</summary>
    public int Granted { get; set; }

    /// <summary>By how much the reserved units change; 0 for a visit that shares a unit with another.</summary>
    public int Reserved { get; set; }

    /// <summary>By how much the consumed units change.</summary>
    public int Consumed { get; set; }

    /// <summary>The visit's billing code.</summary>
    public string? Code { get; set; }

    /// <summary>The visit's local date.</summary>
    public DateOnly? ServiceOn { get; set; }

    /// <summary>Instant of the change.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who made it.</summary>
    public string? Actor { get; set; }
}
