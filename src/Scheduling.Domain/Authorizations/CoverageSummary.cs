using Scheduling.Domain.Courses;

namespace Scheduling.Domain.Authorizations;

/// <summary>
/// What the authorizations of a course come to for planning: the dates that they span, the units in all, the tightest limits. Which visit has which unit is the
/// ledger's to say, under the locks of a booking; this only says what to plan for.
/// </summary>
public static class CoverageSummary
{
    /// <summary>The coverage of a course that has authorizations.</summary>
    /// <param name="present">The coverage as it is: kind and supervision stay.</param>
    /// <param name="authorizations">The course's authorizations.</param>
    /// <param name="lines">Their lines.</param>
    public static Coverage Of(Coverage? present, IReadOnlyList<Authorization> authorizations, IReadOnlyList<AuthorizationLine> lines)
    {
        var giving = authorizations.Where(a => a.State.GivesUnits()).Select(a => a.Id).ToHashSet();
        var open = lines.Where(l => giving.Contains(l.AuthorizationId) && l.Granted > 0).ToList();
        var payer = authorizations.OrderBy(a => giving.Contains(a.Id) ? 1 : 0).ThenBy(a => a.CreatedAt).ThenBy(a => a.Id).Select(a => (Guid?)a.PayerId).LastOrDefault();
        var basis = new Coverage(present?.Kind ?? CoverageKind.Insured, present?.Supervision ?? []) { PayerId = payer, Authorized = open.Count > 0 };
        return open.Count == 0 || basis.Kind == CoverageKind.SelfPay ? basis : basis with
        {
            WindowFrom = open.TrueForAll(l => l.WindowFrom is not null) ? open.Min(l => l.WindowFrom) : null,
            WindowUntil = open.TrueForAll(l => l.WindowUntil is not null) ? open.Max(l => l.WindowUntil) : null,
            Units = open.TrueForAll(l => SessionsOf(l) is not null) ? open.Sum(SessionsOf) : null,
            // A session may be on any of them, so the loosest of each kind is what a plan may count on.
            MaxPerDay = open.TrueForAll(l => l.MaxPerDay is not null) ? open.Max(l => l.MaxPerDay) : null,
            MaxPerWeek = open.TrueForAll(l => l.MaxPerWeek is not null) ? open.Max(l => l.MaxPerWeek) : null,
        };
    }

    private static int? SessionsOf(AuthorizationLine line) => line.Basis switch
    {
        UnitBasis.Visit => line.Granted,
        UnitBasis.Day => line.Granted * line.MaxPerDay,
        _ => null,
    };
}
