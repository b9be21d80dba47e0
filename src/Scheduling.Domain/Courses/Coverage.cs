using Scheduling.Domain.Staffing;

namespace Scheduling.Domain.Courses;

/// <summary>Who pays and what they asked for, until authorizations exist as their own thing.</summary>
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
    int? MaxPerDay = null);

/// <summary>Insured or self-pay.</summary>
public enum CoverageKind
{
    /// <summary>A payer approves units.</summary>
    Insured,

    /// <summary>The patient pays; no wait for an approval.</summary>
    SelfPay,
}
