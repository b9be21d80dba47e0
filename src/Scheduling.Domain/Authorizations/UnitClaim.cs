namespace Scheduling.Domain.Authorizations;

/// <summary>The unit that a visit has now. Its id is the visit's, so that a visit never has two (R19).</summary>
public sealed class UnitClaim : ClinicEntity
{
    /// <summary>The line.</summary>
    public Guid LineId { get; set; }

    /// <summary>Its course.</summary>
    public Guid CourseId { get; set; }

    /// <summary>Reserved or consumed.</summary>
    public UnitState State { get; set; }

    /// <summary>The visit's billing code; null where the code map has none.</summary>
    public string? Code { get; set; }

    /// <summary>Whether that code is paid for once in a course.</summary>
    public bool Once { get; set; }

    /// <summary>The visit's local date.</summary>
    public DateOnly ServiceOn { get; set; }
}
