namespace Scheduling.Domain.Authorizations;

/// <summary>What a visit has of a unit. Stored and sent in snake_case.</summary>
public enum UnitState
{
    /// <summary>Kept for a visit to come.</summary>
    Reserved,

    /// <summary>Used by a delivery.</summary>
    Consumed,
}
