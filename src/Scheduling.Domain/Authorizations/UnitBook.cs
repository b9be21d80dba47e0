using Scheduling.Domain.Time;

namespace Scheduling.Domain.Authorizations;

/// <summary>What the ledger of a course is settled from.</summary>
public sealed record UnitBook
{
    /// <summary>The course's authorizations.</summary>
    public required IReadOnlyList<Authorization> Authorizations { get; init; }

    /// <summary>Their lines, with the counts as they are.</summary>
    public required IReadOnlyList<AuthorizationLine> Lines { get; init; }

    /// <summary>The units that visits have.</summary>
    public required IReadOnlyList<UnitClaim> Claims { get; init; }

    /// <summary>The most sessions that the payer pays for, whatever was granted; null for no cap.</summary>
    public int? Cap { get; init; }

    /// <summary>The prescriber who ordered the treatment; null where none of our own did.</summary>
    public Guid? OrderedBy { get; init; }

    /// <summary>The site's clock, for weeks.</summary>
    public required SiteClock Clock { get; init; }

    /// <summary>Whether anybody pays by units: false for self-pay, where every unit is given back.</summary>
    public bool Insured { get; init; } = true;
}
