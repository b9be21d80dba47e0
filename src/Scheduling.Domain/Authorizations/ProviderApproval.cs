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
}
