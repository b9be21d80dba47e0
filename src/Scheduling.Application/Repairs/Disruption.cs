using Scheduling.Application.Resources;

namespace Scheduling.Application.Repairs;

/// <summary>What came of a change that visits may depend on.</summary>
/// <param name="Changed">What was changed, as it is now, or in a preview as it would be.</param>
/// <param name="Affected">Visits to come that it leaves without a place, by start.</param>
/// <param name="Repair">New places for them; null when there is nothing to repair.</param>
public sealed record Disruption<T>(T Changed, IReadOnlyList<AffectedVisit> Affected, RepairResponse? Repair);
