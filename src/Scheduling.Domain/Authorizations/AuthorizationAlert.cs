namespace Scheduling.Domain.Authorizations;

/// <summary>Something about an authorization that somebody should look at (R21).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Level">The mark that was reached: days to the window's end, units left, percent used.</param>
/// <param name="On">The date by which to act: the window's last date, or today.</param>
public sealed record AuthorizationAlert(AuthorizationAlertKind Kind, int Level, DateOnly On);

/// <summary>What an alert is about. Sent in snake_case.</summary>
public enum AuthorizationAlertKind
{
    /// <summary>The window ends soon.</summary>
    WindowEnds,

    /// <summary>Few units are left.</summary>
    UnitsLeft,

    /// <summary>Most units are used: time to ask for an extension.</summary>
    ExtensionDue,
}
