using Scheduling.Application.Appointments;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Courses;

/// <summary>A session that fits nowhere, as callers see it (R7).</summary>
/// <param name="SessionNumber">The ordinal of the treatment.</param>
/// <param name="Phase">Its phase.</param>
/// <param name="WantedOn">Local date on which it was wanted.</param>
/// <param name="WantedAt">The start that was tried on that date.</param>
/// <param name="BlockedBy">Rule, resource and interval in the way.</param>
/// <param name="WouldFit">What would fit instead, each naming what has to give way.</param>
public sealed record Shortfall(int SessionNumber, string Phase, DateOnly WantedOn, DateTimeOffset WantedAt, Conflict BlockedBy, IReadOnlyList<FittingPlace> WouldFit)
{
    /// <summary>With the names of its resources.</summary>
    public static Shortfall Of(SessionShortfall shortfall, IReadOnlyDictionary<Guid, string> names) =>
        new(shortfall.SessionNumber, shortfall.Phase, shortfall.WantedOn, shortfall.WantedAt, ConflictNames.Of(shortfall.BlockedBy, names), shortfall.WouldFit);
}
