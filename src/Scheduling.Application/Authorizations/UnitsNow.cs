using Scheduling.Domain.Authorizations;

namespace Scheduling.Application.Authorizations;

/// <summary>The units of a course as they are.</summary>
/// <param name="Book">What the ledger is settled from.</param>
/// <param name="Visits">Visits that need a unit.</param>
/// <param name="Without">Those of them that have none, with the reason.</param>
internal sealed record UnitsNow(UnitBook Book, IReadOnlyList<UnitVisit> Visits, IReadOnlyDictionary<Guid, string> Without)
{
    /// <summary>Units that no visit has and that one to come can still get: of lines that give units and whose window isn't over on a local date.</summary>
    public int Left(DateOnly today)
    {
        var giving = Book.Authorizations.Where(a => a.State.GivesUnits()).Select(a => a.Id).ToHashSet();
        return Book.Lines.Where(l => giving.Contains(l.AuthorizationId) && !(l.WindowUntil < today)).Sum(l => l.Remaining);
    }
}
