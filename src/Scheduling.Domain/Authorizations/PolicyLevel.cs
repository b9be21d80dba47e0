namespace Scheduling.Domain.Authorizations;

/// <summary>What comes of a visit without a unit (R20). Stored and sent in snake_case.</summary>
public enum PolicyLevel
{
    /// <summary>Nothing but the tag.</summary>
    Allow,

    /// <summary>It is said.</summary>
    Warn,

    /// <summary>It is refused.</summary>
    Block,
}
