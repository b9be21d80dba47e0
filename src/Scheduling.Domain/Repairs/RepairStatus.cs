namespace Scheduling.Domain.Repairs;

/// <summary>Where a repair stands. Stored and sent in snake_case.</summary>
public enum RepairStatus
{
    /// <summary>Nobody has decided.</summary>
    Proposed,

    /// <summary>Every change was made.</summary>
    Applied,

    /// <summary>The changes of some patients were made. What is left may be applied until a newer one of the same cause takes its place.</summary>
    PartlyApplied,

    /// <summary>A newer one for the same cause took its place.</summary>
    Superseded,

    /// <summary>A visit it would change has changed since; not stored, found when it is read.</summary>
    Stale,

    /// <summary>Applied, and taken back.</summary>
    Undone,
}
