namespace Scheduling.Domain.Resources;

/// <summary>What kind of thing a resource is. Stored and sent in snake_case.</summary>
public enum ResourceKind
{
    /// <summary>A room, with one lane for each bay.</summary>
    Room,

    /// <summary>A treatment device.</summary>
    Device,

    /// <summary>A coil, only where stimulators share one.</summary>
    Coil,

    /// <summary>A member of staff, one lane for each patient at once (R2).</summary>
    Staff,

    /// <summary>The patient, one lane.</summary>
    Patient,
}
