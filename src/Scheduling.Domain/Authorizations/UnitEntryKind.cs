namespace Scheduling.Domain.Authorizations;

/// <summary>What a row of the ledger says. Stored and sent in snake_case.</summary>
public enum UnitEntryKind
{
    /// <summary>A visit got a unit, or a delivery was taken back to a booking.</summary>
    Reserve,

    /// <summary>A visit was delivered.</summary>
    Consume,

    /// <summary>A visit gave its unit back.</summary>
    Release,

    /// <summary>The payer granted more or less.</summary>
    Adjust,
}
