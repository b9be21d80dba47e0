using Scheduling.Domain.Courses;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Planning;

/// <summary>R11: on the dates of a prescriber's order more sessions may lie on one day than the phase says, with the gap that the order asks for.</summary>
/// <param name="From">First local date, inclusive; null for open.</param>
/// <param name="Until">Last local date, inclusive; null for open.</param>
/// <param name="MaxPerDay">Most sessions a day; never fewer than the phase allows.</param>
/// <param name="MaxPerWeek">Most sessions a week; null for the phase's.</param>
/// <param name="MinGapMinutes">Least minutes between stimulations; never fewer than the phase asks for.</param>
public sealed record CatchUpRule(DateOnly? From, DateOnly? Until, int MaxPerDay, int? MaxPerWeek, int MinGapMinutes)
{
    /// <summary>The rules that a course's orders of kind <c>catch_up</c> make.</summary>
    public static IReadOnlyList<CatchUpRule> Of(Course? course) => course is null || course.Orders.Count == 0
        ? []
        : [.. course.Orders.Where(o => o.Kind == OrderKinds.CatchUp && o.Limits is not null).Select(o => new CatchUpRule(o.From, o.Until, o.Limits!.MaxPerDay ?? 2, o.Limits.MaxPerWeek, o.Limits.MinGapMinutes ?? 0))];

    /// <summary>Whether it holds on a local date.</summary>
    public bool HoldsOn(DateOnly date) => (From is not { } from || date >= from) && (Until is not { } until || date <= until);

    /// <summary>The phase as it is on a local date. A week's number holds for the whole week of any date of the order.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="date">The local date.</param>
    /// <param name="week">First date of its week.</param>
    public ProtocolPhase On(ProtocolPhase phase, DateOnly date, DateOnly week)
    {
        var today = HoldsOn(date);
        var thisWeek = MaxPerWeek is not null && phase.CadenceUnit == CadenceUnit.PerWeek && !(Until < week) && !(From > week.AddDays(6));
        return !today && !thisWeek ? phase : phase with
        {
            MaxPerDay = today ? Math.Max(phase.MaxPerDay, MaxPerDay) : phase.MaxPerDay,
            MinGapMinutes = today ? Math.Max(phase.MinGapMinutes, MinGapMinutes) : phase.MinGapMinutes,
            Cadence = thisWeek ? Math.Max(phase.Cadence, MaxPerWeek!.Value) : phase.Cadence,
        };
    }
}
