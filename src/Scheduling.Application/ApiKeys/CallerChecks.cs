using Scheduling.Application.Persistence;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.ApiKeys;

/// <summary>Checks of the caller that depend on the request's body or on a loaded row; the fixed ones stand on the actions as attributes.</summary>
public static class CallerChecks
{
    /// <summary>The person behind the request.</summary>
    /// <exception cref="SchedulingException">actor_required.</exception>
    public static string RequireActor(this ClinicContext context) =>
        context.Actor ?? throw new SchedulingException(ProblemCodes.ActorRequired);

    /// <summary>Refuses unless the key has the scope.</summary>
    /// <exception cref="SchedulingException">scope_missing.</exception>
    public static void RequireScope(this ClinicContext context, string scope)
    {
        if (!context.Identity.Scopes.Contains(scope))
        {
            throw new SchedulingException(ProblemCodes.ScopeMissing, $"The key lacks the scope {scope}.");
        }
    }

    /// <summary>Refuses when the key is limited to other sites. Call it after the row was found, or an unknown id would answer differently.</summary>
    /// <exception cref="SchedulingException">site_not_allowed.</exception>
    public static void RequireSite(this ClinicContext context, Guid siteId)
    {
        if (context.Identity.SiteIds is { } allowed && !allowed.Contains(siteId))
        {
            throw new SchedulingException(ProblemCodes.SiteNotAllowed);
        }
    }

    /// <summary>Refuses a key that is limited to some sites, where an answer can't be.</summary>
    /// <exception cref="SchedulingException">site_not_allowed.</exception>
    public static void RequireAllSites(this ClinicContext context)
    {
        if (context.Identity.SiteIds is not null)
        {
            throw new SchedulingException(ProblemCodes.SiteNotAllowed);
        }
    }
}
