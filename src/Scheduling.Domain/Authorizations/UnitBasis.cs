namespace Scheduling.Domain.Authorizations;

/// <summary>What one unit pays for (R19). Stored and sent in snake_case.</summary>
public enum UnitBasis
{
    /// <summary>One visit.</summary>
    Visit,

    /// <summary>All visits of a local day.</summary>
    Day,

    /// <summary>All visits of the course.</summary>
    Course,
}
