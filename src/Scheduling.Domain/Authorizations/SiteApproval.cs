namespace Scheduling.Domain.Authorizations;

/// <summary>R19: sites as approved.</summary>
public static class SiteApproval
{
    /// <summary>Whether a course may be at home at a site: some authorization that runs, or is still to be decided, names it or names none. A course without any is asked nothing.</summary>
    /// <param name="authorizations">The course's.</param>
    /// <param name="siteId">The site.</param>
    public static bool Covers(IEnumerable<Authorization> authorizations, Guid siteId)
    {
        var live = authorizations.Where(a => a.State.IsPending()
            || (a.State.GivesUnits() && a.State is not (AuthorizationState.Exhausted or AuthorizationState.Expired or AuthorizationState.Terminated))).ToList();
        return live.Count == 0 || live.Exists(a => a.SiteIds.Count == 0 || a.SiteIds.Contains(siteId));
    }
}
