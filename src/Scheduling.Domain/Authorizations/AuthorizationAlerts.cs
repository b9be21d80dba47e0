namespace Scheduling.Domain.Authorizations;

/// <summary>R21: a window that ends in 30, 14, 7, 0 days; 5, 1, 0 units left; 80 % of the units used. The marks are settings.</summary>
public static class AuthorizationAlerts
{
    /// <summary>The alerts of an authorization: of each kind the tightest mark reached. None for one that gives no units, or whose window is over.</summary>
    /// <param name="authorization">The authorization.</param>
    /// <param name="lines">Its lines.</param>
    /// <param name="today">The site's local date.</param>
    /// <param name="marks">The marks.</param>
    public static IReadOnlyList<AuthorizationAlert> Of(Authorization authorization, IReadOnlyList<AuthorizationLine> lines, DateOnly today, AlertMarks marks) =>
        [.. Standing(authorization, lines, today, marks).GroupBy(a => a.Kind).Select(kind => kind.MinBy(a => a.Level)!)];

    /// <summary>Every mark that is reached, looser ones too: what was to be done about it is still to be done.</summary>
    public static IReadOnlyList<AuthorizationAlert> Standing(Authorization authorization, IReadOnlyList<AuthorizationLine> lines, DateOnly today, AlertMarks marks)
    {
        var open = lines.Where(l => l.Granted > 0).ToList();
        var until = open.Count > 0 && open.TrueForAll(l => l.WindowUntil is not null) ? open.Max(l => l.WindowUntil) : null;
        if (authorization.State is not (AuthorizationState.Approved or AuthorizationState.Partial or AuthorizationState.Overturned or AuthorizationState.Extended
                or AuthorizationState.ExtensionRequested or AuthorizationState.Exhausted)
            || open.Count == 0 || until < today)
        {
            return [];
        }

        List<AuthorizationAlert> alerts = [];
        if (until is { } last && authorization.State != AuthorizationState.Exhausted)
        {
            alerts.AddRange(marks.EndingDays.Where(m => last.DayNumber - today.DayNumber <= m).Select(m => new AuthorizationAlert(AuthorizationAlertKind.WindowEnds, m, last)));
        }

        // Units of visits to come are left too: they are used when the visit is delivered, and a whole course reserves all of them at once.
        var (granted, used) = (open.Sum(l => l.Granted), open.Sum(l => l.Consumed));
        if (used > 0)
        {
            alerts.AddRange(marks.UnitsLeft.Where(m => granted - used <= m).Select(m => new AuthorizationAlert(AuthorizationAlertKind.UnitsLeft, m, today)));
        }

        // Nobody asks twice: once it was asked for, the payer has it.
        if (used * 100 >= granted * marks.ExtensionPercent && authorization.State != AuthorizationState.ExtensionRequested)
        {
            alerts.Add(new AuthorizationAlert(AuthorizationAlertKind.ExtensionDue, marks.ExtensionPercent, today));
        }

        return alerts;
    }
}
