namespace Scheduling.Domain.Authorizations;

/// <summary>
/// Gives the units of a course to its visits (R19). The answer follows from visits and lines alone, whatever order things happened in: units go to the visits in
/// order of time, each from the line that ends first among those that cover it. Only a unit that is used stays with its line, which has been billed.
/// </summary>
public static class UnitLedger
{
    /// <summary>Settles a course.</summary>
    /// <param name="book">Its authorizations and units as they are.</param>
    /// <param name="visits">All its visits as they are to be.</param>
    public static UnitSettlement Settle(UnitBook book, IReadOnlyCollection<UnitVisit> visits)
    {
        var desk = new UnitDesk(book);
        var without = Deal(desk, book, visits);
        return new UnitSettlement(desk.Entries(), desk.Claims, without);
    }

    /// <summary>The visits that need a unit and get none, with the reason: what a settlement says, without its rows.</summary>
    /// <param name="book">The course's authorizations and units as they are.</param>
    /// <param name="visits">All its visits as they are to be.</param>
    public static IReadOnlyDictionary<Guid, string> Without(UnitBook book, IReadOnlyCollection<UnitVisit> visits) => Deal(new UnitDesk(book), book, visits);

    private static Dictionary<Guid, string> Deal(UnitDesk desk, UnitBook book, IReadOnlyCollection<UnitVisit> visits)
    {
        Dictionary<Guid, string> without = [];
        var asking = book.Insured ? visits.Where(v => v.Needs is not null).OrderBy(v => v.Date).ThenBy(v => v.Start).ThenBy(v => v.Id).ToList() : [];
        // What was billed stays where it was, as long as the payer's line still covers it.
        foreach (var visit in asking.Where(v => v.Needs == UnitState.Consumed))
        {
            if (desk.Before(visit.Id) is { State: UnitState.Consumed } claim && desk.Line(claim.LineId) is { } line && desk.Refuses(line, visit) is null)
            {
                desk.Give(line, visit);
            }
        }

        foreach (var visit in asking.Where(v => !desk.Has(v.Id)))
        {
            if (desk.Find(visit, out var reason) is { } line)
            {
                desk.Give(line, visit);
            }
            else
            {
                without[visit.Id] = reason;
            }
        }

        return without;
    }
}
