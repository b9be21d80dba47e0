namespace Scheduling.Domain.Screenings;

/// <summary>Something that a patient agreed to or took back. Only ever added to: the last word counts.</summary>
public sealed class Consent : ClinicEntity
{
    /// <summary>The patient.</summary>
    public Guid PatientId { get; set; }

    /// <summary>What it is about.</summary>
    public ConsentKind Kind { get; set; }

    /// <summary>Modality of the treatment agreed to, such as <c>rtms</c>.</summary>
    public required string Modality { get; set; }

    /// <summary>True when it was given, false when it was taken back.</summary>
    public bool Granted { get; set; }

    /// <summary>Who gave it or took it back.</summary>
    public ConsentGiver GivenBy { get; set; }

    /// <summary>The wording that was signed, as the clinic numbers it.</summary>
    public required string Wording { get; set; }

    /// <summary>How: on paper, by a portal, in a call.</summary>
    public required string Source { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>When it was entered.</summary>
    public DateTimeOffset RecordedAt { get; set; }

    /// <summary>Who entered it.</summary>
    public string? RecordedBy { get; set; }
}
