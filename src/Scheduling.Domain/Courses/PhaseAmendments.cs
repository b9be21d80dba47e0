using Scheduling.Domain.Problems;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Courses;

/// <summary>The protocol of one course with phases of its own.</summary>
public static class PhaseAmendments
{
    // R6: taper sessions lie at least 2 days apart unless the protocol says otherwise.
    private const int MostAWeekApart = 3;
    private const int DaysApart = 2;

    /// <summary>The protocol and the targets with the phases changed, in the order of the protocol.</summary>
    /// <param name="protocol">The protocol as it is.</param>
    /// <param name="targets">The course's targets.</param>
    /// <param name="asked">What changes.</param>
    /// <param name="begun">How many sessions of a phase are delivered or under way.</param>
    /// <exception cref="SchedulingException">invalid_request, naming the phase by its place in <paramref name="asked"/>.</exception>
    public static (ProtocolDefinition Protocol, IReadOnlyList<PhaseTarget> Targets) Apply(
        ProtocolDefinition protocol, IReadOnlyList<PhaseTarget> targets, IReadOnlyList<PhaseAmendment> asked, Func<string, int> begun)
    {
        var phases = protocol.Phases.ToList();
        var numbers = targets.ToDictionary(t => t.Phase, t => t.Sessions);
        for (var i = 0; i < asked.Count; i++)
        {
            var (amendment, at, pointer) = (asked[i], phases.FindIndex(p => p.Name == asked[i].Phase), $"/phases/{i}");
            if (at < 0)
            {
                var place = PlaceOf(phases, amendment, pointer);
                phases.Insert(place, Added(amendment, phases[place - 1].Weekdays, pointer));
                numbers[amendment.Phase] = amendment.Sessions!.Value;
                continue;
            }

            if (amendment is not { Cadence: null, CadenceUnit: null, After: null })
            {
                throw SchedulingException.Invalid(pointer, "is a phase of the course: cadence and after only go with a new one");
            }

            var sessions = amendment.Sessions ?? begun(amendment.Phase);
            numbers[amendment.Phase] = sessions;
            phases[at] = phases[at] with { MinSessions = Math.Min(phases[at].MinSessions, sessions), MaxSessions = Math.Max(phases[at].MaxSessions, sessions) };
        }

        var amended = protocol with { Phases = phases };
        return ProtocolValidation.Validate(amended) is [var error, ..]
            ? throw SchedulingException.Invalid("/phases", error.Message)
            : (amended, [.. phases.Where(p => numbers.ContainsKey(p.Name)).Select(p => new PhaseTarget(p.Name, numbers[p.Name]))]);
    }

    private static int PlaceOf(List<ProtocolPhase> phases, PhaseAmendment amendment, string pointer)
    {
        var before = amendment.After is { } after ? phases.FindIndex(p => p.Name == after) : phases.Count - 1;
        return before >= 0 ? before + 1 : throw SchedulingException.Invalid(pointer + "/after", "is not a phase of the course");
    }

    private static ProtocolPhase Added(PhaseAmendment amendment, IReadOnlyList<DayOfWeek> weekdays, string pointer)
    {
        if (amendment.Sessions is not > 0)
        {
            throw SchedulingException.Invalid(pointer + "/sessions", "is required for a phase that the course does not have yet, 1 or more");
        }

        if (amendment.Cadence is not { } cadence)
        {
            throw SchedulingException.Invalid(pointer + "/cadence", "is required for a phase that the course does not have yet");
        }

        var unit = amendment.CadenceUnit ?? CadenceUnit.PerWeek;
        return new ProtocolPhase
        {
            Name = amendment.Phase,
            MinSessions = 0,
            DefaultSessions = amendment.Sessions.Value,
            MaxSessions = amendment.Sessions.Value,
            CadenceUnit = unit,
            Cadence = cadence,
            Weekdays = weekdays,
            MinDaysApart = unit == CadenceUnit.PerWeek && cadence <= MostAWeekApart ? DaysApart : null,
        };
    }
}
