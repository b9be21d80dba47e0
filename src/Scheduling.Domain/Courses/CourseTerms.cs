using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Courses;

/// <summary>What a course's coverage and protocol mean for planning and booking.</summary>
public static class CourseTerms
{
    private const int SlackDays = 56;
    /// <summary>The longest span that is planned, in days from its first date.</summary>
    public const int LongestHorizonDays = 400;

    /// <summary>Whether a supervisor is asked for, and in which modes (R4).</summary>
    public static SupervisionRule Supervision(Coverage? coverage) => coverage is { Supervision.Count: > 0 }
        ? new SupervisionRule { Required = true, Modes = coverage.Supervision }
        : SupervisionRule.None;

    /// <summary>What is left of the coverage: its dates, its units less those reserved by bookings and used by deliveries, its limits a day and a week (R6, R19).</summary>
    /// <param name="coverage">The coverage, or null for none yet.</param>
    /// <param name="progress">The course as it stands.</param>
    /// <param name="enforce">Whether sessions outside are shortfalls; otherwise they are tagged.</param>
    /// <param name="cap">The most sessions that the payer pays for; null for no cap.</param>
    /// <param name="windows">What is left of each line of its authorizations, where there are several.</param>
    public static CoverageLimits Limits(Coverage? coverage, CourseProgress progress, bool enforce, int? cap = null, IReadOnlyList<CoverageWindow>? windows = null)
    {
        if (coverage is null)
        {
            return CoverageLimits.None;
        }

        // The ledger gives no unit to a session that it tags; without a ledger every session counts as one.
        var taken = progress.UnitsTaken - (coverage.HasLedger ? progress.Unauthorized : 0);
        var units = coverage.Units is { } granted && granted < (cap ?? int.MaxValue) ? granted : cap;
        return Caps(coverage) with
        {
            From = coverage.WindowFrom,
            Until = coverage.WindowUntil,
            Sessions = units is { } most ? Math.Max(0, most - taken) : null,
            Windows = windows ?? [],
            Enforce = enforce,
        };
    }

    /// <summary>What the payer allows a day and a week, without dates and units (R6).</summary>
    public static CoverageLimits Caps(Coverage? coverage) => new() { PerDay = coverage?.MaxPerDay, PerWeek = coverage?.MaxPerWeek };

    /// <summary>
    /// Whether sessions without a unit are shortfalls. A payer's policy decides (R20); where no payer is known, the caller does.
    /// </summary>
    /// <param name="coverage">The coverage.</param>
    /// <param name="whenPlanning">The payer's policy when planning.</param>
    /// <param name="allowed">Whether the caller allows them.</param>
    public static bool Enforces(Coverage? coverage, PolicyLevel whenPlanning, bool allowed) => coverage is { HasLedger: true }
        ? coverage.Authorized == true && whenPlanning == PolicyLevel.Block
        : !allowed;

    /// <summary>The last local date to look at when the caller names none: what is owed at the protocol's own pace, doubled, and eight weeks more.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="progress">The course as it stands.</param>
    /// <param name="from">First local date.</param>
    /// <param name="cadence">Weeks that orders allow fewer sessions in (R13).</param>
    public static DateOnly Horizon(ProtocolDefinition protocol, CourseProgress progress, DateOnly from, IReadOnlyList<CadenceLimit> cadence)
    {
        var start = progress.ProjectedEndsOn is { } end && end > from ? end : from;
        var days = 0;
        foreach (var phase in progress.Phases)
        {
            days += protocol.Phase(phase.Phase) is not { } definition ? 0 : definition.CadenceUnit switch
            {
                CadenceUnit.EveryDays => phase.Owed * definition.Cadence,
                CadenceUnit.EveryMonths => phase.Owed * definition.Cadence * 31,
                _ => ((phase.Owed + Slowest(definition) - 1) / Slowest(definition)) * 7,
            };
        }

        return from.AddDays(Math.Min(start.DayNumber - from.DayNumber + (2 * days) + SlackDays, LongestHorizonDays));

        int Slowest(ProtocolPhase phase) => cadence.Select(c => c.MaxPerWeek).Append(phase.Cadence).Min();
    }
}
