namespace Scheduling.Domain.Authorizations;

/// <summary>Until when a course's tentative visits wait (R22): for whichever of its pending authorizations is decided last.</summary>
public static class PendingDecision
{
    /// <summary>The pending authorization whose date, and what was agreed for it, hold for the visits; null where none is pending, or one of them is open-ended.</summary>
    /// <param name="authorizations">The course's.</param>
    public static Authorization? Last(IEnumerable<Authorization> authorizations)
    {
        var pending = authorizations.Where(a => a.State.IsPending()).ToList();
        return pending.Exists(a => a.DecideBy is null) ? null : pending.OrderBy(a => a.DecideBy).ThenBy(a => a.Id).LastOrDefault();
    }
}
