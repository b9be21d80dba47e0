using Scheduling.Domain.Protocols;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>R6 between the treatments of one course.</summary>
public static class CadenceRules
{
    /// <summary>Most treatments of a local day for a session of this phase.</summary>
    public static int DayCap(ProtocolPhase phase, CoverageLimits coverage) => Math.Min(phase.MaxPerDay, coverage.PerDay ?? int.MaxValue);

    /// <summary>Most treatments of a week for a session of this phase, all phases counted together.</summary>
    public static int WeekCap(ProtocolPhase phase, CoverageLimits coverage) => Math.Min(phase.WeeklyCap ?? int.MaxValue, coverage.PerWeek ?? int.MaxValue);

    /// <summary>
    /// Least minutes between the starts of two visits of one course on one day: the phase's gap between stimulations,
    /// and no visit begins while the one before still takes anything, turnover included.
    /// </summary>
    /// <param name="earlier">Kind of the earlier visit.</param>
    /// <param name="later">Kind of the later visit.</param>
    /// <param name="phase">Phase of the later visit.</param>
    public static int MinutesBetweenStarts(VisitKind earlier, VisitKind later, ProtocolPhase phase) => Math.Max(
        earlier.StimulationUntil() + phase.MinGapMinutes - later.StimulationFrom(),
        earlier.TakesUntil() - later.TakesFrom());

    /// <summary>Whether a treatment day may follow another in a phase: days apart, and no pause where days are consecutive.</summary>
    /// <param name="phase">Phase of the later session.</param>
    /// <param name="last">The treatment day before.</param>
    /// <param name="next">The later day.</param>
    /// <param name="samePhase">Whether the earlier day's last session belongs to the phase too.</param>
    public static bool DayMayFollow(ProtocolPhase phase, DateOnly last, DateOnly next, bool samePhase) =>
        next >= phase.EarliestAfter(last) && next > last && (!phase.ConsecutiveDays || !samePhase || next == last.AddDays(1));

    /// <summary>Everything R6 has against a treatment beside the course's others.</summary>
    public static IReadOnlyList<RuleViolation> Check(SiteClock clock, VisitContext context, VisitKind kind, DateTimeOffset start)
    {
        if (context.Phase is not { } own || !kind.CountsAsTreatment)
        {
            return [];
        }
        var date = clock.DateOf(start);
        var phase = context.PhaseOn(own, date, clock);
        var others = !context.HasOrders ? context.Others : [.. context.Others.Select(o => o with { Phase = context.PhaseOn(o.Phase, o.LocalDate, clock) })];
        var found = new List<RuleViolation>();
        if (!phase.Allows(date.DayOfWeek))
        {
            found.Add(new RuleViolation(Rule.R6, ViolationReasons.WeekdayNotAllowed, null, clock.DayBounds(date)));
        }
        var sameDay = others.Where(o => o.LocalDate == date).OrderBy(o => o.VisitStart).ToList();
        if (sameDay.Count >= sameDay.Select(o => DayCap(o.Phase, context.Coverage)).Append(DayCap(phase, context.Coverage)).Min())
        {
            found.Add(new RuleViolation(Rule.R6, ViolationReasons.DayFull, null, Visit(sameDay[^1])));
        }
        var week = clock.WeekStart(date);
        var sameWeek = others.Where(o => clock.WeekStart(o.LocalDate) == week).OrderBy(o => o.VisitStart).ToList();
        if (sameWeek.Count > 0 && ExceedsWeek(sameWeek, phase, start, context.Coverage))
        {
            found.Add(new RuleViolation(Rule.R6, ViolationReasons.WeekFull, null, Visit(sameWeek[^1])));
        }
        foreach (var other in others.OrderBy(o => o.VisitStart))
        {
            var tooClose = other.VisitStart <= start
                ? GapTooShort(other.Kind, other.VisitStart, kind, start, phase)
                : GapTooShort(kind, start, other.Kind, other.VisitStart, other.Phase);
            if (tooClose)
            {
                found.Add(new RuleViolation(Rule.R6, ViolationReasons.GapTooShort, null, Visit(other)));
            }
            else if (other.LocalDate < date ? date < phase.EarliestAfter(other.LocalDate)
                : other.LocalDate > date && other.LocalDate < other.Phase.EarliestAfter(date))
            {
                found.Add(new RuleViolation(Rule.R6, ViolationReasons.DaysTooClose, null, Visit(other)));
            }
        }
        return found;
    }

    /// <summary>The least instant at which a visit may start after an earlier one's stimulation.</summary>
    public static DateTimeOffset EarliestStart(DateTimeOffset stimulationEnd, VisitKind later, ProtocolPhase phase) =>
        stimulationEnd.AddMinutes(phase.MinGapMinutes - later.StimulationFrom());

    // A session counts against the cap of its own phase with all that came before it in the week.
    private static bool ExceedsWeek(List<CourseTreatment> others, ProtocolPhase phase, DateTimeOffset start, CoverageLimits coverage)
    {
        var ordered = others.Select(o => (o.VisitStart, o.Phase)).Append((VisitStart: start, Phase: phase)).OrderBy(x => x.VisitStart).ToList();
        var self = ordered.FindIndex(x => x.VisitStart == start && ReferenceEquals(x.Phase, phase));
        return ordered.Select((x, i) => i >= self && i + 1 > WeekCap(x.Phase, coverage)).Any(exceeds => exceeds);
    }

    private static bool GapTooShort(VisitKind earlier, DateTimeOffset earlierStart, VisitKind later, DateTimeOffset laterStart, ProtocolPhase phase) =>
        laterStart < earlierStart.AddMinutes(MinutesBetweenStarts(earlier, later, phase));

    private static TimeRange Visit(CourseTreatment treatment) => TimeRange.OfMinutes(treatment.VisitStart, treatment.Kind.Minutes);
}
