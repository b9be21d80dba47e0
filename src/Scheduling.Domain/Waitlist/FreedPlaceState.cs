namespace Scheduling.Domain.Waitlist;

/// <summary>Whether a freed place is still to be offered. Stored in snake_case.</summary>
public enum FreedPlaceState
{
    /// <summary>To be offered, as long as it is free.</summary>
    Open,

    /// <summary>Taken by an accepted offer.</summary>
    Taken,
}
