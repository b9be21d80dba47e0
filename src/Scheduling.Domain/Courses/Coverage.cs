using Scheduling.Domain.Staffing;

namespace Scheduling.Domain.Courses;

/// <summary>Who pays and what they asked for. A course without authorizations keeps all of it here; for one with authorizations this is what they come to.</summary>
/// <param name="Kind">Insured or self-pay.</param>
/// <param name="Supervision">The modes in which a supervisor on shift satisfies the payer; empty when none is asked for (R4).</param>
/// <param name="WindowFrom">First covered local date, inclusive; null for open.</param>
/// <param name="WindowUntil">Last covered local date, inclusive; null for open.</param>
/// <param name="Units">Units left, one a visit; null for no limit.</param>
/// <param name="MaxPerDay">Units the payer allows a day; null for no limit (R6).</param>
public sealed record Coverage(
    CoverageKind Kind,
    IReadOnlyList<PresenceMode> Supervision,
    DateOnly? WindowFrom = null,
    DateOnly? WindowUntil = null,
    int? Units = null,
    int? MaxPerDay = null)
{
    /// <summary>Units the payer allows a week; null for no limit (R6).</summary>
    public int? MaxPerWeek { get; init; }

    /// <summary>The payer, where authorizations name one.</summary>
    public Guid? PayerId { get; init; }

    /// <summary>
    /// For a course with authorizations, whether one of them grants units: window, units and limits are then what those come to, and the ledger says which visit has
    /// a unit (R19). Null for a course without, whose coverage is as it was entered.
    /// </summary>
    public bool? Authorized { get; init; }

    /// <summary>Whether units are kept in the ledger.</summary>
    public bool HasLedger => Authorized is not null && Kind == CoverageKind.Insured;
}

/// <summary>Insured or self-pay.</summary>
public enum CoverageKind
{
    /// <summary>A payer approves units.</summary>
    Insured,

    /// <summary>The patient pays; no wait for an approval.</summary>
    SelfPay,
}
