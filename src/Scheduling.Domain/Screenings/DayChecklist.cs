namespace Scheduling.Domain.Screenings;

/// <summary>What was found on the day of a visit. One that is not fine stops the treatment until a clinician clears it.</summary>
public sealed class DayChecklist : VersionedEntity
{
    /// <summary>The visit.</summary>
    public Guid AppointmentId { get; set; }

    /// <summary>The patient.</summary>
    public Guid PatientId { get; set; }

    /// <summary>What was found for each item.</summary>
    public required IReadOnlyList<CheckedItem> Items { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset FilledAt { get; set; }

    /// <summary>Who filled it in.</summary>
    public string? FilledBy { get; set; }

    /// <summary>When a clinician cleared what was not fine.</summary>
    public DateTimeOffset? ClearedAt { get; set; }

    /// <summary>Who cleared it.</summary>
    public string? ClearedBy { get; set; }

    /// <summary>Why it may go on all the same.</summary>
    public string? ClearedReason { get; set; }

    /// <summary>Whether something is not fine and nobody has cleared it.</summary>
    public bool Stops => ClearedAt is null && Items.Any(i => !i.Fine);
}
