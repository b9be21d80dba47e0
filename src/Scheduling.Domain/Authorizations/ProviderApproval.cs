using Scheduling.Domain.Planning;
using Scheduling.Domain.Staffing;

namespace Scheduling.Domain.Authorizations;

/// <summary>R19: providers as approved. Somebody whom the payer has not approved can't claim.</summary>
public static class ProviderApproval
{
    /// <summary>Why an authorization does not cover who ordered the course or who gives the visit; null where it does, names nobody, or nobody is known to match.</summary>
    /// <param name="authorization">The authorization.</param>
    /// <param name="orderedBy">The prescriber who ordered the treatment; null where no order of one of our own is on the course.</param>
    /// <param name="providers">Prescribers and supervisors named on the visit; a technician alone renders in the name of whoever is approved.</param>
    public static string? Refuses(Authorization authorization, Guid? orderedBy, IReadOnlyCollection<Guid> providers) =>
        authorization.OrderingProviderId is { } ordering && orderedBy is { } by && by != ordering ? UnitReasons.OrderingProviderNotCovered
        : authorization.RenderingProviderId is { } rendering && providers.Count > 0 && !providers.Contains(rendering) ? UnitReasons.RenderingProviderNotCovered
        : null;

    /// <summary>Whom the authorizations that give units approve to render visits; null where one of them names nobody, or there is none.</summary>
    /// <param name="authorizations">The course's.</param>
    public static IReadOnlySet<Guid>? Rendering(IEnumerable<Authorization> authorizations)
    {
        var giving = authorizations.Where(a => a.State.GivesUnits()).Select(a => a.RenderingProviderId).ToList();
        return giving.Count == 0 || giving.Contains(null) ? null : giving.OfType<Guid>().ToHashSet();
    }

    /// <summary>A site where nobody but those approved is planned as prescriber or supervisor.</summary>
    /// <param name="site">The site's facts.</param>
    /// <param name="approved">Those approved; null for no limit.</param>
    public static ClinicFacts Only(ClinicFacts site, IReadOnlySet<Guid>? approved) => approved is null ? site : site with
    {
        Staff = [.. site.Staff.Select(s => approved.Contains(s.Id) ? s : s with { Roles = [.. s.Roles.Where(r => r is not (StaffRole.Prescriber or StaffRole.Supervisor))] })],
    };
}
