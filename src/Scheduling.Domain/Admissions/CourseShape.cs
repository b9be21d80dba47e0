using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Admissions;

/// <summary>Sessions that choose their days alike: on which weekdays, and how many days after the one before.</summary>
internal sealed record DayRule(int DaysApart, IReadOnlyList<DayOfWeek> Weekdays);

/// <summary>
/// A course that comes by the week, one session a day, as <see cref="CoursePricing"/> can price it: nearly all do. Others (several sessions
/// a day, phases in days or months, a prerequisite visit, visits kept) are placed by P1 alone.
/// </summary>
internal sealed class CourseShape
{
    private readonly CoursePlanRequest _request;
    private readonly ProtocolPhase[] _phases;

    private CourseShape(CoursePlanRequest request, List<ProtocolPhase> items)
    {
        (_request, _phases) = (request, [.. items]);
        var protocol = request.Protocol;
        Treatment = protocol.Kind(protocol.TreatmentKind)!;
        First = protocol.Kind(request.FirstKind ?? (request.FirstSessionNumber == 1 ? protocol.InitialKind : protocol.TreatmentKind))!;
        var rules = new List<DayRule>();
        RuleOf = [.. items.Select(phase =>
        {
            var rule = rules.FindIndex(r => r.DaysApart == (phase.MinDaysApart ?? 1) && r.Weekdays.SequenceEqual(phase.Weekdays));
            if (rule < 0)
            {
                rule = rules.Count;
                rules.Add(new DayRule(phase.MinDaysApart ?? 1, phase.Weekdays));
            }
            return rule;
        })];
        Rules = [.. rules];
        CapOf = [.. items.Select(p => CadenceRules.WeekCap(p, request.Coverage))];
        MostFrom = new int[items.Count + 1];
        for (var p = 0; p < items.Count; p++)
        {
            while (p + MostFrom[p] < items.Count && MostFrom[p] < Math.Min(7, CapOf[p + MostFrom[p]]))
            {
                MostFrom[p]++;
            }
        }
        MostBy = [.. rules.Select((_, rule) => Math.Min(7, items.Select((_, p) => RuleOf[p] == rule ? MostFrom[p] : 0).Max()))];
        AlikeFrom = new int[items.Count + 1];
        for (var p = items.Count - 1; p >= 0; p--)
        {
            AlikeFrom[p] = p + 1 < items.Count && RuleOf[p + 1] == RuleOf[p] ? AlikeFrom[p + 1] + 1 : 1;
        }
    }

    internal VisitKind First { get; }

    internal VisitKind Treatment { get; }

    internal int Sessions => _phases.Length;

    internal DayRule[] Rules { get; }

    /// <summary>The day rule of each session.</summary>
    internal int[] RuleOf { get; }

    /// <summary>Most sessions of a week up to and with each session.</summary>
    internal int[] CapOf { get; }

    /// <summary>How many sessions a week can hold that begins with a session.</summary>
    internal int[] MostFrom { get; }

    /// <summary>Most sessions of a week under each rule.</summary>
    internal int[] MostBy { get; }

    /// <summary>How many sessions from one on share its day rule.</summary>
    internal int[] AlikeFrom { get; }

    /// <summary>The shape of a course; null when it is not one by the week.</summary>
    internal static CourseShape? From(CoursePlanRequest request)
    {
        var items = new List<ProtocolPhase>();
        foreach (var phase in request.Protocol.Phases)
        {
            items.AddRange(Enumerable.Repeat(phase, request.Remaining.Where(r => r.Phase == phase.Name).Sum(r => r.Sessions)));
        }
        var byTheWeek = items.Count > 0 && request.Kept.Count == 0 && request.Protocol.Prerequisite is null
            && items.All(p => p.WeeklyCap > 0 && CadenceRules.DayCap(p, request.Coverage) == 1 && !p.ConsecutiveDays && CadenceRules.WeekCap(p, request.Coverage) > 0);
        return byTheWeek ? new CourseShape(request, items) : null;
    }

    /// <summary>How many more sessions a week could have held: those below the cap that P1 prices.</summary>
    /// <param name="allowedDays">For each phase the days of the week that protocol and request allow.</param>
    /// <param name="held">Sessions the week holds.</param>
    /// <param name="next">The first session after them.</param>
    /// <param name="count">Sessions placed in all.</param>
    internal int More(Func<ProtocolPhase, int> allowedDays, int held, int next, int count)
    {
        var more = 0;
        var room = next < count ? allowedDays(_phases[next]) : 0;
        while (next + more < count && held + more < CapOf[next + more] && held + more < room)
        {
            more++;
        }
        return more;
    }

    /// <summary>The weeks of a course that loses what a week can't hold: for each the first session and how many.</summary>
    internal IReadOnlyList<(int First, int Sessions)> Weeks()
    {
        var weeks = new List<(int, int)>();
        for (var p = 0; p < Sessions;)
        {
            var held = 0;
            while (p + held < Sessions && held < CapOf[p] && ReferenceEquals(_phases[p + held], _phases[p]))
            {
                held++;
            }
            weeks.Add((p, held));
            p += held;
        }
        return weeks;
    }

    /// <summary>Whether the request allows a date for a rule's sessions.</summary>
    internal bool Allows(DayRule rule, DateOnly date) =>
        (rule.Weekdays.Count == 0 || rule.Weekdays.Contains(date.DayOfWeek))
        && (_request.Weekdays.Count == 0 || _request.Weekdays.Contains(date.DayOfWeek))
        && (!_request.Coverage.Enforce || _request.Coverage.Covers(date));
}
