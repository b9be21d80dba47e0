namespace Scheduling.Domain.Authorizations;

/// <summary>R21: a window that ends in 30, 14, 7, 0 days; 5, 1, 0 units left; 80 % of the units used.</summary>
public static class AuthorizationAlerts
{
    /// <summary>The part of the units whose use prompts an extension, in percent.</summary>
    public const int ExtensionPercent = 80;

    /// <summary>Days before the window's end, tightest last.</summary>
    public static IReadOnlyList<int> Days { get; } = [30, 14, 7, 0];

    /// <summary>Units left, tightest last.</summary>
    public static IReadOnlyList<int> Units { get; } = [5, 1, 0];

    /// <summary>The alerts of an authorization: of each kind the tightest mark reached. None for one that gives no units, or whose window is over.</summary>
    /// <param name="authorization">The authorization.</param>
    /// <param name="lines">Its lines.</param>
    /// <param name="today">The site's local date.</param>
    public static IReadOnlyList<AuthorizationAlert> Of(Authorization authorization, IReadOnlyList<AuthorizationLine> lines, DateOnly today)
    {
        var open = lines.Where(l => l.Granted > 0).ToList();
        var until = open.Count > 0 && open.TrueForAll(l => l.WindowUntil is not null) ? open.Max(l => l.WindowUntil) : null;
        if (authorization.State is not (AuthorizationState.Approved or AuthorizationState.Partial or AuthorizationState.Overturned or AuthorizationState.Extended or AuthorizationState.ExtensionRequested)
            || open.Count == 0 || until < today)
        {
            return [];
        }

        List<AuthorizationAlert> alerts = [];
        if (until is { } last && Reached(Days, last.DayNumber - today.DayNumber) is { } days)
        {
            alerts.Add(new AuthorizationAlert(AuthorizationAlertKind.WindowEnds, days, last));
        }

        // Units of visits to come are left too: they are used when the visit is delivered, and a whole course reserves all of them at once.
        var (granted, used) = (open.Sum(l => l.Granted), open.Sum(l => l.Consumed));
        if (used > 0 && Reached(Units, granted - used) is { } units)
        {
            alerts.Add(new AuthorizationAlert(AuthorizationAlertKind.UnitsLeft, units, today));
        }

        // Nobody asks twice: once it was asked for, the payer has it.
        if (used * 100 >= granted * ExtensionPercent && authorization.State != AuthorizationState.ExtensionRequested)
        {
            alerts.Add(new AuthorizationAlert(AuthorizationAlertKind.ExtensionDue, ExtensionPercent, today));
        }

        return alerts;
    }

    private static int? Reached(IReadOnlyList<int> marks, int value) => marks.Where(m => value <= m).Select(m => (int?)m).LastOrDefault();
}
