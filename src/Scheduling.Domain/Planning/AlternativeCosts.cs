using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Planning;

/// <summary>Prices under which one figure of a plan outweighs everything else: the cheapest plan has the least of it, and among those the lowest score.</summary>
/// <remarks>
/// Let P be the figure, a whole number, and S the score. The search makes W * P + S least. Were its plan X not one with the least figure,
/// then P(X) is at least 1 more than that of L, the best of those, and W * P(X) + S(X) is at most W * P(L) + S(L), so W is at most S(L).
/// Hence a W above every score does, and <see cref="_above"/> is one: no plan waits or stays below its caps for more weeks than there are, is
/// more than a day away from its nominal time, or changes anything more often than it has sessions. Only with prices a thousand times the
/// defaults does the number range end earlier; then the figure still outweighs all but the dearest plans.
/// </remarks>
internal sealed class AlternativeCosts
{
    /// <summary>How many days later than the best an alternative may end.</summary>
    internal const int DaysLater = 7;

    private const int DayMinutes = 24 * 60;

    // Prices are multiplied by CoursePrices.Unit; beyond this they might not fit any more.
    private const long Most = long.MaxValue / 8 / CoursePrices.Unit;

    private readonly SearchCosts _costs;
    private readonly long _above;
    private readonly int _visits;

    internal AlternativeCosts(IReadOnlyList<CourseCase> cases, SearchCosts costs, int count, DateOnly latest)
    {
        var course = cases[0];
        var days = latest.DayNumber - course.Request.StartOnOrAfter.DayNumber + 1;
        var weeks = days / 7 + 2;
        // Each session is below its week's cap in so many weeks at most, or off its due date by so many.
        var cadence = course.Request.Protocol.Phases.Max(p => p.CadenceUnit == CadenceUnit.EveryMonths ? p.Cadence * 5 : p.Cadence);
        var below = (long)count * (weeks + cadence);
        _costs = costs;
        _visits = count + 1;
        _above = 1 + costs.WaitWeek * weeks + costs.BelowCap * below
            + _visits * (DayMinutes * (costs.NominalMinute + costs.PreferredMinute) + costs.StaffChange + costs.DeviceChange);
    }

    /// <summary>Least minutes between days' first visits and the nominal time.</summary>
    internal SearchCosts Minutes() => _costs with { NominalMinute = _costs.NominalMinute + Math.Min(_above, (Most - _above) / (_visits * DayMinutes)) };

    /// <summary>Fewest changes of the operator.</summary>
    internal SearchCosts Changes() => _costs with { StaffChange = _costs.StaffChange + Math.Min(_above, (Most - _above) / _visits) };
}
