namespace Scheduling.Domain.Authorizations;

/// <summary>What becomes of a course's units.</summary>
/// <param name="Entries">Rows for the ledger, without clinic, id, instant and actor; releases first.</param>
/// <param name="Claims">Every unit that a visit has afterwards.</param>
/// <param name="Without">Visits that need a unit and have none, with the reason.</param>
public sealed record UnitSettlement(IReadOnlyList<UnitEntry> Entries, IReadOnlyList<UnitClaim> Claims, IReadOnlyDictionary<Guid, string> Without);
