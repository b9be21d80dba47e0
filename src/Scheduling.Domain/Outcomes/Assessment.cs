namespace Scheduling.Domain.Outcomes;

/// <summary>A scored scale on a date. Only ever added to: of several of one instrument and date the one entered last counts.</summary>
public sealed class Assessment : ClinicEntity
{
    /// <summary>The course.</summary>
    public Guid CourseId { get; set; }

    /// <summary>The patient.</summary>
    public Guid PatientId { get; set; }

    /// <summary>Code of the instrument.</summary>
    public required string Instrument { get; set; }

    /// <summary>Local date on which it was filled in.</summary>
    public DateOnly On { get; set; }

    /// <summary>Points of each item; null when only the total is known.</summary>
    public IReadOnlyList<int>? Items { get; set; }

    /// <summary>The total.</summary>
    public int Total { get; set; }

    /// <summary>Who entered it.</summary>
    public string? RecordedBy { get; set; }

    /// <summary>When it was entered.</summary>
    public DateTimeOffset RecordedAt { get; set; }
}
