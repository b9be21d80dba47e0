using System.Globalization;

namespace Scheduling.Domain.Authorizations;

/// <summary>R22: an authorization that ended, ran out or was terminated while visits were still to come.</summary>
public static class CoverageEnd
{
    /// <summary>The authorization that ended last; null while none has.</summary>
    /// <param name="authorizations">The course's.</param>
    /// <param name="lines">Their lines.</param>
    public static Authorization? Of(IEnumerable<Authorization> authorizations, IReadOnlyList<AuthorizationLine> lines) => authorizations
        .Where(a => a.State is AuthorizationState.Terminated or AuthorizationState.Expired or AuthorizationState.Exhausted)
        .OrderBy(a => LastDate(a, lines) ?? DateOnly.MaxValue).ThenBy(a => a.CreatedAt).ThenBy(a => a.Id).LastOrDefault();

    /// <summary>Names an end within its authorization: one that is taken back and comes again on another date is another.</summary>
    /// <param name="ended">The authorization.</param>
    /// <param name="lines">Lines of the course.</param>
    public static string NameOf(Authorization ended, IReadOnlyList<AuthorizationLine> lines) => string.Create(
        CultureInfo.InvariantCulture,
        $"{LastDate(ended, lines):yyyy-MM-dd}:{lines.Where(l => l.AuthorizationId == ended.Id).Sum(l => l.Granted)}");

    private static DateOnly? LastDate(Authorization authorization, IReadOnlyList<AuthorizationLine> lines) =>
        lines.Where(l => l.AuthorizationId == authorization.Id && l.Granted > 0).Max(l => l.WindowUntil);
}
