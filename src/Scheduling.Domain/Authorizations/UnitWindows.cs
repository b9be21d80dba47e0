using Scheduling.Domain.Appointments;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Authorizations;

/// <summary>What several lines of a course's authorizations leave for planning, one by one.</summary>
public static class UnitWindows
{
    /// <summary>The windows that have units left for treatments, with those that its visits take counted off as the ledger would; empty where one line says it all.</summary>
    /// <param name="book">Its authorizations and lines.</param>
    /// <param name="visits">Visits that stay as they are, staff included.</param>
    /// <param name="protocol">Its protocol.</param>
    /// <param name="withInitial">Whether the first session to plan is the initial visit, which another line may pay for.</param>
    public static IReadOnlyList<CoverageWindow> Left(UnitBook book, IReadOnlyCollection<Appointment> visits, ProtocolDefinition protocol, bool withInitial)
    {
        var giving = book.Authorizations.Where(a => a.State.GivesUnits()).Select(a => a.Id).ToHashSet();
        var lines = book.Lines.Where(l => giving.Contains(l.AuthorizationId) && l.Granted > 0).ToList();
        if (lines.Count < 2 || !book.Insured)
        {
            return [];
        }

        var claims = UnitLedger.Settle(book with { Claims = [] }, [.. visits.Select(v => UnitVisit.Of(v, protocol.BillingCodes, v.Staff))]).Claims.ToLookup(c => c.LineId);
        return [.. lines.Select(l => new CoverageWindow(l.WindowFrom, l.WindowUntil, Pays(l, protocol.TreatmentKind) ? Left(l, [.. claims[l.Id]])
            : withInitial && Pays(l, protocol.InitialKind) ? Math.Min(1, Left(l, [.. claims[l.Id]]) ?? 1) : 0)).Where(w => w.Sessions != 0)];

        bool Pays(AuthorizationLine line, string kind) =>
            line.Codes.Count == 0 || protocol.BillingCodes.Any(c => c.Kind == kind && (line.Codes.Contains(c.Code) || (c.Replaces is { } replaced && line.Codes.Contains(replaced))));
    }

    private static int? Left(AuthorizationLine line, IReadOnlyCollection<UnitClaim> claims) => line.Basis switch
    {
        UnitBasis.Visit => Math.Max(0, line.Granted - claims.Count),
        UnitBasis.Day => Math.Max(0, line.Granted - claims.Select(c => c.ServiceOn).Distinct().Count()) * line.MaxPerDay,
        _ => null,
    };
}
